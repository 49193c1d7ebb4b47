/**
 * Every command: how it is called, what it does in both languages, and where its code is. The code of a command is loaded
 * when it is asked for, so that `signal preview` does not pay for the server, nor the server for the commands.
 */
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

const option = (flags: string, en: string, zh: string, standard?: string): OptionRow => ({
  flags,
  means: bilingual(en, zh),
  ...(standard === undefined ? {} : { standard }),
});

const DATA = option('--data <directory>', 'the data directory', '数据目录', './data');
const JSON_OUTPUT = option('--json', 'one JSON document for programs', '输出一份 JSON，供程序读取');
const CONFIG = option('--config <file>', 'the configuration file', '配置文件');
/** Of every command that asks a running server. */
const REMOTE = [
  DATA,
  option(
    '--url <address>',
    'the server, instead of the one of the data directory',
    '服务器地址，代替数据目录中记录的地址',
  ),
  option('--key <token>', 'the API key (or SIGNALBOX_KEY)', 'API 密钥（或环境变量 SIGNALBOX_KEY）'),
  JSON_OUTPUT,
];
const ACCOUNT = option('--account <id>', 'this account only', '仅此账户');
const SYMBOL = option('--symbol <name>', 'this instrument only', '仅此品种');
const LIMIT = option('--limit <count>', 'at most so many, 1–500', '最多显示条数（1–500）', '20');
const REASON = option('--reason <text>', 'why; kept in the journal', '原因，写入流水');

const LOCAL_COMMANDS: readonly CommandRow[] = [
  {
    call: 'init',
    does: bilingual(
      'make a data directory: settings, account, key, webhook',
      '创建数据目录：配置、账户、密钥、Webhook',
    ),
    options: [DATA, JSON_OUTPUT],
    load: async () => (await import('./init-command.ts')).runInit,
  },
  {
    call: 'start',
    does: bilingual('start the server', '启动服务器'),
    options: [
      DATA,
      option('--port <number>', 'the port; 0 picks a free one', '端口，0 表示自动选择空闲端口'),
      CONFIG,
      option('--json', 'one JSON line when ready', '就绪时输出一行 JSON'),
    ],
    load: async () => (await import('./start-command.ts')).runStart,
  },
  {
    call: 'doctor',
    does: bilingual(
      'check clock, disk, permissions, settings, port and store',
      '体检：时钟、磁盘、权限、配置、端口、数据库',
    ),
    options: [DATA, CONFIG, option('--port <number>', 'the port to look at', '要检查的端口'), JSON_OUTPUT],
    load: async () => (await import('./doctor/doctor-command.ts')).runDoctor,
  },
  {
    call: 'journal verify',
    does: bilingual(
      'check every record of a stopped server and replay every account',
      '校验已停止服务器的全部流水，并逐账户重放',
    ),
    options: [DATA, CONFIG, JSON_OUTPUT],
    load: async () => (await import('./journal-verify-command.ts')).runJournalVerify,
  },
];

const SIGNAL_COMMANDS: readonly CommandRow[] = [
  {
    call: 'signal preview',
    does: bilingual(
      'show what a text on the standard input would do; places nothing, needs no server',
      '预演标准输入中的信号，不下单，无需服务器',
    ),
    options: [
      option('--format <name>', 'read as this format only', '仅按此格式读取'),
      option('--jsonl', 'read lines {"id","text"}, answer each', '逐行读取 {"id","text"} 并逐行回答'),
    ],
    load: async () => (await import('./preview-command.ts')).runPreview,
  },
  {
    call: 'signal send [text]',
    does: bilingual(
      'send an alert (or the standard input) and follow what becomes of it',
      '发送信号（参数或标准输入）并跟踪结果',
    ),
    options: [
      option('--format <name>', 'read as this format only', '仅按此格式读取'),
      option('--account <id>', 'the account to trade at', '交易账户'),
      option('--id <key>', 'sent again under this name it is taken once', '幂等编号：重复发送只执行一次'),
      option('--webhook <id>', 'through this webhook and its route', '经由此 Webhook 及其路由'),
      option('--secret <text>', "the webhook's secret, when the text has none", 'Webhook 口令（内容中未写时）'),
      option('--wait <seconds>', 'follow it at most so long, 0–60', '最长跟踪秒数（0–60）', '10'),
      ...REMOTE,
    ],
    load: async () => (await import('./signal-send-command.ts')).runSignalSend,
  },
  {
    call: 'signal list',
    does: bilingual('list signals, newest first', '列出信号，最新在前'),
    options: [
      option('--status <name>', 'this status only', '仅此状态'),
      option('--source <name>', 'hook:<webhook> or rest:<key>', 'hook:<webhook> 或 rest:<密钥>'),
      LIMIT,
      ...REMOTE,
    ],
    load: async () => (await import('./signal-list-command.ts')).runSignalList,
  },
  {
    call: 'signal show <id>',
    does: bilingual('show a signal: decision, checks, orders, fills', '查看信号全过程：决策、检查、委托、成交'),
    options: REMOTE,
    load: async () => (await import('./signal-show-command.ts')).runSignalShow,
  },
];

