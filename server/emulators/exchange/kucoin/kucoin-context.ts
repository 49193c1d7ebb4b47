/** What every part of the KuCoin dialect shares: its names for markets, its two hosts, its way to read and list. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { ExchangeOrder } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { FieldReader, type Fields } from '../door/call-fields.ts';
import { ERRORS, missingParameter, REFUSALS, throwError, wrongParameter } from './kucoin-errors.ts';

export const SPOT_HOST = 'api.kucoin.com';
export const FUTURES_HOST = 'api-futures.kucoin.com';

export const read = new FieldReader({ missing: missingParameter, wrong: wrongParameter });

export interface KucoinContext {
  readonly world: ExchangeWorld;
  /** By native name. */
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
}

/** Futures call bitcoin XBT. */
export const futuresCurrency = (currency: string): string => (currency === 'BTC' ? 'XBT' : currency);

/** `BTC-USDT` for spot, `XBTUSDTM` for the perpetual. */
export const nativeId = ({ type, base, quote }: ExchangeMarket): string =>
  type === 'spot' ? `${base}-${quote}` : `${futuresCurrency(base)}${quote}M`;

export function createContext(world: ExchangeWorld): KucoinContext {
  return { world, markets: new Map([...world.markets.values()].map((market) => [nativeId(market), market])) };
}

/** The market that `symbol` names. */
export function marketOf(context: KucoinContext, type: MarketType, fields: Fields): ExchangeMarket {
  const market = context.markets.get(read.need(fields, 'symbol'));
  if (market?.type === type) return market;
  throwError(type === 'spot' ? ERRORS.spotSymbol : ERRORS.futuresSymbol);
}

/** The market of a list; undefined: all of them. */
export function marketFilter(context: KucoinContext, type: MarketType, fields: Fields): ExchangeMarket | undefined {
  return read.text(fields, 'symbol') === undefined ? undefined : marketOf(context, type, fields);
}

/** The order, or the native refusal thrown. */
export function done(outcome: OrderOutcome, { type }: { readonly type: MarketType }): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(REFUSALS[type][outcome.reason]);
}

export const show = (value: Decimal): string => formatDecimal(value);
/** Futures write most of their figures as JSON numbers. */
export const number = (value: Decimal): number => Number(formatDecimal(value));

const CLIENT_ID = /^[A-Za-z0-9_-]{1,40}$/;

/** An id that the client made up. */
export function clientIdOf(fields: Fields): string {
  const value = read.need(fields, 'clientOid');
  if (!CLIENT_ID.test(value)) throw wrongParameter('clientOid');
  return value;
}

export interface Page<T> {
  readonly currentPage: number;
  readonly pageSize: number;
  readonly totalNum: number;
  readonly totalPage: number;
  readonly items: readonly T[];
}

const PAGE = 50;
const PAGE_MAX = 1_000;

/** A page of what happened within `startAt` and `endAt`, newest first. */
export function pageOf<T>(items: readonly T[], timeOf: (item: T) => number, fields: Fields): Page<T> {
  const startAt = read.integer(fields, 'startAt') ?? 0;
  const endAt = read.integer(fields, 'endAt') ?? Number.MAX_SAFE_INTEGER;
  const pageSize = Math.min(read.integer(fields, 'pageSize') ?? PAGE, PAGE_MAX);
  const currentPage = Math.max(read.integer(fields, 'currentPage') ?? 1, 1);
  const within = items.filter((item) => timeOf(item) >= startAt && timeOf(item) <= endAt).toReversed();
  return {
    currentPage,
    pageSize,
    totalNum: within.length,
    totalPage: Math.ceil(within.length / Math.max(pageSize, 1)),
    items: within.slice((currentPage - 1) * pageSize, currentPage * pageSize),
  };
}

/** The part of a list that comes after the last id seen, newest first. */
export function firstOf<T extends { readonly number: number }>(
  items: readonly T[],
  timeOf: (item: T) => number,
  fields: Fields,
): readonly T[] {
  const pageSize = read.integer(fields, 'limit') ?? read.integer(fields, 'pageSize') ?? 20;
  const lastId = read.integer(fields, 'lastId') ?? Number.MAX_SAFE_INTEGER;
  const older = items.filter(({ number: id }) => id < lastId);
  return pageOf(older, timeOf, { ...fields, pageSize: Math.min(pageSize, 100), currentPage: 1 }).items;
}
