/**
 * Trading v2: the operations of an older interface, over the same desk as everything else. Its statuses are few: 400 for
 * whatever was refused, 404 for what is not there, 502 for what the venue would not do. An error is a problem document,
 * which has the `detail` that its clients read.
 */
import { type ErrorCode, statusOf } from '../errors/registry.ts';
import { defineOperations, type Operation } from '../rest/operation.ts';
import {
  v2Account,
  v2AccountQuery,
  v2Balance,
  v2Batch,
  v2BatchAnswer,
  v2Canceled,
  v2CanceledAll,
  v2Close,
  v2HistoryQuery,
  v2LimitOrder,
  v2MarketOrder,
  v2OnePosition,
  v2Order,
  v2OrderList,
  v2Pending,
  v2PositionList,
  v2Risk,
  v2RiskCheck,
  v2SideQuery,
  v2Status,
  v2StopOrder,
  v2SymbolQuery,
} from './trading-v2-shapes.ts';

const PREFIX = '/api/v1/trading/v2';
const AT_EXCHANGE = ['EXCHANGE_UNKNOWN', 'EXCHANGE_WITHOUT_ACCOUNT', 'ACCOUNT_UNKNOWN'] as const;
const OF_SYMBOL = [...AT_EXCHANGE, 'SYMBOL_UNKNOWN', 'SYMBOL_AMBIGUOUS'] as const;
const OF_PLACING = [
  ...OF_SYMBOL,
  'IDEMPOTENCY_KEY_CONFLICT',
  'IDEMPOTENCY_KEY_INVALID',
  'OVERLOADED',
  'STORAGE_UNAVAILABLE',
  'VENUE_REJECTED',
  'OUTCOME_UNKNOWN',
] as const satisfies readonly ErrorCode[];

const shared = { tag: 'trading v2', face: 'trading_v2' } as const;
const looking = { ...shared, access: 'read', showsMarket: true } as const;
const placed = {
  200: { description: 'The order, once it came to rest.', schema: v2Order },
  202: {
    description: 'Kept, and not decided yet: ask for it by `signal_id`, and do not send it again.',
    schema: v2Pending,
  },
};
const placing = {
  ...shared,
  access: 'trade',
  method: 'POST',
  responses: placed,
  errors: OF_PLACING,
  idempotencyKey: true,
  showsMarket: true,
} as const;