const TRADING_COMMANDS: readonly CommandRow[] = [
  {
    call: 'status',
    does: bilingual('show how the server and its accounts are', '查看服务器与账户状态'),
    options: REMOTE,
    load: async () => (await import('./status-command.ts')).runStatus,
  },
  {
    call: 'orders',
    does: bilingual('list orders, newest first', '列出委托，最新在前'),
    options: [
      option('--open', 'only what may still move', '仅未完成的委托（挂单）'),
      option('--status <names>', 'these statuses only, with commas', '仅这些状态，逗号分隔'),
      ACCOUNT,
      SYMBOL,
      LIMIT,
      ...REMOTE,
    ],
    load: async () => (await import('./orders-command.ts')).runOrders,
  },
  {
    call: 'order show <id>',
    does: bilingual('show an order and its trail', '查看委托及其全过程'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./order-show-command.ts')).runOrderShow,
  },
  {
    call: 'positions',
    does: bilingual('list open positions', '列出持仓'),
    options: [ACCOUNT, SYMBOL, ...REMOTE],
    load: async () => (await import('./positions-command.ts')).runPositions,
  },
  {
    call: 'account [id]',
    does: bilingual('show the money of the accounts', '查看账户资金'),
    options: REMOTE,
    load: async () => (await import('./account-command.ts')).runAccount,
  },
  {
    call: 'cancel <id>',
    does: bilingual('cancel an order, by its id or ticket', '撤单（委托编号或订单号）'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./cancel-command.ts')).runCancel,
  },
  {
    call: 'cancel-all',
    does: bilingual('cancel every order', '全部撤单'),
    options: [ACCOUNT, SYMBOL, ...REMOTE],
    load: async () => (await import('./cancel-command.ts')).runCancelAll,
  },
  {
    call: 'halt',
    does: bilingual('stop all trading; holds through a restart', '暂停全部交易，重启后仍然有效'),
    options: [
      ACCOUNT,
      REASON,
      option('--cancel-orders', 'also cancel what rests at the venues', '同时撤销全部挂单'),
      ...REMOTE,
    ],
    load: async () => (await import('./trading-state-command.ts')).runHalt,
  },
  {
    call: 'reduce',
    does: bilingual('let positions only become smaller', '只允许减仓'),
    options: [ACCOUNT, REASON, ...REMOTE],
    load: async () => (await import('./trading-state-command.ts')).runReduce,
  },
  {
    call: 'resume',
    does: bilingual('trade again', '恢复交易'),
    options: [ACCOUNT, REASON, ...REMOTE],
    load: async () => (await import('./trading-state-command.ts')).runResume,
  },
];

const ACCESS_COMMANDS: readonly CommandRow[] = [
  {
    call: 'key create <name>',
    does: bilingual('make an API key; it is shown once', '创建 API 密钥，仅显示一次'),
    options: [
      option('--scope <name>', 'read, trade or admin', 'read（只读）、trade（交易）或 admin（管理）', 'read'),
      ...REMOTE,
    ],
    load: async () => (await import('./key-command.ts')).runKeyCreate,
  },
  {
    call: 'key list',
    does: bilingual('list the API keys', '列出 API 密钥'),
    options: REMOTE,
    load: async () => (await import('./key-command.ts')).runKeyList,
  },
  {
    call: 'key revoke <id>',
    does: bilingual('revoke an API key at once', '立即吊销 API 密钥'),
    options: REMOTE,
    load: async () => (await import('./key-command.ts')).runKeyRevoke,
  },
  {
    call: 'webhook create <name>',
    does: bilingual('make a webhook; its secret is shown once', '创建 Webhook，口令仅显示一次'),
    options: [
      option('--account <ids>', 'the accounts it trades at, with commas', '交易账户，逗号分隔'),
      option(
        '--mode <name>',
        'trade, hold (a person decides) or rehearse',
        'trade 交易、hold 人工审核、rehearse 仅预演',
      ),
      option('--format <name>', 'take this format only', '仅接受此格式'),
      option('--default-symbol <name>', 'when an alert names none', '信号未写品种时使用'),
      option('--default-quantity <number>', 'when an alert names none', '信号未写数量时使用'),
      option('--default-quantity-unit <unit>', 'the unit of that quantity', '该数量的单位'),
      option(
        '--level-unit <unit>',
        'what a bare stop-loss counts: price, percent, pips, points, amount',
        '未注明单位的止损止盈按何单位解释',
      ),
      option('--tradingview-only', "only from TradingView's addresses", '仅接受 TradingView 的地址'),
      ...REMOTE,
    ],
    load: async () => (await import('./webhook-command.ts')).runWebhookCreate,
  },
  {
    call: 'webhook list',
    does: bilingual('list the webhooks', '列出 Webhook'),
    options: REMOTE,
    load: async () => (await import('./webhook-command.ts')).runWebhookList,
  },
  {
    call: 'webhook rotate <id>',
    does: bilingual('make a new secret; it is shown once', '更换口令，新口令仅显示一次'),
    options: [
      option('--keep-old', 'the old one stays valid until the next rotation', '旧口令在下次更换前仍然有效'),
      ...REMOTE,
    ],
    load: async () => (await import('./webhook-command.ts')).runWebhookRotate,
  },
];

/** In the order in which help shows them. */
export const COMMANDS: readonly CommandRow[] = [
  ...LOCAL_COMMANDS,
  ...SIGNAL_COMMANDS,
  ...TRADING_COMMANDS,
  ...ACCESS_COMMANDS,
];

/** The words that only have commands below them. */
export const GROUPS: Readonly<Record<string, Bilingual>> = {
  signal: bilingual('alerts', '交易信号'),
  order: bilingual('one order', '单笔委托'),
  journal: bilingual('the record of everything', '流水'),
  key: bilingual('API keys', 'API 密钥'),
  webhook: bilingual('doors for alerts', 'Webhook'),
};
