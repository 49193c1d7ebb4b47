/** The commands about who may come in: API keys and webhooks. */
import { bilingual } from '#app/config/bilingual.ts';
import { type CommandRow, REMOTE, option } from './command-row.ts';

/** What a webhook does with an alert. */
const ROUTE = [
  option('--account <ids>', 'the accounts it trades at, with commas', '交易账户，逗号分隔'),
  option('--mode <name>', 'trade, hold (a person decides) or rehearse', 'trade 交易、hold 人工审核、rehearse 仅预演'),
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
];

export const ACCESS_COMMANDS: readonly CommandRow[] = [
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
    options: [...ROUTE, ...REMOTE],
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
  {
    call: 'webhook change <id>',
    does: bilingual('change name or route; what is not named stays', '修改名称或路由，未写的保持不变'),
    options: [option('--name <text>', 'its name', '名称'), ...ROUTE, ...REMOTE],
    load: async () => (await import('./webhook-command.ts')).runWebhookChange,
  },
  {
    call: 'webhook enable <id>',
    does: bilingual('take alerts again', '重新启用'),
    options: REMOTE,
    load: async () => (await import('./webhook-command.ts')).runWebhookEnable,
  },
  {
    call: 'webhook disable <id>',
    does: bilingual('take no more alerts', '停用，不再接收信号'),
    options: REMOTE,
    load: async () => (await import('./webhook-command.ts')).runWebhookDisable,
  },
  {
    call: 'webhook delete <id>',
    does: bilingual('take the webhook away', '删除'),
    options: REMOTE,
    load: async () => (await import('./webhook-command.ts')).runWebhookDelete,
  },
];
