/** What every part of the Coinbase dialect shares: its names for products and portfolios, its way to read, list and page. */
import { createHash } from 'node:crypto';
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import { accountOf, FieldReader, type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, missingParameter, throwInvalid, wrongParameter } from './coinbase-errors.ts';

export const read = new FieldReader({ missing: missingParameter, wrong: wrongParameter });

export interface CoinbaseContext {
  readonly world: ExchangeWorld;
  /** By native name. */
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
}

/** `BTC-USDC` for spot, `BTC-PERP-INTX` for the perpetual. */
export const nativeId = ({ type, base, quote }: ExchangeMarket): string =>
  type === 'spot' ? `${base}-${quote}` : `${base}-PERP-INTX`;

export function createContext(world: ExchangeWorld): CoinbaseContext {
  return { world, markets: new Map([...world.markets.values()].map((market) => [nativeId(market), market])) };
}

export function marketOf({ markets }: CoinbaseContext, fields: Fields, name = 'product_id'): ExchangeMarket {
  return markets.get(read.need(fields, name)) ?? throwInvalid(ERRORS.product);
}

export const show = (value: Decimal): string => formatDecimal(value);
export const timeText = (time: number): string => new Date(time).toISOString();

export type Act = (context: CoinbaseContext, account: ExchangeAccount, fields: Fields, request: DoorRequest) => unknown;

const API = '/api/v3/brokerage/';

/** A route of the account's owner: reading for GET, trading for all else. */
export const privateRoute =
  (context: CoinbaseContext) =>
  (method: 'GET' | 'POST', path: string, params: string, act: Act): Route => ({
    method,
    path: path.startsWith('/') ? path : `${API}${path}`,
    access: method === 'GET' ? 'read' : 'trade',
    params: names(params),
    handle: (call: Call) => act(context, accountOf(call), fieldsOf(call), call.request),
  });

/** A name of the shape that Coinbase gives everything; the same words give the same name. */
export function uuidOf(...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join(' ')).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The one portfolio of an account: it holds the coins and the margin of the perpetuals. */
export const portfolioOf = ({ id }: ExchangeAccount): string => uuidOf('portfolio', id);

/** Everything said under a name that may be repeated in the query. */
export const listed = ({ rawQuery }: DoorRequest, ...named: readonly string[]): readonly string[] =>
  [...new URLSearchParams(rawQuery)].filter(([name]) => named.includes(name)).map(([, value]) => value);

export interface Period {
  readonly from: string;
  readonly to: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNext: boolean;
  readonly cursor: string;
}

const PAGE = 100;
const PAGE_MAX = 1_000;

/** A page of what happened within the period, newest first. A cursor is where the next one begins. */
export function pageOf<T>(items: readonly T[], timeOf: (item: T) => number, fields: Fields, period: Period): Page<T> {
  const from = timeIn(fields, period.from) ?? 0;
  const to = timeIn(fields, period.to) ?? Number.MAX_SAFE_INTEGER;
  const limit = Math.min(read.integer(fields, 'limit') ?? PAGE, PAGE_MAX);
  const begin = read.integer(fields, 'cursor') ?? 0;
  const within = items.filter((item) => timeOf(item) >= from && timeOf(item) <= to).toReversed();
  const end = begin + limit;
  const hasNext = within.length > end;
  return { items: within.slice(begin, end), hasNext, cursor: hasNext ? String(end) : '' };
}

function timeIn(fields: Fields, name: string): number | undefined {
  const text = read.text(fields, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time)) throw wrongParameter(name);
  return time;
}
