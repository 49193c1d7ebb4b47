/** The price that something may be triggered by. */
import { ZERO } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { AccountState } from './state.ts';

/** The instrument's price of the moment; undefined where it is too old, or can't be one. */
export function freshQuoteOf({ volatile }: AccountState, now: number, instrumentId: string): Quote | undefined {
  const quote = volatile.quotes.get(instrumentId);
  const maximumMs = volatile.limits?.referenceMaxAgeMs;
  if (quote === undefined || maximumMs === undefined || now - quote.time > maximumMs) return undefined;
  return quote.bid <= ZERO || quote.ask < quote.bid ? undefined : quote;
}
