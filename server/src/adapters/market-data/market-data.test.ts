/** The simulated market, pushed prices, and both as one. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, isMultipleOf, ONE, toApproximateNumber, ZERO } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import { describeMarketData } from '#ports/market-data.conformance.ts';
import { createManualClock } from '../../../test/venue/manual-clock.ts';
import { quoteOf } from '../../../test/venue/venue-orders.ts';
import { createCombinedMarketData } from './combined-market-data.ts';
import { createPushedPrices } from './pushed-prices.ts';
import { SIMULATED_INSTRUMENTS, SIMULATED_MARKET } from './simulated-instruments.ts';
import { createSimulatedMarket } from './simulated-market.ts';

const START = 1_700_000_000_000;

function simulated(seed = 'seed') {
  const clock = createManualClock(START);
  return { clock, marketData: createSimulatedMarket({ clock, seed }) };
}

describeMarketData('simulated market', () => {
  const { clock, marketData } = simulated();
  return Promise.resolve({
    marketData,
    instrumentId: 'BTCUSDT',
    refresh: () => Promise.resolve(clock.pass(250)),
  });
});

describeMarketData('pushed prices', () => {
  const marketData = createPushedPrices();
  return Promise.resolve({
    marketData,
    instrumentId: 'XYZ',
    refresh: () => Promise.resolve(marketData.push(quoteOf('99', '101'))),
  });
});

describeMarketData('pushed over simulated', () => {
  const { clock, marketData: underlying } = simulated();
  const marketData = createCombinedMarketData(underlying);
  return Promise.resolve({
    marketData,
    instrumentId: 'XYZ',
    refresh() {
      clock.pass(250);
      return Promise.resolve(marketData.push(quoteOf('99', '101')));
    },
  });
});

async function run(seed: string, durationMs: number): Promise<Quote[]> {
  const { clock, marketData } = simulated(seed);
  const quotes: Quote[] = [];
  marketData.subscribe((quote) => quotes.push(quote));
  await marketData.start();
  clock.pass(durationMs);
  await marketData.stop();
  return quotes;
}

describe('the simulated market', () => {
  it('gives the same prices for the same seed, and others for another', async () => {
    const [one, again, other] = [await run('a', 5_000), await run('a', 5_000), await run('b', 5_000)];
    expect(again).toEqual(one);
    expect(other.map(({ bid }) => bid)).not.toEqual(one.map(({ bid }) => bid));
  });

  it('quotes every instrument four times a second with one timer, on ticks and lot steps, as simulated', async () => {
    const quotes = await run('a', 1_000);
    expect(quotes).toHaveLength(SIMULATED_INSTRUMENTS.length * 5);
    const rules = new Map(SIMULATED_INSTRUMENTS.map((one) => [one.id, one]));
    const wrong = quotes.filter((quote) => {
      const rule = rules.get(quote.instrumentId);
      if (rule === undefined || quote.bidQuantity === undefined || quote.askQuantity === undefined) return true;
      const onTicks = isMultipleOf(quote.bid, rule.tickSize) && isMultipleOf(quote.ask, rule.tickSize);
      const onSteps = isMultipleOf(quote.bidQuantity, rule.lotStep) && isMultipleOf(quote.askQuantity, rule.lotStep);
      const isSane = quote.bid < quote.ask && quote.bidQuantity > ZERO && quote.askQuantity > ZERO;
      return !onTicks || !onSteps || !isSane || quote.source !== 'simulated';
    });
    expect(wrong).toEqual([]);
  });

  it('moves, and stays in the neighborhood of its start', async () => {
    const quotes = await run('c', 1_200_000);
    for (const { instrument, motion } of SIMULATED_MARKET) {
      const own = quotes.filter(({ instrumentId }) => instrumentId === instrument.id);
      expect(new Set(own.map(({ bid }) => bid)).size).toBeGreaterThan(1);
      const last = toApproximateNumber(own.at(-1)?.bid ?? ZERO) / toApproximateNumber(motion.startPrice);
      expect(last > 0.9 && last < 1.1).toBe(true);
    }
  });

  it('keeps no timer after it is stopped, and one while it runs', async () => {
    const { clock, marketData } = simulated();
    await marketData.start();
    await marketData.start();
    expect(clock.timerCount()).toBe(1);
    await marketData.stop();
    expect(clock.timerCount()).toBe(0);
  });

  it('converts between the currencies it knows', async () => {
    const { marketData } = simulated();
    await marketData.start();
    const rate = (from: string, to: string) => toApproximateNumber(marketData.conversionRate(from, to) ?? ZERO);
    expect(marketData.conversionRate('USDT', 'USD')).toBe(ONE);
    expect(rate('EUR', 'USD')).toBeCloseTo(1.085, 2);
    expect(rate('USD', 'JPY')).toBeCloseTo(152, 0);
    expect(rate('CNY', 'USD')).toBe(0.14);
    expect(rate('GBP', 'EUR') * rate('EUR', 'GBP')).toBeCloseTo(1, 10);
  });

  it('lists instruments whose terms go together', () => {
    for (const { id, quantityMin, lotStep, quantityMax, marginRate } of SIMULATED_INSTRUMENTS) {
      expect([id, isMultipleOf(quantityMin, lotStep), quantityMin < quantityMax, marginRate > ZERO]).toEqual([
        id,
        true,
        true,
        true,
      ]);
    }
    expect(SIMULATED_INSTRUMENTS.find(({ id }) => id === '600000.SH')).toMatchObject({
      shortable: false,
      lotSize: decimal('100'),
    });
  });
});

describe('pushed prices over simulated ones', () => {
  async function combined() {
    const { clock, marketData: underlying } = simulated();
    const marketData = createCombinedMarketData(underlying);
    const heard: Quote[] = [];
    marketData.subscribe((quote) => quote.instrumentId === 'BTCUSDT' && heard.push(quote));
    await marketData.start();
    return { clock, marketData, heard };
  }

  it('take their place until they are released', async () => {
    const { clock, marketData, heard } = await combined();
    marketData.push(quoteOf('50000', '50001', { instrumentId: 'BTCUSDT' }));
    clock.pass(1_000);
    expect(heard.map(({ source }) => source)).toEqual(['simulated', 'pushed']);
    expect(marketData.sourceOf('BTCUSDT')).toBe('pushed');
    expect(marketData.sourceOf('ETHUSDT')).toBe('simulated');
    expect(formatDecimal(marketData.quote('BTCUSDT')?.bid ?? ZERO)).toBe('50000');
    expect(marketData.release('BTCUSDT')).toBe(true);
    expect(heard.at(-1)?.source).toBe('simulated');
    expect(marketData.release('BTCUSDT')).toBe(false);
  });

  it('refuse a price that is none', async () => {
    const { marketData } = await combined();
    expect(() => marketData.push(quoteOf('2', '1'))).toThrow(RangeError);
    expect(() => marketData.push(quoteOf('0', '1'))).toThrow(RangeError);
  });
});
