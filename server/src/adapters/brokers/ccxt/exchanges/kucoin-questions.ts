/** How KuCoin is asked: a wallet for each market; spot by its high-frequency lists, which are of one symbol. */
import { listsAt } from '../answer-lists.ts';
import { following, leastOf, marked } from '../answer-pages.ts';
import { fieldsOf, textOf } from '../client-values.ts';
import { unifiedMode } from '../position-mode.ts';
import {
  byFilter,
  positionsBy,
  type QuestionProfile,
  setLeverage,
  termsIn,
  walletByMarket,
} from '../question-profile.ts';

export const KUCOIN_QUESTIONS: QuestionProfile = {
  balances: walletByMarket,
  positions: positionsBy({}),
  positionMode: unifiedMode(),
  setsMarginMode: true,
  otherMarginMode: ['330005'],
  // Of an isolated position it travels with each order.
  leverage: (of) => (of.account.marginMode === 'cross' ? [setLeverage(of)] : []),
  // What a position calls its leverage there is what it has come to, not what is set. It is told of cross margin.
  termsInForce: {
    calls: ({ market: { nativeId: symbol }, account }) => [
      { method: 'futuresPrivateGetPositionGetMarginMode', args: [{ symbol }] },
      ...(account.marginMode === 'cross'
        ? [{ method: 'futuresPrivateGetGetCrossUserLeverage', args: [{ symbol }] }]
        : []),
    ],
    read: (answer) => {
      const { leverage, marginMode } = fieldsOf(fieldsOf(answer).data);
      const mode = textOf(marginMode)?.toLowerCase();
      return [termsIn({ leverage, mode }, { leverage: 'leverage', marginMode: 'mode' })];
    },
  },
  nextOrders: ({ params }) => following('currentPage', params),
  trades: {
    spot: {
      ofOrder: byFilter('orderId'),
      pageSize: 100,
      next: ({ items }) => marked('lastId', leastOf(items, 'id')),
    },
    swap: {
      ofOrder: byFilter('orderId'),
      allSymbols: { type: 'swap' },
      pageSize: 100,
      next: ({ params }) => following('currentPage', params),
    },
  },
  fundingPaid: 'received',
  lists: [
    ...listsAt('data', '/api/v1/accounts /api/v1/positions /api/v2/symbols /api/v1/contracts/active'),
    ...listsAt('data', '/api/v1/hf/orders/active', 'list_or_null'),
    ...listsAt('data.symbols', '/api/v1/hf/orders/active/symbols', 'list_or_null'),
    ...listsAt('data.items', '/api/v1/hf/orders/done /api/v1/hf/fills /api/v1/stop-order'),
    ...listsAt('data.items', '/api/v1/orders /api/v1/stopOrders /api/v1/fills'),
    ...listsAt('data.dataList', '/api/v1/funding-history'),
    ...listsAt('data', '/api/v1/account-overview', 'fields'),
  ],
};
