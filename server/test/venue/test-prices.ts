/** Prices a test sets by hand; rates are one for every pair. */
import { ONE } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { PushableMarketData, QuoteListener } from '#ports/market-data.ts';

export interface TestPrices extends PushableMarketData {
  /** Forgets every subscriber: what belonged to a killed process hears nothing any more. */
  disconnectAll(): void;
}

export function createTestPrices(): TestPrices {
  const quotes = new Map<string, Quote>();
  const listeners = new Set<QuoteListener>();
  return {
    source: 'pushed',
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    quote: (instrumentId) => quotes.get(instrumentId),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    conversionRate: () => ONE,
    push(quote) {
      quotes.set(quote.instrumentId, quote);
      for (const listener of listeners) listener(quote);
    },
    disconnectAll: () => listeners.clear(),
  };
}
