/** A row of the table of commands, and the options that many of them share. */
import { type Bilingual, bilingual } from '#app/config/bilingual.ts';
import type { Run } from './invocation.ts';

export interface CommandRow {
  /** The words after `signalbox`, with the arguments: `order show <id>`. */
  readonly call: string;
  readonly does: Bilingual;
  readonly options: readonly OptionRow[];
  readonly load: () => Promise<Run>;
}

export interface OptionRow {
  readonly flags: string;
  readonly means: Bilingual;
  readonly standard?: string;
}

/** An option with what it means in both languages. */
export const option = (flags: string, en: string, zh: string, standard?: string): OptionRow => ({
  flags,
  means: bilingual(en, zh),
  ...(standard === undefined ? {} : { standard }),
});

export const DATA = option('--data <directory>', 'the data directory', '数据目录', './data');
export const JSON_OUTPUT = option('--json', 'one JSON document for programs', '输出一份 JSON，供程序读取');
export const CONFIG = option('--config <file>', 'the configuration file', '配置文件');
/** Of every command that asks a running server. */
export const REMOTE = [
  DATA,
  option(
    '--url <address>',
    'the server, instead of the one of the data directory',
    '服务器地址，代替数据目录中记录的地址',
  ),
  option('--key <token>', 'the API key (or SIGNALBOX_KEY)', 'API 密钥（或环境变量 SIGNALBOX_KEY）'),
  JSON_OUTPUT,
];
export const ACCOUNT = option('--account <id>', 'this account only', '仅此账户');
export const SYMBOL = option('--symbol <name>', 'this instrument only', '仅此品种');
export const LIMIT = option('--limit <count>', 'at most so many, 1–500', '最多显示条数（1–500）', '20');
export const REASON = option('--reason <text>', 'why; kept in the journal', '原因，写入流水');
