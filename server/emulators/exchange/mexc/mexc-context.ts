/** What every part of the MEXC dialect shares: its names for markets, and how spot and contract parameters are read. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { ExchangeOrder } from '../core/exchange-order.ts';
import type { ExchangeWorld } from '../core/exchange-world.ts';
import type { OrderOutcome } from '../core/order-outcome.ts';
import { FieldReader, type Fields } from '../door/call-fields.ts';
import { ERRORS, missingParameter, REFUSALS, throwError, wrongParameter } from './mexc-errors.ts';

const readerOf = (type: MarketType): FieldReader =>
  new FieldReader({ missing: (name) => missingParameter(type, name), wrong: (name) => wrongParameter(type, name) });

export const read = { spot: readerOf('spot'), swap: readerOf('swap') } as const;

export interface MexcContext {
  readonly world: ExchangeWorld;
  readonly markets: ReadonlyMap<string, ExchangeMarket>;
}

/** `BTCUSDT` for spot, `BTC_USDT` for the perpetual. */
export const nativeId = ({ type, base, quote }: ExchangeMarket): string =>
  type === 'spot' ? `${base}${quote}` : `${base}_${quote}`;

export function createContext(world: ExchangeWorld): MexcContext {
  return { world, markets: new Map([...world.markets.values()].map((market) => [nativeId(market), market])) };
}

export function marketOf({ markets }: MexcContext, type: MarketType, fields: Fields): ExchangeMarket {
  const market = markets.get(read[type].need(fields, 'symbol'));
  if (market?.type === type) return market;
  throwError(type, type === 'spot' ? ERRORS.spotSymbol : ERRORS.contractSymbol);
}

export function marketFilter(context: MexcContext, type: MarketType, fields: Fields): { market?: ExchangeMarket } {
  return read[type].text(fields, 'symbol') === undefined ? {} : { market: marketOf(context, type, fields) };
}

export function done(outcome: OrderOutcome, { type }: { readonly type: MarketType }): ExchangeOrder {
  return outcome.kind === 'done' ? outcome.order : throwError(type, REFUSALS[type][outcome.reason]);
}

const CLIENT_ID = /^[A-Za-z0-9_-]{1,32}$/;

export function clientIdOf(type: MarketType, fields: Fields, name: string): string {
  const value = read[type].text(fields, name) ?? '';
  if (value !== '' && !CLIENT_ID.test(value)) throw wrongParameter(type, name);
  return value;
}

export const show = (value: Decimal): string => formatDecimal(value);
/** Contracts write their figures as JSON numbers. */
export const number = (value: Decimal): number => Number(formatDecimal(value));
