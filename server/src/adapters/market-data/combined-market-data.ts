/**
 * Two sources as one: what was pushed takes the place of the underlying price of that instrument, for everyone and at
 * once, until it is released. Conversion rates stay the underlying source's: a rehearsed price revalues no account.
 */
import type { QuoteSource } from '#domain/market.ts';
import type { MarketData, PushableMarketData, QuoteListener } from '#ports/market-data.ts';
import { createPushedPrices } from './pushed-prices.ts';
import { createQuoteFeed } from './quote-feed.ts';
import { createQuoteListeners } from './quote-listeners.ts';

export interface CombinedMarketData extends PushableMarketData {
  /** Gives the instrument back to the underlying source; false when nothing was pushed for it. */
  release(instrumentId: string): boolean;
  /** Whose price the instrument shows; undefined when it has none. */
  sourceOf(instrumentId: string): QuoteSource | undefined;
}

/** `underlying` is started and stopped with it. `push` throws a RangeError on a price that is none. */
export function createCombinedMarketData(underlying: MarketData): CombinedMarketData {
  const pushed = createPushedPrices();
  const listeners = createQuoteListeners();
  const feed = createQuoteFeed();
  let endForwarding: (() => void)[] = [];
  const quote: MarketData['quote'] = (instrumentId) => pushed.quote(instrumentId) ?? underlying.quote(instrumentId);

  const show: QuoteListener = (fresh) => {
    feed.take(fresh);
    listeners.hand(fresh);
  };

  function forward(): void {
    endForwarding = [
      pushed.subscribe(show),
      underlying.subscribe((fresh) => {
        if (pushed.quote(fresh.instrumentId) === undefined) show(fresh);
      }),
    ];
  }

  return {
    source: underlying.source,
    feed,
    async start() {
      if (endForwarding.length === 0) forward();
      await underlying.start();
    },
    async stop() {
      for (const end of endForwarding) end();
      endForwarding = [];
      feed.end();
      await underlying.stop();
    },
    quote,
    subscribe: (listener) => listeners.subscribe(listener),
    conversionRate: (from, to) => underlying.conversionRate(from, to),
    push: (fresh) => pushed.push(fresh),
    release(instrumentId) {
      if (!pushed.forget(instrumentId)) return false;
      const current = underlying.quote(instrumentId);
      if (current !== undefined) listeners.hand(current);
      return true;
    },
    sourceOf: (instrumentId) => quote(instrumentId)?.source,
  };
}
