/** How OKX is asked: one wallet for all, lists of all symbols, and a margin mode that travels with each order. */
import { listsAt } from '../answer-lists.ts';
import { leastOf, marked } from '../answer-pages.ts';
import { fieldsOf } from '../client-values.ts';
import { unifiedMode } from '../position-mode.ts';
import {
  byFilter,
  type Leveraged,
  oneWallet,
  positionsBy,
  type QuestionProfile,
  rowsOf,
  setLeverage,
  termsIn,
  type TradesQuestion,
} from '../question-profile.ts';

const trades: Omit<TradesQuestion, 'allSymbols'> = {
  ofOrder: byFilter('ordId'),
  pageSize: 100,
  noLimitSince: true,
  next: ({ items }) => marked('after', leastOf(items, 'billId')),
};

function sidesOf({ hedged, marginMode }: Leveraged['account']): readonly string[] {
  return hedged && marginMode === 'isolated' ? ['long', 'short'] : ['net'];
}

export const OKX_QUESTIONS: QuestionProfile = {
  balances: oneWallet,
  positions: positionsBy({ instType: 'SWAP' }),
  positionMode: unifiedMode(),
  leverage: (of) =>
    sidesOf(of.account).map((posSide) =>
      setLeverage(of, {
        marginMode: of.account.marginMode,
        ...(of.account.marginMode === 'isolated' ? { posSide } : {}),
      }),
    ),
  // As the exchange writes it: its client cuts off fractions.
  termsInForce: {
    calls: ({ market, account: { marginMode } }) => [
      { method: 'fetchLeverage', args: [market.symbol, { marginMode }] },
    ],
    read: (answer, { market, account }) =>
      rowsOf(fieldsOf(answer).info, { instId: market.nativeId, mgnMode: account.marginMode }).map((row) =>
        termsIn(row, { leverage: 'lever' }),
      ),
  },
  nextOrders: ({ items, params }) => marked('after', leastOf(items, params.trigger === true ? 'algoId' : 'ordId')),
  trades: {
    spot: { ...trades, allSymbols: { type: 'spot' } },
    swap: { ...trades, allSymbols: { type: 'swap' } },
  },
  fundingPaid: 'received',
  lists: [
    ...listsAt('data', '/api/v5/account/positions /api/v5/trade/orders-pending /api/v5/trade/orders-algo-pending'),
    ...listsAt('data', '/api/v5/trade/orders-history /api/v5/trade/orders-algo-history /api/v5/trade/fills-history'),
    ...listsAt('data', '/api/v5/account/bills-archive /api/v5/account/leverage-info /api/v5/public/instruments'),
    ...listsAt('data.0.details', '/api/v5/account/balance'),
  ],
};
