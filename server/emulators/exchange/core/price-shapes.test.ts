import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { seedMarkets } from './market-seeds.ts';
import type { MarketPrice } from './price-feed.ts';
import { type Candle, candlesOf } from './price-shapes.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 5, 12);
const MARKET = [...seedMarkets()].find(({ key }) => key === 'BTC/USDT');
const LAST = decimal('61234.5');

/** The three newest candles of a minute, asked for at `now`, of a market whose last price was made at `madeAt`. */
function newest(madeAt: number, now: number): readonly Candle[] {
  if (MARKET === undefined) throw new Error('no market');
  const price = { last: LAST, time: madeAt } as MarketPrice;
  return candlesOf(MARKET, price, { intervalMs: MINUTE, until: now, limit: 3 });
}

describe('the newest candle', () => {
  it('closes at the last price when that was made in it', () => {
    expect(newest(NOON + 10, NOON + 20).at(-1)?.close).toBe(LAST);
  });

  it('closes at the last price when nothing has traded since it began', () => {
    expect(newest(NOON - 1, NOON).at(-1)).toMatchObject({ open: LAST, close: LAST });
  });
});

it('begins each candle where the one before it ended', () => {
  for (const madeAt of [NOON - 2 * MINUTE - 1, NOON - MINUTE - 1, NOON - 1, NOON]) {
    const [oldest, middle, last] = newest(madeAt, NOON + 5);
    expect([middle?.open, last?.open]).toEqual([oldest?.close, middle?.close]);
  }
});

it('makes up the same past at each question', () => {
  expect(newest(NOON, NOON + 1).slice(0, -1)).toEqual(newest(NOON + 900, NOON + 901).slice(0, -1));
});
