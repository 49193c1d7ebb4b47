/**
 * Every command: how it is called, what it does in both languages, and where its code is. The code of a command is loaded
 * when it is asked for, so that `signal preview` does not pay for the server, nor the server for the commands.
 */
import { type Bilingual, bilingual } from '#app/config/bilingual.ts';
import { ACCESS_COMMANDS } from './access-commands.ts';
import { type CommandRow, CONFIG, DATA, JSON_OUTPUT, LIMIT, REMOTE, option } from './command-row.ts';
import { ORDER_COMMANDS } from './order-commands.ts';
import { TRADING_COMMANDS } from './trading-commands.ts';

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
      option(
        '--defaults',
        'go on with the defaults although the last start had settings',
        '上次启动有配置文件而现在没有时，仍以默认值启动',
      ),
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
    options: [
      CONFIG,
      option('--port <number>', 'the port to look at', '要检查的端口'),
      option(
        '--account <id>',
        'an account at an exchange instead; asks the running server',
        '改为检查交易所账户，询问运行中的服务器',
      ),
      ...REMOTE,
    ],
    load: async () => (await import('./doctor/doctor-command.ts')).runDoctor,
  },
  {
    call: 'emulate <exchange>',
    does: bilingual('run an exchange of your own on this machine, to rehearse on', '在本机运行模拟交易所，供练习使用'),
    options: [
      option('--port <number>', 'the port; 0 picks a free one', '端口，0 表示自动选择空闲端口', '9501'),
      option('--markets <count>', 'add filler markets until there are so many', '用填充品种补足到该数量'),
      option('--seed <number>', 'the same seed gives the same prices', '随机种子：相同种子得到相同价格'),
      option(
        '--walk <milliseconds>',
        'how often prices move; 0: only when set',
        '价格变动间隔（毫秒），0 表示仅手动设置',
        '1000',
      ),
      option('--json', 'one JSON line when ready', '就绪时输出一行 JSON'),
    ],
    load: async () => (await import('./emulate-command.ts')).runEmulate,
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
      option('--id <key>', 'sent again under this name it is taken once', '幂等键：重复发送只执行一次'),
      option('--webhook <id>', 'through this webhook and its route', '经由此 Webhook 及其路由'),
      option('--secret <text>', "the webhook's secret, when the text has none", 'Webhook 口令（内容中未写时）'),
      option('--wait <seconds>', 'follow it at most so long, 0–60', '最长跟踪秒数（0–60）', '10'),
      ...REMOTE,
    ],
    load: async () => (await import('./signal-send-command.ts')).runSignalSend,
  },
  {
    call: 'signal rehearse [text]',
    does: bilingual('ask the server what it would decide about a text; places nothing', '询问服务器会如何决策，不下单'),
    options: [
      option('--format <name>', 'read as this format only', '仅按此格式读取'),
      option('--webhook <id>', 'by the route of this webhook', '按此 Webhook 的路由'),
      ...REMOTE,
    ],
    load: async () => (await import('./signal-rehearse-command.ts')).runSignalRehearse,
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

/** In the order in which help shows them. */
export const COMMANDS: readonly CommandRow[] = [
  ...LOCAL_COMMANDS,
  ...SIGNAL_COMMANDS,
  ...ORDER_COMMANDS,
  ...TRADING_COMMANDS,
  ...ACCESS_COMMANDS,
];

/** The words that only have commands below them. */
export const GROUPS: Readonly<Record<string, Bilingual>> = {
  signal: bilingual('alerts', '交易信号'),
  order: bilingual('one order', '单笔委托'),
  position: bilingual('one position', '单个持仓'),
  account: bilingual('the accounts', '账户'),
  price: bilingual('prices put in from outside', '外部推送的价格'),
  journal: bilingual('the record of everything', '流水'),
  key: bilingual('API keys', 'API 密钥'),
  webhook: bilingual('doors for alerts', '接收信号的 Webhook'),
};
