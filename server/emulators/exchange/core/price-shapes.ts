/** What is shown around a price and never traded at: a ladder of the book, candles of the past. Functions of their input. */
import { add, type Decimal, fromInteger, maximum, minimum, multiplyRounded, subtract } from '#domain/decimal.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { MarketPrice } from './price-feed.ts';
import { hashOf } from './seeded-random.ts';

export interface LadderLevel {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

export interface Ladder {
  /** Best first. */
  readonly bids: readonly LadderLevel[];
  readonly asks: readonly LadderLevel[];
}

const STEPS_AT_LEVEL = 1_000;

/** The book as a client sees it: the top, and levels one tick apart behind it. */
export function ladderOf(market: ExchangeMarket, price: MarketPrice, depth: number): Ladder {
  const bids: LadderLevel[] = [];
  const asks: LadderLevel[] = [];
  for (let level = 0; level < depth; level += 1) {
    const distance = multiplyRounded(market.tickSize, fromInteger(level), 'half_even');
    const quantity = multiplyRounded(market.quantityStep, fromInteger(STEPS_AT_LEVEL * (level + 1)), 'half_even');
    const bid = subtract(price.bid, distance);
    if (bid > 0n) bids.push({ price: bid, quantity: level === 0 ? (price.bidQuantity ?? quantity) : quantity });
    asks.push({ price: add(price.ask, distance), quantity: level === 0 ? (price.askQuantity ?? quantity) : quantity });
  }
  return { bids, asks };
}

export interface Candle {
  /** When it begins, ms UTC. */
  readonly openTime: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  /** In the market's unit. */
  readonly volume: Decimal;
}

export interface CandleQuestion {
  readonly intervalMs: number;
  /** ms UTC; candles begin at or after it. Absent: the newest `limit`. */
  readonly since?: number;
  /** ms UTC; candles begin at or before it. */
  readonly until: number;
  readonly limit: number;
}

/**
 * Candles, oldest first. What was before the last price is made up, the same at each question; the candle in which that
 * price was made closes at it, and those since then stand still at it.
 */
export function candlesOf(market: ExchangeMarket, price: MarketPrice, question: CandleQuestion): readonly Candle[] {
  const { intervalMs, limit } = question;
  const lastOpen = Math.floor(question.until / intervalMs) * intervalMs;
  const firstOpen =
    question.since === undefined
      ? lastOpen - (limit - 1) * intervalMs
      : Math.ceil(question.since / intervalMs) * intervalMs;
  const candles: Candle[] = [];
  for (let openTime = firstOpen; openTime <= lastOpen && candles.length < limit; openTime += intervalMs) {
    const open = price.time < openTime ? price.last : priceAt(market, openTime);
    const close = price.time < openTime + intervalMs ? price.last : priceAt(market, openTime + intervalMs);
    const wick = multiplyRounded(market.tickSize, fromInteger(3), 'half_even');
    candles.push({
      openTime,
      open,
      close,
      high: add(maximum(open, close), wick),
      low: maximum(subtract(minimum(open, close), wick), market.tickSize),
      volume: multiplyRounded(market.quantityStep, fromInteger(100 + (hashOf(`${openTime}`) % 900)), 'half_even'),
    });
  }
  return candles;
}

const SPREAD_TICKS = 40;

function priceAt(market: ExchangeMarket, time: number): Decimal {
  const ticks = (hashOf(`${market.key}@${time}`) % (2 * SPREAD_TICKS + 1)) - SPREAD_TICKS;
  const moved = add(market.firstPrice, multiplyRounded(market.tickSize, fromInteger(ticks), 'half_even'));
  return maximum(moved, market.tickSize);
}
