/** What every part of the Bitget dialect shares: names of markets, routes, reading, lists by time. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { ExchangeOrder } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { accountOf, FieldReader, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { ERRORS, missingParameter, ok, REFUSALS, throwError, wrongParameter } from './bitget-errors.ts';

export const HOST = 'api.bitget.com';
export const read = new FieldReader({ missing: missingParameter, wrong: wrongParameter });

export interface BitgetContext {
  readonly world: ExchangeWorld;
}

/** Spot and futures have the same names. */
export const nativeId = ({ base, quote }: ExchangeMarket): string => `${base}${quote}`;
export const productOf = ({ settle }: ExchangeMarket): string => `${settle}-FUTURES`;

export type Act = (context: BitgetContext, account: ExchangeAccount, fields: Fields) => unknown;

/** Makes routes of one access; what reads needs less than what trades. */
export const privateRoute =
  (context: BitgetContext) =>
  (method: 'GET' | 'POST', path: string, params: string, act: Act): Route => ({
    method,
    path: `/api/v2/${path}`,
    access: method === 'GET' ? 'read' : 'trade',
    params: names(params),
    handle: (call: Call) => ok(act(context, accountOf(call), fieldsOf(call)), context.world.clock.now()),
  });

export function marketOf({ world }: BitgetContext, type: MarketType, fields: Fields): ExchangeMarket {
  const symbol = read.need(fields, 'symbol');
  if (type === 'swap') needProduct(fields);
  for (const market of world.markets.values()) {
    if (market.type === type && nativeId(market) === symbol) return market;
  }
  throwError(ERRORS.symbol);
}

const PRODUCTS = [
  'USDT-FUTURES',
  'USDC-FUTURES',
  'COIN-FUTURES',
  'SUSDT-FUTURES',
  'SUSDC-FUTURES',
  'SCOIN-FUTURES',
] as const;

/** The kind of futures, which every call about them names. */
export function needProduct(fields: Fields): string {
  const given = read.need(fields, 'productType').toUpperCase();
  return read.word({ productType: given }, 'productType', { among: PRODUCTS });
}

export function marketFilter(context: BitgetContext, type: MarketType, fields: Fields): { market?: ExchangeMarket } {
  return read.text(fields, 'symbol') === undefined ? {} : { market: marketOf(context, type, fields) };
}

export function done(outcome: OrderOutcome, { type }: { readonly type: MarketType }): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(REFUSALS[type][outcome.reason]);
}

export const show = (value: Decimal): string => formatDecimal(value);

const CLIENT_ID = /^[A-Za-z0-9_\-#.:/]{1,50}$/;

export function clientIdOf(fields: Fields, name = 'clientOid'): string {
  const value = read.text(fields, name) ?? '';
  if (value !== '' && !CLIENT_ID.test(value)) throw wrongParameter(name);
  return value;
}

/** An order that a triggered one brought has no name of its own. */
export const clientIdShown = (order: ExchangeOrder): string =>
  order.parentId === undefined ? order.clientOrderId : '';

export const named = (order: ExchangeOrder) => ({ orderId: order.id, clientOid: clientIdShown(order) });

export interface Search {
  readonly type: MarketType;
  readonly conditional: boolean;
}

/** The order that `orderId` or `clientOid` names. */
export function findOrder(
  { world }: BitgetContext,
  account: ExchangeAccount,
  fields: Fields,
  search: Search,
): ExchangeOrder | undefined {
  const id = read.text(fields, 'orderId');
  const name = id === undefined ? { clientOrderId: read.need(fields, 'clientOid') } : { id };
  const order = world.orders.lookup({ accountId: account.id, ...search, ...name });
  return id === undefined && order?.parentId !== undefined ? undefined : order;
}

const PAGE = 100;

/** A page of what happened within `startTime` and `endTime`, newest first; `idLessThan`: only what is older than that. */
export function pageOf<T extends { readonly id: string }>(
  items: readonly T[],
  timeOf: (item: T) => number,
  fields: Fields,
): readonly T[] {
  const startTime = read.integer(fields, 'startTime') ?? 0;
  const endTime = read.integer(fields, 'endTime') ?? Number.MAX_SAFE_INTEGER;
  const limit = Math.min(read.integer(fields, 'limit') ?? PAGE, PAGE);
  const bound = read.text(fields, 'idLessThan') ?? '';
  const isOlder = ({ id }: T): boolean => !/^\d{1,30}$/.test(bound) || BigInt(id) < BigInt(bound);
  return items
    .filter((item) => timeOf(item) >= startTime && timeOf(item) <= endTime && isOlder(item))
    .toReversed()
    .slice(0, limit);
}

export const createdAt = (order: ExchangeOrder): number => order.createdAt;
