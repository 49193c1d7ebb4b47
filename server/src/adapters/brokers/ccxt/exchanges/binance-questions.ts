/** How Binance is asked: spot and USD-M have wallets and paths of their own; conditional swap orders are in a book of their own. */
import { listsAt } from '../answer-lists.ts';
import { unifiedMode } from '../position-mode.ts';
import {
  byFilter,
  clientTerms,
  LINEAR,
  positionsBy,
  type QuestionProfile,
  setLeverage,
  type TradesQuestion,
  walletByMarket,
} from '../question-profile.ts';

const trades: TradesQuestion = { ofOrder: byFilter('orderId'), pageSize: 1_000, next: 'from_newest' };

export const BINANCE_QUESTIONS: QuestionProfile = {
  balances: walletByMarket,
  positions: positionsBy(LINEAR),
  positionMode: unifiedMode({ subType: 'linear' }),
  setsMarginMode: true,
  leverage: (of) => [setLeverage(of)],
  // The newest list of positions says nothing of it.
  termsInForce: {
    calls: ({ market }) => [{ method: 'fetchLeverage', args: [market.symbol, { symbol: market.nativeId }] }],
    read: clientTerms,
  },
  trades: { spot: trades, swap: trades },
  triggeredOrders: ({ kind, symbol }) =>
    kind === 'spot' ? undefined : { method: 'fetchOrders', args: [symbol, undefined, undefined, { trigger: true }] },
  fundingPaid: 'received',
  lists: [
    ...listsAt('', '/api/v3/openOrders /api/v3/allOrders /api/v3/myTrades /fapi/v1/openOrders /fapi/v1/allOrders'),
    ...listsAt('', '/fapi/v1/openAlgoOrders /fapi/v1/allAlgoOrders /fapi/v1/userTrades /fapi/v1/income'),
    ...listsAt('', '/fapi/v2/positionRisk /fapi/v3/positionRisk /fapi/v1/leverageBracket /fapi/v1/symbolConfig'),
    ...listsAt('balances', '/api/v3/account'),
    ...listsAt('assets', '/fapi/v2/account /fapi/v3/account'),
    ...listsAt('symbols', '/api/v3/exchangeInfo /fapi/v1/exchangeInfo'),
  ],
};
