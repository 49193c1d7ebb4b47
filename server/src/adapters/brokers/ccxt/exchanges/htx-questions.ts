/** How HTX is asked: a wallet for each market; swaps by the paths of its fifth version. */
import { listsAt } from '../answer-lists.ts';
import { leastOf, marked, oldestOf } from '../answer-pages.ts';
import { fieldsOf } from '../client-values.ts';
import { modeAmong } from '../position-mode.ts';
import {
  byFilter,
  byOrder,
  LINEAR,
  type NextPage,
  positionsBy,
  type QuestionProfile,
  rowsOf,
  setLeverage,
  type TermsAsked,
  termsIn,
  walletByMarket,
} from '../question-profile.ts';

/** Spot answers for two days at a time; an hour less, for the clocks. */
const SPAN_MS = 47 * 3_600_000;

const older: NextPage = ({ items }) => marked('until', oldestOf(items));

/** Parameters that ask for orders that wait for a price. */
const WAITING = ['stopLoss', 'takeProfit', 'stopLossTakeProfit', 'trigger', 'trailing'] as const;

const leverOf = ({ market, account }: TermsAsked) => ({
  contract_code: market.nativeId,
  margin_mode: account.marginMode,
});

export const HTX_QUESTIONS: QuestionProfile = {
  balances: walletByMarket,
  positions: positionsBy(LINEAR),
  positionMode: {
    calls: [{ method: 'contractPrivateGetV5PositionMode', args: [{}] }],
    hedged: (answer) => [modeAmong(fieldsOf(fieldsOf(answer).data).position_mode, ['single_side', 'dual_side'])],
  },
  // Under the exchange's own name: its client would send its own one along.
  leverage: (of) => [setLeverage(of, { margin_mode: of.account.marginMode })],
  termsInForce: {
    calls: (asked) => [{ method: 'contractPrivateGetV5PositionLever', args: [leverOf(asked)] }],
    // Each margin mode has a leverage of its own.
    read: (answer, asked) =>
      rowsOf(fieldsOf(answer).data, leverOf(asked)).map((row) => termsIn(row, { leverage: 'lever_rate' })),
  },
  nextOrders: ({ market, items, params }) => {
    const idOfSwap = WAITING.some((name) => params[name] === true) ? 'algo_id' : 'order_id';
    return { ...marked('from', leastOf(items, market === 'spot' ? 'id' : idOfSwap)), direct: 'next' };
  },
  // Ours on swaps are stop-losses.
  triggeredOrders: ({ kind, symbol }, { marginMode }) =>
    kind === 'swap'
      ? { method: 'fetchClosedOrders', args: [symbol, undefined, undefined, { stopLoss: true, marginMode }] }
      : undefined,
  trades: {
    spot: { ofOrder: byOrder, allSymbols: { type: 'spot' }, pageSize: 500, spanMs: SPAN_MS, next: older },
    swap: { ofOrder: byFilter('order_id'), pageSize: 100, next: older },
  },
  candlesByEnd: true,
  lists: [
    ...listsAt('data', '/v1/order/openOrders /v1/order/orders /v1/order/matchresults /v1/order/orders/*/matchresults'),
    ...listsAt('data', '/v1/account/accounts /v1/common/symbols /linear-swap-api/v1/swap_contract_info'),
    ...listsAt('data.list', '/v1/account/accounts/*/balance'),
    ...listsAt(
      'data',
      '/v5/trade/order/opens /v5/trade/order/history /v5/trade/order/details /v5/trade/position/opens /v5/position/lever',
    ),
    ...listsAt('data', '/v5/algo/order/opens /v5/algo/order/history'),
    ...listsAt('data.details', '/v5/account/balance'),
  ],
};
