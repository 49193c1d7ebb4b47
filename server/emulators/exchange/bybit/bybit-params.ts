/**
 * Reading Bybit's parameters: query strings and JSON bodies. What is missing, malformed or not documented for the call is
 * refused with the native code, so that a wish the exchange does not know never passes unseen.
 */
import { type Decimal, parseDecimal, ZERO } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import { FieldReader, type Fields } from '../door/call-fields.ts';
import type { Access, Call, Route } from '../door/dialect.ts';
import { envelope, SYMBOL_UNKNOWN, throwError, wrongParameter } from './bybit-errors.ts';

export const read = new FieldReader({
  missing: (name) => wrongParameter(`${name} is required`),
  wrong: (name) => wrongParameter(`${name} invalid`),
});

export type Category = 'spot' | 'linear' | 'inverse' | 'option';

/** The world with Bybit's names for its markets: `BTCUSDT` on both sides, told apart by category. */
export interface BybitContext {
  readonly world: ExchangeWorld;
  readonly markets: Readonly<Record<Category, ReadonlyMap<string, ExchangeMarket>>>;
}

export const nativeId = (market: ExchangeMarket): string => `${market.base}${market.quote}`;

export const categoryOf = (market: ExchangeMarket): Category => (market.type === 'spot' ? 'spot' : 'linear');

export function createContext(world: ExchangeWorld): BybitContext {
  const of = (category: Category) =>
    new Map(
      [...world.markets.values()]
        .filter((market) => categoryOf(market) === category)
        .map((market) => [nativeId(market), market]),
    );
  // Clients that are not told otherwise ask for inverse contracts and options too; there are none.
  return { world, markets: { spot: of('spot'), linear: of('linear'), inverse: new Map(), option: new Map() } };
}

/** What one call of the API takes. */
export interface DocumentedRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly access: Access;
  /** Every documented parameter; any other is refused. */
  readonly names: readonly string[];
  /** What stands under `result`. */
  readonly handle: (fields: Fields, call: Call) => unknown;
}

/** A route that refuses parameters its documentation does not name. */
export function documented(context: BybitContext, route: DocumentedRoute): Route {
  const { method, path, access, names, handle } = route;
  const known = new Set(names);
  return {
    method,
    path: `/v5${path}`,
    access,
    handle: (call) => {
      const fields = method === 'GET' ? call.request.query : bodyOf(call);
      onlyDocumented(fields, known);
      const result = handle(fields, call);
      return result instanceof Batch ? result.body(context.world.clock.now()) : envelope(now(context), result);
    },
  };
}

const now = ({ world }: BybitContext): number => world.clock.now();

/** A result whose members have codes of their own beside it. */
export class Batch {
  readonly list: readonly unknown[];
  readonly codes: readonly { readonly code: number; readonly msg: string }[];

  constructor(list: readonly unknown[], codes: Batch['codes']) {
    this.list = list;
    this.codes = codes;
  }

  body(time: number): unknown {
    return envelope(time, { list: this.list }, { list: this.codes });
  }
}

/** Refuses the first parameter that is not among the names. */
export function onlyDocumented(fields: Fields, known: ReadonlySet<string>): void {
  for (const name of Object.keys(fields)) if (!known.has(name)) throw wrongParameter(`unknown parameter ${name}`);
}

function bodyOf({ request }: Call): Fields {
  if (request.rawBody === '') return {};
  return objectIn(request.json);
}

export function objectIn(json: unknown): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrongParameter('the body is no JSON');
  return json as Fields;
}

/** A decimal that is positive, or zero where that means "none". */
export function decimalOf(fields: Fields, name: string): Decimal | undefined {
  const value = read.text(fields, name);
  if (value === undefined) return undefined;
  const number = parseDecimal(value);
  if (number === undefined || number < ZERO) throw wrongParameter(`${name} invalid`);
  return number;
}

/** A positive decimal; zero counts as absent. */
export function priceOf(fields: Fields, name: string): Decimal | undefined {
  const number = decimalOf(fields, name);
  return number === ZERO ? undefined : number;
}

const LINK_ID = /^[A-Za-z0-9_-]{1,36}$/;

/** An id that the client made up. */
export function linkIdOf(fields: Fields): string | undefined {
  const value = read.text(fields, 'orderLinkId');
  if (value !== undefined && !LINK_ID.test(value)) throw wrongParameter('orderLinkId invalid');
  return value;
}

export const categoryIn = (fields: Fields): Category =>
  read.word(fields, 'category', { among: ['spot', 'linear', 'inverse', 'option'] });

export function marketOf({ markets }: BybitContext, fields: Fields): ExchangeMarket {
  const category = categoryIn(fields);
  const market = markets[category].get(read.need(fields, 'symbol'));
  return market ?? throwError(SYMBOL_UNKNOWN[category === 'spot' ? 'spot' : 'swap']);
}

/** The markets that category, symbol, base and settle coin leave. */
export function scopeOf(context: BybitContext, fields: Fields): readonly ExchangeMarket[] {
  if (read.text(fields, 'symbol') !== undefined) return [marketOf(context, fields)];
  const [base, settle] = [read.text(fields, 'baseCoin'), read.text(fields, 'settleCoin')];
  return [...context.markets[categoryIn(fields)].values()].filter(
    (market) => (base === undefined || market.base === base) && (settle === undefined || market.settle === settle),
  );
}

export interface Paging {
  readonly standard: number;
  readonly max: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** What asks for the next page; empty at the end. */
  readonly cursor: string;
}

/** A page of a list that is newest first; the cursor is the id of the last one told. */
export function pageOf<T>(all: readonly T[], idOf: (item: T) => string, given: [Fields, Paging]): Page<T> {
  const [fields, { standard, max }] = given;
  const limit = Math.min(read.integer(fields, 'limit') ?? standard, max);
  const cursor = read.text(fields, 'cursor');
  const at = cursor === undefined ? -1 : all.findIndex((item) => idOf(item) === cursor);
  if (cursor !== undefined && at === -1) throw wrongParameter('cursor invalid');
  const items = all.slice(at + 1, at + 1 + limit);
  const last = items.at(-1);
  return { items, cursor: last === undefined || at + 1 + limit >= all.length ? '' : idOf(last) };
}

const DAY_MS = 86_400_000;
const SPAN_MS = 7 * DAY_MS;

/** The time asked for: seven days at most, and seven where one end or none is given. */
export function periodOf({ world }: BybitContext, fields: Fields): { readonly start: number; readonly end: number } {
  const [given, until] = [read.integer(fields, 'startTime'), read.integer(fields, 'endTime')];
  const end = until ?? (given === undefined ? world.clock.now() : given + SPAN_MS);
  const start = given ?? end - SPAN_MS;
  if (end - start > SPAN_MS) throw wrongParameter('the time range exceeds 7 days');
  return { start, end };
}
