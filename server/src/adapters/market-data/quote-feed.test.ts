/** The feed of quotes: what the paper market tells of itself. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { describeMarketFeed } from '#ports/market-feed.conformance.ts';
import { createManualClock } from '../../../test/venue/manual-clock.ts';
import { quoteOf } from '../../../test/venue/venue-orders.ts';
import { createCombinedMarketData } from './combined-market-data.ts';
import { QuoteCandles } from './quote-candles.ts';
import { createSimulatedMarket } from './simulated-market.ts';

const START = 1_700_000_040_000;
const MINUTE_MS = 60_000;

function open() {
  const clock = createManualClock(START);
  return { clock, marketData: createCombinedMarketData(createSimulatedMarket({ clock, seed: 'seed' })) };
}

describeMarketFeed('the market of paper accounts', () => {
  const { clock, marketData } = open();
  return Promise.resolve({
    marketData,
    instrumentId: 'BTCUSDT',
    // A minute and a tick, so that candles end too.
    refresh: () => Promise.resolve(clock.pass(MINUTE_MS + 250)),
  });
});

describe('the feed of quotes', () => {
  it('shows what was pushed in the place of what is simulated', async () => {
    const { clock, marketData } = open();
    await marketData.start();
    marketData.push(quoteOf('70000', '70001', { instrumentId: 'BTCUSDT', time: START + 100 }));
    clock.pass(10_000);
    const ticker = await marketData.feed?.ticker('BTCUSDT');
    const candles = await marketData.feed?.candles({ instrumentId: 'BTCUSDT', interval: '1m', limit: 1 });
    expect(ticker).toMatchObject({ value: { bid: decimal('70000'), ask: decimal('70001') } });
    expect(candles).toMatchObject({ value: { candles: [{ close: expect.any(BigInt) }] } });
    if (candles?.kind === 'answer' && ticker?.kind === 'answer')
      expect(candles.value.candles[0]?.close).toBe(ticker.value.last);
  });
});

describe('candles made of quotes', () => {
  const fed = (...trades: readonly (readonly [number, string])[]) => {
    const candles = new QuoteCandles();
    for (const [second, price] of trades) {
      candles.take({ price: decimal(price), quantity: decimal('2'), time: START + second * 1_000 });
    }
    return candles;
  };
  const shown = (candles: readonly { openTime: number; open: bigint; high: bigint; low: bigint; close: bigint }[]) =>
    candles.map(({ openTime, open: first, high, low, close }) =>
      [(openTime - START) / 1_000, ...[first, high, low, close].map((price) => formatDecimal(price as never))].join(
        ' ',
      ),
    );

  it('hold the first, highest, lowest and last price and all that was traded', () => {
    const candles = fed([0, '10'], [20, '12'], [40, '9'], [59, '11'], [60, '13']);
    const page = candles.page({ interval: '1m', limit: 10 });
    expect(shown(page.candles)).toEqual(['0 10 12 9 11', '60 13 13 13 13']);
    expect(page.candles[0]?.volume).toBe(decimal('8'));
  });

  it('are put together to longer ones, and a minute without a quote is left out', () => {
    const candles = fed([0, '10'], [130, '14'], [240, '9'], [600, '20']);
    expect(shown(candles.page({ interval: '1m', limit: 10 }).candles)).toHaveLength(4);
    // The start is four minutes after a whole five of them.
    expect(shown(candles.page({ interval: '5m', limit: 10 }).candles)).toEqual([
      '-240 10 10 10 10',
      '60 14 14 9 9',
      '360 20 20 20 20',
    ]);
  });

  it('are kept for a day', () => {
    const candles = new QuoteCandles();
    for (let minute = 0; minute < 3_000; minute += 1) {
      candles.take({ price: decimal('1'), quantity: decimal('1'), time: START + minute * MINUTE_MS });
    }
    const { length } = candles.page({ interval: '1m', limit: 5_000 }).candles;
    expect(length >= 1_440 && length <= 1_500).toBe(true);
  });
});
