/** Who wants to hear of quotes. A listener may leave, and others may come, while a quote is being handed round. */
import type { Quote } from '#domain/market.ts';
import type { QuoteListener } from '#ports/market-data.ts';

export interface QuoteListeners {
  /** Returns the function that ends the subscription. */
  subscribe(listener: QuoteListener): () => void;
  hand(quote: Quote): void;
}

export function createQuoteListeners(): QuoteListeners {
  const entries = new Set<{ readonly listener: QuoteListener }>();
  return {
    subscribe(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    hand(quote) {
      for (const { listener } of entries) listener(quote);
    },
  };
}
