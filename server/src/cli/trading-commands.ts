/** The commands about the whole: how it is, what can be traded, whose money, stop it all. */
import { bilingual } from '#app/config/bilingual.ts';
import { ACCOUNT_COMMANDS } from './account-commands.ts';
import { ACCOUNT, type CommandRow, option, REASON, REMOTE } from './command-row.ts';

export const TRADING_COMMANDS: readonly CommandRow[] = [
  {
    call: 'status',
    does: bilingual('show how the server and its accounts are', '查看服务器与账户状态'),
    options: REMOTE,
    load: async () => (await import('./status-command.ts')).runStatus,
  },
  ...ACCOUNT_COMMANDS,
  {
    call: 'instruments',
    does: bilingual('list what can be traded: unit, steps, price', '列出可交易品种：单位、步长、价格'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./instruments-command.ts')).runInstruments,
  },
  {
    call: 'price push <symbol> [price]',
    does: bilingual('put a price in; the simulated one of that instrument rests', '推送价格，该品种的模拟行情随之停用'),
    options: [
      option('--bid <price>', 'with --ask, instead of one price', '买价，与 --ask 同用，代替单一价格'),
      option('--ask <price>', 'with --bid', '卖价，与 --bid 同用'),
      option('--account <id>', 'in the market of this account', '推送至此账户的行情'),
      ...REMOTE,
    ],
    load: async () => (await import('./instruments-command.ts')).runPricePush,
  },
  {
    call: 'price release <symbol>',
    does: bilingual('give an instrument back to the simulated market', '恢复该品种的模拟行情'),
    options: [option('--account <id>', 'in the market of this account', '此账户的行情'), ...REMOTE],
    load: async () => (await import('./instruments-command.ts')).runPriceRelease,
  },
  {
    call: 'events',
    does: bilingual('show what happened, oldest first', '查看事件，最早在前'),
    options: [
      option(
        '--after <sequence>',
        'only what came after this one; else the newest',
        '仅此序号之后的事件，不写则为最新',
      ),
      option('--follow', 'and what happens from now on, until Ctrl-C', '持续显示，直到按 Ctrl-C'),
      option('--limit <count>', 'at most so many, 1–1000', '最多显示条数（1–1000）', '50'),
      ACCOUNT,
      ...REMOTE,
    ],
    load: async () => (await import('./events-command.ts')).runEvents,
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
