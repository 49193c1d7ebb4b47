/**
 * How Bybit is asked: one wallet for all, swaps by the currency that settles them. Trades are asked for symbol by symbol: they do
 * not say whether they are of the coin or of the perpetual, which go by the same name there.
 */
import { listsAt } from '../answer-lists.ts';
import { marked, told } from '../answer-pages.ts';
import { fieldsOf, listOf } from '../client-values.ts';
import { flagOf, PERPETUAL } from '../position-mode.ts';
import {
  byFilter,
  LINEAR,
  oneWallet,
  positionsBy,
  type QuestionProfile,
  rowsOf,
  setLeverage,
  termsIn,
  type TradesQuestion,
} from '../question-profile.ts';

const trades: TradesQuestion = {
  ofOrder: byFilter('orderId'),
  pageSize: 100,
  next: ({ items }) => marked('cursor', told(items, 'nextPageCursor')),
};

export const BYBIT_QUESTIONS: QuestionProfile = {
  balances: oneWallet,
  positions: positionsBy({ ...LINEAR, settleCoin: 'USDT' }, { ...LINEAR, settleCoin: 'USDC' }),
  // Modes are set contract by contract: one that is named is listed whether it is held or not, and all that is held is looked at.
  positionMode: {
    calls: [{ method: 'fetchPositions', args: [[PERPETUAL], {}] }, ...positionsBy({ ...LINEAR, settleCoin: 'USDT' })],
    hedged: (answer) => listOf(answer).map((position) => flagOf(fieldsOf(position).hedged)),
  },
  // It is left as the account's owner has set it.
  marginMode: { method: 'fetchMarginMode', args: [PERPETUAL, {}] },
  leverage: (of) => [setLeverage(of)],
  // A contract that is named is listed whether it is held or not.
  termsInForce: {
    calls: ({ market }) => [{ method: 'fetchPositions', args: [[market.symbol], {}] }],
    read: (answer, { market: { symbol } }) =>
      rowsOf(answer, { symbol }).map((row) => termsIn(row, { leverage: 'leverage' })),
  },
  nextOrders: ({ items }) => marked('cursor', told(items, 'nextPageCursor')),
  trades: { spot: trades, swap: trades },
  fundingPaid: 'paid',
  lists: [
    ...listsAt('result.list', '/v5/order/realtime /v5/order/history /v5/execution/list /v5/position/list'),
    ...listsAt('result.list', '/v5/market/instruments-info'),
    ...listsAt('result.list.0.coin', '/v5/account/wallet-balance'),
  ],
};
