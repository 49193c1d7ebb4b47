/** Reading Binance's parameters: what is missing or malformed is refused with the native code. */
import { type Decimal, parseDecimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { Call } from '../door/dialect.ts';
import { ERRORS, illegal, missing, throwError } from './binance-errors.ts';

export type Params = Readonly<Record<string, string>>;

/** The world with Binance's names for its markets: `BTCUSDT` on both sides. */
export interface BinanceContext {
  readonly world: ExchangeWorld;
  readonly spot: ReadonlyMap<string, ExchangeMarket>;
  readonly swap: ReadonlyMap<string, ExchangeMarket>;
}

const CLIENT_ID = /^[.A-Za-z0-9:/_-]{1,36}$/;

export const nativeId = (market: ExchangeMarket): string => `${market.base}${market.quote}`;

export function createContext(world: ExchangeWorld): BinanceContext {
  const of = (type: MarketType) =>
    new Map(
      [...world.markets.values()].filter((market) => market.type === type).map((market) => [nativeId(market), market]),
    );
  return { world, spot: of('spot'), swap: of('swap') };
}

/** The account of a call to a route that has one. */
export function accountOf({ owner }: Call): ExchangeAccount {
  if (owner === undefined) throw new Error('the route is public');
  return owner.account;
}

export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  return value === undefined || value === '' ? undefined : value;
}

export function need(params: Params, name: string): string {
  const value = text(params, name);
  if (value === undefined) throw missing(name);
  return value;
}

export function decimalOf(params: Params, name: string): Decimal | undefined {
  const value = text(params, name);
  if (value === undefined) return undefined;
  const number = parseDecimal(value);
  if (number === undefined) throw illegal(name, '^([0-9]{1,20})(\\.[0-9]{1,20})?$');
  return number;
}

export function needDecimal(params: Params, name: string): Decimal {
  const number = decimalOf(params, name);
  if (number === undefined) throw missing(name);
  return number;
}

export function integerOf(params: Params, name: string): number | undefined {
  const value = text(params, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,16}$/.test(value)) throw illegal(name, '^[0-9]{1,20}$');
  return Number(value);
}

export const isTrue = (params: Params, name: string): boolean => params[name]?.toLowerCase() === 'true';

export function marketOf(markets: ReadonlyMap<string, ExchangeMarket>, params: Params): ExchangeMarket {
  const market = markets.get(need(params, 'symbol'));
  return market ?? throwError(ERRORS.symbol);
}

/** The market that `symbol` names, when it is there. */
export function marketIfNamed(
  markets: ReadonlyMap<string, ExchangeMarket>,
  params: Params,
): ExchangeMarket | undefined {
  return text(params, 'symbol') === undefined ? undefined : marketOf(markets, params);
}

/** A client order id of the native shape, or one that the exchange makes up. */
export function clientIdOf(params: Params, name: string, world: ExchangeWorld): string {
  const value = text(params, name);
  if (value === undefined) return `em${world.clock.now().toString(36)}${world.nextTradeNumber().toString(36)}`;
  if (!CLIENT_ID.test(value)) throw illegal(name, '^[\\.A-Z\\:/a-z0-9_-]{1,36}$');
  return value;
}

export interface Paging {
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly limit: number;
}

export function pagingOf(params: Params, limitStandard: number): Paging {
  return {
    since: integerOf(params, 'startTime'),
    until: integerOf(params, 'endTime'),
    limit: Math.min(integerOf(params, 'limit') ?? limitStandard, 1000),
  };
}

/** Items within the asked time: the oldest from `startTime` on, else the newest. */
export function page<T>(
  items: readonly T[],
  timeOf: (item: T) => number,
  { since, until, limit }: Paging,
): readonly T[] {
  const within = items.filter(
    (item) => timeOf(item) >= (since ?? 0) && timeOf(item) <= (until ?? Number.MAX_SAFE_INTEGER),
  );
  return since === undefined ? within.slice(-limit) : within.slice(0, limit);
}
