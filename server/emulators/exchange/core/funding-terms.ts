/** What a perpetual's next funding will be: the rate that was named last, at the next of three moments of the day. */
import { type Decimal, decimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { ExchangeWorld } from './exchange-world.ts';

export const FUNDING_EVERY_MS = 8 * 3_600_000;

/** Of a market for which none was named. */
export const COMMON_FUNDING_RATE = decimal('0.0001');

export interface FundingTerms {
  /** Of the value at the mark price; longs pay where it is above zero. */
  readonly rate: Decimal;
  /** ms UTC, the exchange's clock. */
  readonly next: number;
}

export function fundingTerms(world: ExchangeWorld, market: ExchangeMarket): FundingTerms {
  const now = world.clock.now();
  return { rate: world.fundingRate(market), next: now - (now % FUNDING_EVERY_MS) + FUNDING_EVERY_MS };
}
