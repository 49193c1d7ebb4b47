/** What every source of prices promises, one test for each promise. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { ONE, ZERO } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { MarketData } from './market-data.ts';

export interface MarketDataBench {
  readonly marketData: MarketData;
  /** An instrument the source prices. */
  readonly instrumentId: string;
  /** Makes the source bring at least one fresh quote of that instrument. */
  readonly refresh: () => Promise<void>;
}

/** Runs every promise of the port against the source, not yet started, that `open` makes. */
export function describeMarketData(name: string, open: () => Promise<MarketDataBench>): void {
  const started = async (): Promise<MarketDataBench & { readonly heard: Quote[] }> => {
    const bench = await open();
    const heard: Quote[] = [];
    bench.marketData.subscribe((quote) => heard.push(quote));
    await bench.marketData.start();
    onTestFinished(async () => await bench.marketData.stop());
    await bench.refresh();
    return { ...bench, heard };
  };

  describe(`${name}: the promises of market data`, () => {
    it('has no price of what nobody ever priced', async () => {
      const { marketData } = await started();
      expect(marketData.quote('NOSUCHTHING')).toBeUndefined();
    });

    it('hands every fresh quote to its subscribers and answers with the newest', async () => {
      const { marketData, instrumentId, refresh, heard } = await started();
      const before = heard.length;
      await refresh();
      expect(heard.length).toBeGreaterThan(before);
      expect(marketData.quote(instrumentId)).toEqual(heard.findLast((quote) => quote.instrumentId === instrumentId));
    });

    it('quotes a positive bid that is not above the ask, and says where the price comes from', async () => {
      const { marketData, instrumentId } = await started();
      const quote = marketData.quote(instrumentId);
      if (quote === undefined) throw new Error('there is no quote');
      expect(quote.bid > ZERO && quote.bid <= quote.ask).toBe(true);
      expect(['simulated', 'pushed', 'venue']).toContain(quote.source);
    });

    it('does not call a subscriber that has left', async () => {
      const { marketData, refresh } = await started();
      let calls = 0;
      const leave = marketData.subscribe(() => {
        calls += 1;
      });
      await refresh();
      expect(calls).toBeGreaterThan(0);
      leave();
      calls = 0;
      await refresh();
      expect(calls).toBe(0);
    });

    it('says nothing more once it is stopped', async () => {
      const { marketData, heard } = await started();
      await marketData.stop();
      const before = heard.length;
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      expect(heard.length).toBe(before);
    });

    it('converts a currency into itself at one, and one it does not know not at all', async () => {
      const { marketData } = await started();
      expect(marketData.conversionRate('USD', 'USD')).toBe(ONE);
      expect(marketData.conversionRate('USD', 'NOSUCHMONEY')).toBeUndefined();
    });
  });
}
