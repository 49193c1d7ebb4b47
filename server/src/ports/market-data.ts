/** MarketData: fresh prices. A source says what it is; a simulated one is never shown as anything else. */
import type { Decimal } from '#domain/decimal.ts';
import type { Funding, Quote, QuoteSource } from '#domain/market.ts';
import type { MarketFeed } from './market-feed.ts';

export type QuoteListener = (quote: Quote) => void;

export interface MarketData {
  readonly source: QuoteSource;
  /** Absent: it has nothing but quotes. */
  readonly feed?: MarketFeed;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The newest quote, or undefined when there never was one. */
  quote(instrumentId: string): Quote | undefined;
  /** Returns the function that ends the subscription. */
  subscribe(listener: QuoteListener): () => void;
  /**
   * Wants fresh prices of the instrument from now on; returns the function that ends the wish. A source without it has
   * them of all instruments anyway.
   */
  watch?(instrumentId: string): () => void;
  /**
   * Wants to know what the holders of this perpetual pay each other, from now on; returns the function that ends the wish.
   * A source without it has no perpetuals.
   */
  watchFunding?(instrumentId: string): () => void;
  /** As it was told last; undefined when it is not known, or not any more. */
  funding?(instrumentId: string): Funding | undefined;
  /** Units of `to` for one unit of `from`; undefined when it is not known. */
  conversionRate(from: string, to: string): Decimal | undefined;
}

/** A source into which prices can be put from outside. */
export interface PushableMarketData extends MarketData {
  push(quote: Quote): void;
}
