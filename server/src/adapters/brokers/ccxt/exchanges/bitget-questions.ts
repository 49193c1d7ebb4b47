/** How Bitget is asked: a wallet for each market, swaps by the kind of product. */
import { listsAt } from '../answer-lists.ts';
import { leastOf, marked } from '../answer-pages.ts';
import { fieldsOf } from '../client-values.ts';
import { modeAmong, PERPETUAL } from '../position-mode.ts';
import {
  ask,
  byFilter,
  clientTerms,
  positionsBy,
  type QuestionProfile,
  setLeverage,
  type TradesQuestion,
} from '../question-profile.ts';

const trades: TradesQuestion = {
  ofOrder: byFilter('orderId'),
  pageSize: 100,
  next: ({ items }) => marked('idLessThan', leastOf(items, 'tradeId')),
};

export const BITGET_QUESTIONS: QuestionProfile = {
  balances: (markets) =>
    markets.map((type) => ask('fetchBalance', type === 'swap' ? { type, productType: 'USDT-FUTURES' } : { type })),
  positions: positionsBy({ productType: 'USDT-FUTURES' }, { productType: 'USDC-FUTURES' }),
  positionMode: {
    calls: [{ method: 'fetchMarginMode', args: [PERPETUAL, {}] }],
    hedged: (answer) => [modeAmong(fieldsOf(fieldsOf(answer).info).posMode, ['one_way_mode', 'hedge_mode'])],
  },
  setsMarginMode: true,
  // Where each side has its own, both have to be named.
  leverage: (of) => {
    const { leverage, account } = of;
    const isBySide = account.hedged && account.marginMode === 'isolated';
    return [setLeverage(of, isBySide ? { longLeverage: leverage, shortLeverage: leverage } : {})];
  },
  termsInForce: {
    calls: ({ market }) => [{ method: 'fetchLeverage', args: [market.symbol, {}] }],
    read: clientTerms,
  },
  nextOrders: ({ items }) => marked('idLessThan', leastOf(items, 'orderId')),
  trades: { spot: trades, swap: trades },
  triggeredOrders: ({ symbol }) => ({
    method: 'fetchCanceledAndClosedOrders',
    args: [symbol, undefined, undefined, { trigger: true }],
  }),
  lists: [
    ...listsAt('data', '/api/v2/spot/account/assets /api/v2/mix/account/accounts /api/v2/mix/position/all-position'),
    ...listsAt('data', '/api/v2/spot/trade/unfilled-orders /api/v2/spot/trade/history-orders /api/v2/spot/trade/fills'),
    ...listsAt('data', '/api/v2/spot/public/symbols /api/v2/mix/market/contracts'),
    // Where a page goes on by a mark, an empty one is written as null.
    ...listsAt('data.orderList', '/api/v2/spot/trade/current-plan-order', 'list_or_null'),
    ...listsAt('data.orderList', '/api/v2/spot/trade/history-plan-order', 'list_or_null'),
    ...listsAt('data.entrustedList', '/api/v2/mix/order/orders-pending', 'list_or_null'),
    ...listsAt('data.entrustedList', '/api/v2/mix/order/orders-history', 'list_or_null'),
    ...listsAt('data.entrustedList', '/api/v2/mix/order/orders-plan-pending', 'list_or_null'),
    ...listsAt('data.entrustedList', '/api/v2/mix/order/orders-plan-history', 'list_or_null'),
    ...listsAt('data.fillList', '/api/v2/mix/order/fills', 'list_or_null'),
  ],
};
