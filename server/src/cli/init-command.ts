/** `init`: makes a data directory with everything a first start would make, and the settings to change before it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fill } from '#app/config/bilingual.ts';
import { noteConfiguration } from '#app/config/last-configuration.ts';
import { COMMAND_LINE_KEY_FILE, CONFIG_FILE, DATABASE_FILE, TRADING_STATE_FILE } from '#app/data-files.ts';
import type { FirstStart } from '#app/first-start.ts';
import { initializeData } from '#app/initialize-data.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataDirectoryOf, type Invocation, optionText } from './invocation.ts';
import { requireConfig } from './loaded-config.ts';
import { startFailure, type StartPlace } from './start-failure.ts';
import { renderFields } from './table.ts';
import { TEXTS } from './texts.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', '..', 'signalbox.example.yaml');
const OURS = [CONFIG_FILE, DATABASE_FILE, COMMAND_LINE_KEY_FILE, TRADING_STATE_FILE];
/** The account that a first start makes. */
const ACCOUNT = 'paper';

/** Makes the directory and prints what is in it. Refuses one that holds anything of ours. */
export async function runInit(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const dataDirectory = dataDirectoryOf(invocation);
  const data = optionText(invocation, 'data') ?? dataDirectory;
  const present = OURS.find((name) => existsSync(join(dataDirectory, name)));
  if (present !== undefined) {
    const message = fill(TEXTS.dataExists, { data, file: present });
    throw new CommandError({ code: 'DATA_EXISTS', exitCode: EXIT.no, message });
  }
  const { config } = requireConfig(invocation);
  const configFile = join(dataDirectory, CONFIG_FILE);
  const place = { data, ...config.server };
  const made = await make(configFile, place, () => initializeData(dataDirectory, config));
  if (terminal.isJson) terminal.json(document(dataDirectory, configFile, made));
  else printMade(invocation, { data, configFile, made });
  return EXIT.ok;
}

async function make(configFile: string, place: StartPlace, initialize: () => Promise<FirstStart>): Promise<FirstStart> {
  try {
    const made = await initialize();
    writeFileSync(configFile, settingsText(), { flag: 'wx', mode: 0o600 });
    noteConfiguration(dirname(configFile), { configFile });
    return made;
  } catch (error) {
    throw startFailure(error, place);
  }
}

/** The example with every setting and its default; its first paragraph, which tells to copy it, is done with. */
function settingsText(): string {
  const lines = readFileSync(EXAMPLE, 'utf8').split('\n');
  const end = lines.findIndex((line) => line.trim() === '#');
  return [
    '# The settings of this Signalbox, each with its default. 信号楼配置：每个设置项及其默认值。',
    ...lines.slice(end),
  ].join('\n');
}

function document(dataDirectory: string, configFile: string, { apiKey, webhookId, webhookSecret }: FirstStart) {
  return {
    data: dataDirectory,
    config: configFile,
    account: ACCOUNT,
    apiKey,
    webhook: { id: webhookId, secret: webhookSecret, path: `/hook/${webhookId}` },
  };
}

interface Made {
  readonly data: string;
  readonly configFile: string;
  readonly made: FirstStart;
}

function printMade({ terminal }: Invocation, { data, configFile, made }: Made): void {
  terminal.line(terminal.text(TEXTS.initDone, { data }));
  const fields = [
    [terminal.text(TEXTS.initConfig), configFile],
    [terminal.text(TEXTS.initAccount), `${ACCOUNT}  ${terminal.text(TEXTS.paper)}`],
    [terminal.text(TEXTS.initKey), made.apiKey ?? ''],
    [terminal.text(TEXTS.initWebhook), `/hook/${made.webhookId}`],
    [terminal.text(TEXTS.initSecret), made.webhookSecret ?? ''],
  ] as const;
  for (const line of renderFields(fields)) terminal.line(`  ${line}`);
  terminal.line(terminal.text(TEXTS.initNext, { data }));
}
