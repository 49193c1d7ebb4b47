/** The commands about orders and positions: look, place, change, cancel, decide, close. */
import { bilingual } from '#app/config/bilingual.ts';
import { ACCOUNT, type CommandRow, LIMIT, option, REMOTE, SYMBOL } from './command-row.ts';

const ID = option('--id <key>', 'sent again under this name it is done once', '幂等键：重复发送只执行一次');
const WAIT = option('--wait <seconds>', 'follow it at most so long, 0–60', '最长跟踪秒数（0–60）', '10');
const QUANTITY_UNIT = option(
  '--unit <name>',
  "what the quantity counts (lots, units, usd, percent_equity, …); the venue's own unit when not given",
  '数量的单位（lots、units、usd、percent_equity 等），不写则为交易所单位',
);
const LIMIT_PRICE = option('--limit-price <price>', 'the limit', '限价');
const STOP_PRICE = option('--stop-price <price>', 'the trigger', '触发价');

/** Of orders that the server carries out by others. */
const EMULATED_TERMS = [
  option(
    '--trail <distance>',
    'trailing stop: how far behind the best price, in price or as 1%',
    '跟踪止损：与最优价的距离（价差，或如 1%）',
  ),
  option('--activation-price <price>', 'trailing stop: follow from there', '跟踪止损：到此价格后开始跟踪'),
  option('--visible <quantity>', 'iceberg: the most that shows', '冰山委托：最大显示数量'),
  option('--duration <seconds>', 'twap, vwap: over how long', 'TWAP、VWAP：总时长（秒）'),
  option('--slices <count>', 'twap, vwap: in how many slices', 'TWAP、VWAP：分片数'),
  option('--weights <list>', 'vwap: the share of each slice, with commas', 'VWAP：各分片权重，逗号分隔'),
  option(
    '--catch-up',
    'twap, vwap: what one slice could not do is added to the next',
    'TWAP、VWAP：未完成的部分并入下一片',
  ),
];

export const ORDER_COMMANDS: readonly CommandRow[] = [
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
    call: 'fills',
    does: bilingual('list fills, newest orders first', '列出成交，最新委托在前'),
    options: [ACCOUNT, SYMBOL, LIMIT, ...REMOTE],
    load: async () => (await import('./fills-command.ts')).runFills,
  },
  {
    call: 'order show <id>',
    does: bilingual('show an order and its trail', '查看委托及其全过程'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./order-show-command.ts')).runOrderShow,
  },
  {
    call: 'order place <side> <quantity> <symbol>',
    does: bilingual('place an order and follow it: buy 0.01 BTCUSDT', '下单并跟踪结果：buy 0.01 BTCUSDT'),
    options: [
      LIMIT_PRICE,
      STOP_PRICE,
      option(
        '--type <name>',
        'market, limit, stop, stop_limit, trailing_stop, iceberg, twap, vwap or oco; the prices and terms say it too',
        '委托类型（含 trailing_stop、iceberg、twap、vwap、oco），不写则由价格与条件判断',
      ),
      ...EMULATED_TERMS,
      QUANTITY_UNIT,
      option('--stop-loss <price>', 'protect it below or above', '止损价'),
      option('--take-profit <price>', 'take the profit there', '止盈价'),
      option('--time-in-force <name>', 'gtc, ioc, fok or day', 'gtc、ioc、fok 或 day'),
      option('--reduce-only', 'only make a position smaller', '只减仓'),
      option('--post-only', 'only as a maker', '只做挂单方'),
      option('--comment <text>', 'kept with the order', '备注'),
      option('--account <id>', 'the account to trade at', '交易账户'),
      ID,
      WAIT,
      ...REMOTE,
    ],
    load: async () => (await import('./order-place-command.ts')).runOrderPlace,
  },
  {
    call: 'order batch [file]',
    does: bilingual(
      'place the orders of a JSON list, from a file or from standard input',
      '批量下单：读取文件或标准输入中的 JSON 列表',
    ),
    options: [ID, WAIT, ...REMOTE],
    load: async () => (await import('./order-batch-command.ts')).runOrderBatch,
  },
  {
    call: 'order amend <id>',
    does: bilingual('change quantity or prices of a resting order', '改单：修改挂单的数量或价格'),
    options: [
      option('--quantity <number>', 'all of it, filled and not', '委托总数量（含已成交部分）'),
      LIMIT_PRICE,
      STOP_PRICE,
      ACCOUNT,
      ...REMOTE,
    ],
    load: async () => (await import('./order-acts.ts')).runOrderAmend,
  },
  {
    call: 'order approve <id>',
    does: bilingual('let a held order go on; risk is asked again', '批准待审核的委托（会再次风控）'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./order-acts.ts')).runOrderApprove,
  },
  {
    call: 'order deny <id>',
    does: bilingual('refuse a held order; it never leaves', '拒绝待审核的委托，不会发出'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./order-acts.ts')).runOrderDeny,
  },
  {
    call: 'order resolve <id>',
    does: bilingual(
      'end an unknown order: you have looked, and the venue does not have it',
      '了结状态未知的委托：已到交易所核实，该委托不存在',
    ),
    options: [
      option('--note <text>', 'what proves it; kept in the trail', '依据，写入该委托的记录'),
      ACCOUNT,
      ...REMOTE,
    ],
    load: async () => (await import('./order-acts.ts')).runOrderResolve,
  },
  {
    call: 'cancel <id>',
    does: bilingual('cancel an order, by its id or ticket', '撤单（委托编号或订单号）'),
    options: [ACCOUNT, ...REMOTE],
    load: async () => (await import('./order-acts.ts')).runCancel,
  },
  {
    call: 'cancel-all',
    does: bilingual(
      'cancel every open order, those of others too; stop-losses and take-profits of positions stay',
      '撤销全部未完成委托（含他人的委托），持仓的止损止盈保留',
    ),
    options: [ACCOUNT, SYMBOL, ...REMOTE],
    load: async () => (await import('./cancel-all-command.ts')).runCancelAll,
  },
  {
    call: 'positions',
    does: bilingual('list open positions', '列出持仓'),
    options: [ACCOUNT, SYMBOL, ...REMOTE],
    load: async () => (await import('./positions-command.ts')).runPositions,
  },
  {
    call: 'position close <id>',
    does: bilingual(
      'close a position at the market, by its ticket, id or instrument',
      '市价平仓（持仓号、编号或品种）',
    ),
    options: [
      option('--quantity <number>', 'only so much of it', '仅平此数量'),
      option('--comment <text>', 'kept with the order', '备注'),
      ACCOUNT,
      ID,
      WAIT,
      ...REMOTE,
    ],
    load: async () => (await import('./position-close-command.ts')).runPositionClose,
  },
];
