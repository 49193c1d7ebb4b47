/**
 * Candles made of the quotes of one instrument: those of a minute are kept, a day of them, and longer ones are put together
 * when they are asked for. A minute without a quote has no candle; nothing is made up.
 */
import { add, type Decimal, maximum, minimum } from '#domain/decimal.ts';
import { type Candle, CANDLE_INTERVALS_MS, type CandleInterval } from '#domain/market.ts';
import type { CandlePage, CandleQuery } from '#ports/market-feed.ts';

const KEPT_MAX = 1_440;
/** The list is copied when it is cut, so not with each minute. */
const CUT_EVERY = 60;
const MINUTE_MS = CANDLE_INTERVALS_MS['1m'];

export class QuoteCandles {
  /** Oldest first. */
  #minutes: Candle[] = [];

  take(trade: { readonly price: Decimal; readonly quantity: Decimal; readonly time: number }): void {
    const { price, quantity, time } = trade;
    const openTime = Math.floor(time / MINUTE_MS) * MINUTE_MS;
    const newest = this.#minutes.at(-1);
    if (newest !== undefined && openTime <= newest.openTime) {
      const { open, high, low, volume } = newest;
      const [higher, lower] = [maximum(high, price), minimum(low, price)];
      const grown = { open, high: higher, low: lower, close: price, volume: add(volume, quantity) };
      this.#minutes[this.#minutes.length - 1] = { openTime: newest.openTime, ...grown };
      return;
    }
    this.#minutes.push({ openTime, open: price, high: price, low: price, close: price, volume: quantity });
    if (this.#minutes.length >= KEPT_MAX + CUT_EVERY) this.#minutes = this.#minutes.slice(-KEPT_MAX);
  }

  /** The candle that holds the newest quote, and the one before it. */
  newest(interval: CandleInterval): readonly Candle[] {
    const last = this.#minutes.at(-1);
    if (last === undefined) return [];
    const stepMs = CANDLE_INTERVALS_MS[interval];
    const from = Math.floor(last.openTime / stepMs) * stepMs - stepMs;
    return longer(this.#since(from), stepMs);
  }

  page({ interval, since, until = Number.POSITIVE_INFINITY, limit }: Omit<CandleQuery, 'instrumentId'>): CandlePage {
    const all = longer(this.#minutes, CANDLE_INTERVALS_MS[interval]).filter(({ openTime }) => openTime < until);
    const wanted = all.filter(({ openTime }) => openTime >= (since ?? Number.NEGATIVE_INFINITY));
    const candles = since === undefined ? wanted.slice(-limit) : wanted.slice(0, limit);
    const next = since === undefined ? undefined : wanted[limit]?.openTime;
    const first = candles[0];
    const hasOlder = first !== undefined && all[0] !== first;
    return { candles, ...(next === undefined ? {} : { next }), ...(hasOlder ? { previous: first.openTime } : {}) };
  }

  #since(from: number): readonly Candle[] {
    let index = this.#minutes.length;
    while (index > 0 && (this.#minutes[index - 1]?.openTime ?? 0) >= from) index -= 1;
    return this.#minutes.slice(index);
  }
}

function longer(minutes: readonly Candle[], stepMs: number): readonly Candle[] {
  if (stepMs === MINUTE_MS) return minutes;
  const candles: Candle[] = [];
  for (const minute of minutes) {
    const openTime = Math.floor(minute.openTime / stepMs) * stepMs;
    const last = candles.at(-1);
    if (last?.openTime !== openTime) {
      candles.push({ ...minute, openTime });
      continue;
    }
    candles[candles.length - 1] = {
      openTime,
      open: last.open,
      high: maximum(last.high, minute.high),
      low: minimum(last.low, minute.low),
      close: minute.close,
      volume: add(last.volume, minute.volume),
    };
  }
  return candles;
}
