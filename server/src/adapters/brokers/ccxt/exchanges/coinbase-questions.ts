/** How Coinbase is asked: one wallet, swap positions in a portfolio of their own, and what funding costs in the list of products. */
import { listsAt } from '../answer-lists.ts';
import { marked, told } from '../answer-pages.ts';
import { readProductFunding } from '../market-reading.ts';
import { byFilter, oneWallet, positionsBy, type QuestionProfile, type TradesQuestion } from '../question-profile.ts';

const trades: TradesQuestion = {
  ofOrder: byFilter('order_ids'),
  pageSize: 250,
  next: ({ items }) => marked('cursor', told(items, 'cursor')),
};

export const COINBASE_QUESTIONS: QuestionProfile = {
  balances: oneWallet,
  positions: positionsBy({}),
  swapPortfolio: 'INTX',
  leverage: () => [],
  nextOrders: ({ items }) => marked('cursor', told(items, 'cursor')),
  trades: { spot: { ...trades, allSymbols: {} }, swap: trades },
  fundingRate: {
    call: ({ nativeId }) => ({
      method: 'v3PublicGetBrokerageMarketProductsProductId',
      args: [{ product_id: nativeId }],
    }),
    read: readProductFunding,
  },
  lists: [
    ...listsAt('accounts', '/api/v3/brokerage/accounts'),
    ...listsAt('orders', '/api/v3/brokerage/orders/historical/batch'),
    ...listsAt('fills', '/api/v3/brokerage/orders/historical/fills'),
    ...listsAt('portfolios', '/api/v3/brokerage/portfolios'),
    ...listsAt('positions', '/api/v3/brokerage/intx/positions/*'),
    ...listsAt('products', '/api/v3/brokerage/products /api/v3/brokerage/market/products'),
  ],
};
