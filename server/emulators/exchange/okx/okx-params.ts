/**
 * Reading OKX's parameters: query strings and JSON bodies. What is missing, malformed or not documented for the call is
 * refused with the native code, so that a wish the exchange does not know never passes unseen.
 */
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import { FieldReader, type Fields } from '../door/call-fields.ts';
import type { Access, Call, Route } from '../door/dialect.ts';
import type { DoorRequest } from '../door/door-request.ts';
import { ERRORS, missingParameter, throwError, wrongParameter } from './okx-errors.ts';

export const read = new FieldReader({ missing: missingParameter, wrong: wrongParameter });

/** The world with OKX's names for its markets, and what OKX keeps beside it. */
export interface OkxContext {
  readonly world: ExchangeWorld;
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
  /** The number that names a market over WebSocket. */
  readonly codes: ReadonlyMap<string, number>;
  /** Leverage that was set for a margin mode which is not the one in force, by account, instrument and mode. */
  readonly leverages: Map<string, number>;
}

/** `BTC-USDT` for spot, `BTC-USDT-SWAP` for the perpetual. */
export const nativeId = (market: ExchangeMarket): string =>
  `${market.base}-${market.quote}${market.type === 'swap' ? '-SWAP' : ''}`;

export const instTypeOf = (market: ExchangeMarket): string => (market.type === 'swap' ? 'SWAP' : 'SPOT');

const FIRST_CODE = 10_001;

export function createContext(world: ExchangeWorld): OkxContext {
  const markets = [...world.markets.values()];
  return {
    world,
    markets: new Map(markets.map((market) => [nativeId(market), market])),
    codes: new Map(markets.map((market, index) => [nativeId(market), FIRST_CODE + index])),
    leverages: new Map(),
  };
}

/** What one call of the API takes. */
export interface DocumentedRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly access: Access;
  /** Every documented parameter; any other is refused. */
  readonly names: readonly string[];
  readonly handle: (fields: Fields, call: Call) => unknown;
}

/** A route that refuses parameters its documentation does not name. */
export function documented({ method, path, access, names, handle }: DocumentedRoute): Route {
  const known = new Set(names);
  return {
    method,
    path: `/api/v5${path}`,
    access,
    handle: (call) => {
      const fields = method === 'GET' ? call.request.query : objectIn(jsonIn(call.request));
      onlyDocumented(fields, known);
      return handle(fields, call);
    },
  };
}

/** Refuses the first parameter that is not among the names. */
export function onlyDocumented(fields: Fields, known: ReadonlySet<string>): void {
  for (const name of Object.keys(fields)) if (!known.has(name)) throw wrongParameter(name);
}

const HTTP_BAD_REQUEST = 400;

/** The JSON that was sent; nothing sent is an empty object. */
export function jsonIn(request: DoorRequest): unknown {
  if (request.rawBody === '') return {};
  if (request.headers['content-type']?.toLowerCase().startsWith('application/json') !== true) {
    throwError(ERRORS.contentType, HTTP_BAD_REQUEST);
  }
  return request.json ?? throwError(ERRORS.json, HTTP_BAD_REQUEST);
}

export function objectIn(json: unknown): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throwError(ERRORS.json, HTTP_BAD_REQUEST);
  return json as Fields;
}

const CLIENT_ID = /^[A-Za-z0-9]{1,32}$/;

/** An id that the client made up: letters and digits. */
export function clientIdOf(fields: Fields, name: string): string | undefined {
  const value = read.text(fields, name);
  if (value !== undefined && !CLIENT_ID.test(value)) throw wrongParameter(name);
  return value;
}

export function marketOf({ markets, codes }: OkxContext, fields: Fields): ExchangeMarket {
  const code = read.integer(fields, 'instIdCode');
  const byCode = code === undefined ? undefined : [...codes].find(([, known]) => known === code)?.[0];
  const id = read.text(fields, 'instId') ?? byCode ?? (code === undefined ? read.need(fields, 'instId') : '');
  return markets.get(id) ?? throwError(ERRORS.instrument);
}

/** Whether a market is among those that `instType`, `uly`, `instFamily` and `instId` leave. */
export function marketFilter(context: OkxContext, fields: Fields): (market: ExchangeMarket) => boolean {
  const type = read.word(fields, 'instType', { among: INST_TYPES, standard: 'ANY' });
  const family = read.text(fields, 'instFamily') ?? read.text(fields, 'uly');
  const ids = read.text(fields, 'instId')?.split(',');
  const unknown = ids?.some((id) => !context.markets.has(id)) ?? false;
  if (unknown) throwError(ERRORS.instrument);
  return (market) =>
    (type === 'ANY' || instTypeOf(market) === type) &&
    (family === undefined || (market.type === 'swap' && `${market.base}-${market.quote}` === family)) &&
    (ids === undefined || ids.includes(nativeId(market)));
}

const INST_TYPES = ['ANY', 'SPOT', 'SWAP', 'MARGIN', 'FUTURES', 'OPTION', 'EVENTS'] as const;

export interface Listed {
  readonly id: string;
  readonly time: number;
}

const PAGE = 100;

/** A page of a list, newest first: `after` an id means older than it, `before` newer; `begin` and `end` are times. */
export function pageOf<T>(items: readonly T[], listed: (item: T) => Listed, fields: Fields): readonly T[] {
  const bound = (name: string): bigint | undefined => {
    const value = read.text(fields, name);
    if (value !== undefined && !/^\d{1,30}$/.test(value)) throw wrongParameter(name);
    return value === undefined ? undefined : BigInt(value);
  };
  const [after, before] = [bound('after'), bound('before')];
  const begin = read.integer(fields, 'begin') ?? 0;
  const end = read.integer(fields, 'end') ?? Number.MAX_SAFE_INTEGER;
  const limit = Math.min(read.integer(fields, 'limit') ?? PAGE, PAGE);
  const within = items.filter((item) => {
    const { id, time } = listed(item);
    if (after !== undefined && BigInt(id) >= after) return false;
    if (before !== undefined && BigInt(id) <= before) return false;
    return time >= begin && time <= end;
  });
  return within.toReversed().slice(0, limit);
}
