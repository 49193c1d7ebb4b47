/** What Binance's market streams tell, one function for each kind of stream. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, type LadderLevel, ladderOf } from '../core/price-shapes.ts';
import { type BinanceContext, nativeId } from './binance-params.ts';
import { INTERVALS_MS } from './candle-routes.ts';
import { dayNumbers } from './market-data-routes.ts';
import { priceText, quantityText } from './market-texts.ts';

const DAY_MS = 86_400_000;

const DEPTH_LEVELS = 100;

interface Hearing {
  readonly context: BinanceContext;
  readonly market: ExchangeMarket;
  readonly price: MarketPrice;
  /** The price told before; absent: this is the first. */
  readonly before: MarketPrice | undefined;
  /** What stood after the stream's name: an interval, a number of levels, a speed. */
  readonly rest: string;
}

export type Body = (hearing: Hearing) => unknown;

export const BODIES: readonly (readonly [RegExp, Body])[] = [
  [/^bookTicker$/, bookTicker],
  [/^miniTicker$/, miniTicker],
  [/^ticker$/, dayTicker],
  [/^(?:trade)$/, trade],
  [/^(?:aggTrade)$/, aggregate],
  [/^kline_(\w+)$/, kline],
  [/^depth(\d+)(?:@\d+ms)?$/, partialDepth],
  [/^depth(?:@\d+ms)?$/, depthDiff],
  [/^markPrice(?:@1s)?$/, markPrice],
];

function bookTicker({ context, market, price }: Hearing): unknown {
  const top = ladderOf(market, price, 1);
  const level = (side: readonly LadderLevel[]): string =>
    quantityText(market, side[0]?.quantity ?? market.quantityStep);
  return {
    ...(market.type === 'swap' ? { e: 'bookTicker', E: context.world.clock.now(), T: price.time } : {}),
    u: price.version,
    s: nativeId(market),
    b: priceText(market, price.bid),
    B: level(top.bids),
    a: priceText(market, price.ask),
    A: level(top.asks),
  };
}

function miniTicker({ context, market }: Hearing): unknown {
  const { price, quoteVolume } = dayNumbers(context, market);
  return {
    e: '24hrMiniTicker',
    E: context.world.clock.now(),
    s: nativeId(market),
    c: priceText(market, price.last),
    o: priceText(market, price.open),
    h: priceText(market, price.high),
    l: priceText(market, price.low),
    v: quantityText(market, price.volume),
    q: priceText(market, quoteVolume),
  };
}

function dayTicker(hearing: Hearing): unknown {
  const { context, market } = hearing;
  const { price, change, changePercent } = dayNumbers(context, market);
  const top = ladderOf(market, price, 1);
  return {
    ...(miniTicker(hearing) as Readonly<Record<string, unknown>>),
    e: '24hrTicker',
    p: priceText(market, change),
    P: changePercent,
    w: priceText(market, price.last),
    Q: quantityText(market, market.quantityStep),
    ...(market.type === 'spot'
      ? {
          x: priceText(market, price.open),
          b: priceText(market, price.bid),
          B: quantityText(market, top.bids[0]?.quantity ?? market.quantityStep),
          a: priceText(market, price.ask),
          A: quantityText(market, top.asks[0]?.quantity ?? market.quantityStep),
        }
      : {}),
    O: price.time - DAY_MS,
    C: price.time,
    F: 1,
    L: price.version,
    n: price.version,
  };
}

function trade({ context, market, price }: Hearing): unknown {
  return {
    e: 'trade',
    E: context.world.clock.now(),
    T: price.time,
    s: nativeId(market),
    t: price.version,
    p: priceText(market, price.last),
    q: quantityText(market, market.quantityStep),
    ...(market.type === 'swap' ? { X: 'MARKET' } : {}),
    m: true,
    M: true,
  };
}

function aggregate({ context, market, price }: Hearing): unknown {
  return {
    e: 'aggTrade',
    E: context.world.clock.now(),
    s: nativeId(market),
    a: price.version,
    p: priceText(market, price.last),
    q: quantityText(market, market.quantityStep),
    f: price.version,
    l: price.version,
    T: price.time,
    m: true,
    M: true,
  };
}

function kline({ context, market, price, rest }: Hearing): unknown {
  const intervalMs = INTERVALS_MS[rest];
  if (intervalMs === undefined) return undefined;
  const [candle] = candlesOf(market, price, { intervalMs, until: price.time, limit: 1 });
  if (candle === undefined) return undefined;
  const show = (value: Decimal): string => priceText(market, value);
  return {
    e: 'kline',
    E: context.world.clock.now(),
    s: nativeId(market),
    k: {
      t: candle.openTime,
      T: candle.openTime + intervalMs - 1,
      s: nativeId(market),
      i: rest,
      f: 1,
      L: price.version,
      o: show(candle.open),
      c: show(candle.close),
      h: show(candle.high),
      l: show(candle.low),
      v: quantityText(market, candle.volume),
      n: price.version,
      x: false,
      q: show(candle.volume),
      V: quantityText(market, candle.volume),
      Q: show(candle.volume),
      B: '0',
    },
  };
}

const shown = (market: ExchangeMarket, levels: readonly LadderLevel[]): readonly (readonly [string, string])[] =>
  levels.map((level) => [priceText(market, level.price), quantityText(market, level.quantity)]);

function partialDepth({ context, market, price, rest }: Hearing): unknown {
  const { bids, asks } = ladderOf(market, price, Number(rest));
  if (market.type === 'spot') {
    return { lastUpdateId: price.version, bids: shown(market, bids), asks: shown(market, asks) };
  }
  return {
    ...depthHead(context, market, price),
    pu: price.version - 1,
    b: shown(market, bids),
    a: shown(market, asks),
  };
}

function depthHead(context: BinanceContext, market: ExchangeMarket, price: MarketPrice) {
  return {
    e: 'depthUpdate',
    E: context.world.clock.now(),
    ...(market.type === 'swap' ? { T: price.time } : {}),
    s: nativeId(market),
    U: price.version,
    u: price.version,
  };
}

/** What changed in the book since the price before: new levels, and zeros for those that are gone. */
function depthDiff({ context, market, price, before }: Hearing): unknown {
  const now = ladderOf(market, price, DEPTH_LEVELS);
  const then = before === undefined ? { bids: [], asks: [] } : ladderOf(market, before, DEPTH_LEVELS);
  return {
    ...depthHead(context, market, price),
    ...(market.type === 'swap' ? { pu: price.version - 1 } : {}),
    b: [...gone(market, then.bids, now.bids), ...shown(market, now.bids)],
    a: [...gone(market, then.asks, now.asks), ...shown(market, now.asks)],
  };
}

function gone(market: ExchangeMarket, then: readonly LadderLevel[], now: readonly LadderLevel[]) {
  const left = new Set(now.map((level) => level.price));
  return then.filter((level) => !left.has(level.price)).map((level) => [priceText(market, level.price), '0']);
}

function markPrice({ context, market, price }: Hearing): unknown {
  return {
    e: 'markPriceUpdate',
    E: context.world.clock.now(),
    s: nativeId(market),
    p: formatDecimal(price.mark),
    i: formatDecimal(price.mark),
    P: formatDecimal(price.mark),
    r: '0.00010000',
    T: context.world.clock.now() + DAY_MS / 3,
  };
}
