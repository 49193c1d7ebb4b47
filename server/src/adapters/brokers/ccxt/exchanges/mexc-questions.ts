/** How MEXC is asked: a wallet for each market; spot like Binance, swaps page by page. */
import { listsAt } from '../answer-lists.ts';
import { following, marked, oldestOf } from '../answer-pages.ts';
import { unifiedMode } from '../position-mode.ts';
import {
  byFilter,
  byOrder,
  positionsBy,
  type QuestionProfile,
  setLeverage,
  walletByMarket,
} from '../question-profile.ts';

export const MEXC_QUESTIONS: QuestionProfile = {
  balances: walletByMarket,
  positions: positionsBy({}),
  positionMode: unifiedMode(),
  // For each side of a position, and with the margin mode as a number.
  leverage: (of) => {
    const openType = of.account.marginMode === 'isolated' ? 1 : 2;
    return [1, 2].map((positionType) => setLeverage(of, { openType, positionType }));
  },
  nextOrders: ({ params }) => following('page_num', params),
  trades: {
    spot: { ofOrder: byFilter('orderId'), pageSize: 100, next: ({ items }) => marked('until', oldestOf(items)) },
    swap: { ofOrder: byOrder, pageSize: 100, next: ({ params }) => following('page_num', params) },
  },
  lists: [
    ...listsAt('', '/api/v3/openOrders /api/v3/allOrders /api/v3/myTrades'),
    ...listsAt('balances', '/api/v3/account'),
    ...listsAt('symbols', '/api/v3/exchangeInfo'),
    ...listsAt('data', '/api/v1/private/account/assets /api/v1/private/position/open_positions'),
    ...listsAt('data', '/api/v1/private/order/list/open_orders /api/v1/private/order/list/history_orders'),
    ...listsAt('data', '/api/v1/private/order/list/order_deals /api/v1/private/order/deal_details/*'),
    ...listsAt('data', '/api/v1/private/planorder/list/orders /api/v1/contract/detail'),
  ],
};
