/** MarketData: fresh prices. A source says what it is; a simulated one is never shown as anything else. */
import type { Decimal } from '#domain/decimal.ts';
import type { Quote, QuoteSource } from '#domain/market.ts';

export type QuoteListener = (quote: Quote) => void;

export interface MarketData {
  readonly source: QuoteSource;
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
  /** Units of `to` for one unit of `from`; undefined when it is not known. */
  conversionRate(from: string, to: string): Decimal | undefined;
}

/** A source into which prices can be put from outside. */
export interface PushableMarketData extends MarketData {
  push(quote: Quote): void;
}