export const tradingV2Operations = defineOperations({
  tradingV2MarketOrder: {
    ...placing,
    path: `${PREFIX}/orders/market`,
    summary: 'Place a market order',
    body: v2MarketOrder,
  },
  tradingV2LimitOrder: {
    ...placing,
    path: `${PREFIX}/orders/limit`,
    summary: 'Place a limit order',
    body: v2LimitOrder,
  },
  tradingV2StopOrder: {
    ...placing,
    path: `${PREFIX}/orders/stop`,
    summary: 'Place a stop order, or with a limit price a stop-limit order',
    body: v2StopOrder,
  },
  tradingV2Batch: {
    ...placing,
    path: `${PREFIX}/orders/batch`,
    summary: 'Place several orders',
    description: 'A list that is not in order places nothing. Otherwise each order is decided by itself.',
    body: v2Batch,
    responses: { 200: { description: 'What became of each.', schema: v2BatchAnswer } },
    errors: ['IDEMPOTENCY_KEY_INVALID'],
  },
  tradingV2CancelOrder: {
    ...shared,
    method: 'DELETE',
    path: `${PREFIX}/orders/{orderId}`,
    access: 'trade',
    summary: 'Cancel an order',
    query: v2SymbolQuery,
    responses: { 200: { description: 'It is canceled, or the venue is being asked.', schema: v2Canceled } },
    errors: [...OF_SYMBOL, 'ORDER_NOT_FOUND', 'ORDER_NOT_CANCELABLE', 'STORAGE_UNAVAILABLE'],
  },
  tradingV2CancelOrders: {
    ...shared,
    method: 'DELETE',
    path: `${PREFIX}/orders`,
    access: 'trade',
    summary: 'Cancel every order at the exchange, of one symbol if named',
    description: 'Stop-loss and take-profit orders stay with their position.',
    query: v2SymbolQuery,
    responses: { 200: { description: 'What is canceled, and what could not be.', schema: v2CanceledAll } },
    errors: OF_SYMBOL,
  },
  tradingV2OpenOrders: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/orders/open`,
    summary: 'List open orders, newest first',
    query: v2SymbolQuery,
    responses: { 200: { description: 'At most 500.', schema: v2OrderList } },
    errors: OF_SYMBOL,
  },
  tradingV2OrderHistory: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/orders/history`,
    summary: 'List orders that have ended, newest first',
    query: v2HistoryQuery,
    responses: { 200: { description: 'Those made within so many days.', schema: v2OrderList } },
    errors: OF_SYMBOL,
  },
  tradingV2OrderStatus: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/orders/{orderId}/status`,
    summary: 'Show an order with its trades',
    query: v2SymbolQuery,
    responses: { 200: { description: 'The order as it is now.', schema: v2Order } },
    errors: [...OF_SYMBOL, 'ORDER_NOT_FOUND'],
  },
  tradingV2Positions: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/positions`,
    summary: 'List open positions',
    query: v2AccountQuery,
    responses: { 200: { description: 'Every open position of the account.', schema: v2PositionList } },
    errors: AT_EXCHANGE,
  },
  tradingV2Position: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/positions/{symbol}`,
    summary: 'Show the position in one symbol',
    query: v2SideQuery,
    responses: { 200: { description: 'The position.', schema: v2OnePosition } },
    errors: [...OF_SYMBOL, 'POSITION_NOT_FOUND', 'POSITION_AMBIGUOUS'],
  },
  tradingV2ClosePosition: {
    ...placing,
    path: `${PREFIX}/positions/{symbol}/close`,
    summary: 'Close the position in one symbol at the market, whole or in part',
    query: v2SideQuery,
    body: v2Close,
    bodyOptional: true,
    errors: [...OF_PLACING, 'POSITION_NOT_FOUND', 'POSITION_AMBIGUOUS'],
  },
  tradingV2AccountInfo: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/account/info`,
    summary: 'Show what the account is worth and holds',
    query: v2AccountQuery,
    responses: { 200: { description: 'The account.', schema: v2Account } },
    errors: [...AT_EXCHANGE, 'VENUE_UNREACHABLE'],
  },
  tradingV2AccountBalance: {
    ...looking,
    method: 'GET',
    path: `${PREFIX}/account/balance`,
    summary: 'Show the balances by currency',
    query: v2AccountQuery,
    responses: { 200: { description: 'By currency.', schema: v2Balance } },
    errors: [...AT_EXCHANGE, 'VENUE_UNREACHABLE'],
  },
  tradingV2RiskCheck: {
    ...looking,
    method: 'POST',
    path: `${PREFIX}/risk/check`,
    summary: 'Ask what risk would say to an order; nothing is placed',
    body: v2RiskCheck,
    responses: { 200: { description: 'What it would say.', schema: v2Risk } },
    errors: OF_SYMBOL,
  },
  tradingV2SystemStatus: {
    ...shared,
    access: 'read',
    method: 'GET',
    path: `${PREFIX}/system/status`,
    summary: 'Show how the server is',
    responses: { 200: { description: 'How it is.', schema: v2Status } },
    errors: [],
  },
});

/** Codes that say what the venue would not do, or that it can't be known. */
const OF_VENUE: ReadonlySet<string> = new Set<ErrorCode>(['VENUE_REJECTED', 'VENUE_UNREACHABLE', 'OUTCOME_UNKNOWN']);
/** All that a client of this interface was ever told about a request it should not repeat as it stands. */
const REFUSED: ReadonlySet<number> = new Set([409, 415, 422]);

/** The status that a failure has as an answer of this operation; undefined where it is the one of the code itself. */
export function faceStatus({ face }: Pick<Operation, 'face'>, code: string): number | undefined {
  if (face === undefined) return undefined;
  if (OF_VENUE.has(code)) return 502;
  const registered = statusOf(code);
  return registered < 400 || REFUSED.has(registered) ? 400 : registered;
}
