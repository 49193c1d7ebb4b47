/** What every part of the HTX dialect shares: its names for markets, its hosts, how spot and swap parameters are read. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { ExchangeOrder } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { FieldReader, type Fields } from '../door/call-fields.ts';
import { ERRORS, missingParameter, REFUSALS, throwError, wrongParameter } from './htx-errors.ts';

export const SPOT_HOSTS = ['api.huobi.pro', 'api-aws.huobi.pro'] as const;
export const SWAP_HOSTS = ['api.hbdm.vn', 'api.hbdm.com'] as const;
/** The number of the spot account; every key has one. */
export const SPOT_ACCOUNT_ID = '100009';

const readerOf = (type: MarketType): FieldReader =>
  new FieldReader({ missing: (name) => missingParameter(type, name), wrong: (name) => wrongParameter(type, name) });

export const read = { spot: readerOf('spot'), swap: readerOf('swap') } as const;

export interface HtxContext {
  readonly world: ExchangeWorld;
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
}

/** `btcusdt` for spot, `BTC-USDT` for the perpetual. */
export const nativeId = ({ type, base, quote }: ExchangeMarket): string =>
  type === 'spot' ? `${base}${quote}`.toLowerCase() : `${base}-${quote}`;

export function createContext(world: ExchangeWorld): HtxContext {
  return { world, markets: new Map([...world.markets.values()].map((market) => [nativeId(market), market])) };
}

const NAMES = { spot: 'symbol', swap: 'contract_code' } as const;

export function marketOf({ markets }: HtxContext, type: MarketType, fields: Fields): ExchangeMarket {
  const market = markets.get(read[type].need(fields, NAMES[type]));
  if (market?.type === type) return market;
  throwError(type, type === 'spot' ? ERRORS.spotSymbol : ERRORS.swapSymbol);
}

/** The market of a list; undefined: all of them. */
export function marketFilter(context: HtxContext, type: MarketType, fields: Fields): { market?: ExchangeMarket } {
  return read[type].text(fields, NAMES[type]) === undefined ? {} : { market: marketOf(context, type, fields) };
}

export function done(outcome: OrderOutcome, { type }: { readonly type: MarketType }): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(type, REFUSALS[type][outcome.reason]);
}

export const show = (value: Decimal): string => formatDecimal(value);
export const number = (value: Decimal): number => Number(formatDecimal(value));

/** An order that a triggered one brought has no name of its own. */
export const clientIdShown = (order: ExchangeOrder): string =>
  order.parentId === undefined ? order.clientOrderId : '';

/** The newest of a list, so many. */
export function newest<T>(items: readonly T[], limit: number | undefined, most: number): readonly T[] {
  return items.toReversed().slice(0, Math.min(limit ?? most, most));
}

/** The orders from this one on to older ones; all where none is named. */
export function downFrom<T extends { readonly id: string }>(items: readonly T[], id: string | undefined): readonly T[] {
  return id === undefined || !/^\d{1,30}$/.test(id) ? items : items.filter((item) => BigInt(item.id) <= BigInt(id));
}
