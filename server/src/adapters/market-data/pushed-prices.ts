/** Prices put in from outside: a user's own feed, or a rehearsal. They stay as they are until the next push. */
import { ONE, ZERO } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { PushableMarketData } from '#ports/market-data.ts';
import { createQuoteListeners } from './quote-listeners.ts';

export interface PushedPrices extends PushableMarketData {
  /** Forgets the price of an instrument; false when there was none. */
  forget(instrumentId: string): boolean;
}

/**
 * A source that knows what was pushed and nothing else. `push` throws a RangeError on a price that is none (a bid that
 * is not positive, an ask below the bid): the door checks what it takes in.
 */
export function createPushedPrices(): PushedPrices {
  const quotes = new Map<string, Quote>();
  const listeners = createQuoteListeners();
  return {
    source: 'pushed',
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    quote: (instrumentId) => quotes.get(instrumentId),
    subscribe: (listener) => listeners.subscribe(listener),
    conversionRate: (from, to) => (from === to ? ONE : undefined),
    push(quote) {
      if (quote.bid <= ZERO || quote.ask < quote.bid) throw new RangeError('a bid must be positive and below the ask');
      const pushed: Quote = { ...quote, source: 'pushed' };
      quotes.set(quote.instrumentId, pushed);
      listeners.hand(pushed);
    },
    forget: (instrumentId) => quotes.delete(instrumentId),
  };
}
