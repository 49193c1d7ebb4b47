/** OKX's public prices: tickers, books, candles, trades, mark prices and funding rates, as REST and streams tell them. */
import { type Decimal, formatDecimal, multiplyAllRounded, multiplyRounded, ONE } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { FUNDING_EVERY_MS, fundingTerms } from '../core/funding-terms.ts';
import { type Candle, candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ok, wrongParameter } from './okx-errors.ts';
import { documented, instTypeOf, marketFilter, marketOf, nativeId, type OkxContext, read } from './okx-params.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Lengths of candles, by the letters of `bar` without a closing `utc`. */
export const BARS_MS: Readonly<Record<string, number>> = {
  '1s': 1_000,
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1H': HOUR_MS,
  '2H': 2 * HOUR_MS,
  '4H': 4 * HOUR_MS,
  '6H': 6 * HOUR_MS,
  '12H': 12 * HOUR_MS,
  '1D': DAY_MS,
  '2D': 2 * DAY_MS,
  '3D': 3 * DAY_MS,
  '1W': 7 * DAY_MS,
};

const CANDLES_MAX = 300;
const BOOK_MAX = 400;

export function marketDataRoutes(context: OkxContext): readonly Route[] {
  const open = (path: string, names: readonly string[], list: (fields: Fields) => readonly unknown[]): Route =>
    documented({ method: 'GET', path, access: 'public', names, handle: (fields) => ok(list(fields)) });
  const one =
    (body: (context: OkxContext, market: ExchangeMarket, fields: Fields) => readonly unknown[]) => (fields: Fields) =>
      body(context, marketOf(context, fields), fields);
  const each =
    (body: (context: OkxContext, market: ExchangeMarket) => unknown, markets = of(context)) =>
    (fields: Fields) =>
      markets(fields).map((market) => body(context, market));
  const bars = ['instId', 'bar', 'after', 'before', 'limit'];
  const scope = ['instType', 'uly', 'instFamily', 'instId'];
  return [
    open(
      '/market/ticker',
      ['instId'],
      one((...[, market]) => [tickerBody(context, market)]),
    ),
    open('/market/tickers', ['instType', 'uly', 'instFamily'], (fields) => {
      read.need(fields, 'instType');
      return each(tickerBody)(fields);
    }),
    open('/market/books', ['instId', 'sz'], one(book)),
    open('/market/candles', bars, one(candles)),
    open('/market/history-candles', bars, one(candles)),
    open(
      '/market/trades',
      ['instId', 'limit'],
      one((...[, market]) => [tradeBody(context, market)]),
    ),
    open('/public/mark-price', scope, each(markPriceBody, of(context, 'swap'))),
    open(
      '/public/funding-rate',
      ['instId'],
      one((...[, market]) => [fundingRateBody(context, market)]),
    ),
  ];
}

const of =
  (context: OkxContext, type?: ExchangeMarket['type']) =>
  (fields: Fields): readonly ExchangeMarket[] => {
    const isAsked = marketFilter(context, fields);
    return [...context.world.markets.values()].filter(
      (market) => isAsked(market) && (type === undefined || market.type === type),
    );
  };

const show = (value: Decimal): string => formatDecimal(value);

export function tickerBody({ world }: OkxContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  const top = ladderOf(market, price, 1);
  const inBase = multiplyRounded(price.volume, market.contractSize, 'half_even');
  const inQuote = multiplyRounded(price.volume, price.last, 'half_even');
  return {
    instType: instTypeOf(market),
    instId: nativeId(market),
    last: show(price.last),
    lastSz: show(market.quantityStep),
    askPx: show(price.ask),
    askSz: show(top.asks[0]?.quantity ?? market.quantityStep),
    bidPx: show(price.bid),
    bidSz: show(top.bids[0]?.quantity ?? market.quantityStep),
    open24h: show(price.open),
    high24h: show(price.high),
    low24h: show(price.low),
    volCcy24h: show(market.type === 'swap' ? inBase : inQuote),
    vol24h: show(price.volume),
    sodUtc0: show(price.open),
    sodUtc8: show(price.open),
    ts: String(price.time),
  };
}

/** Price, quantity, a field without meaning, and the number of orders. */
export const levelBody = ({ price, quantity }: LadderLevel): readonly string[] => [
  show(price),
  show(quantity),
  '0',
  '1',
];

export function bookBody({ world }: OkxContext, market: ExchangeMarket, depth: number) {
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, depth);
  return { asks: asks.map(levelBody), bids: bids.map(levelBody), ts: String(price.time), seqId: price.version };
}

function book(context: OkxContext, market: ExchangeMarket, fields: Fields): readonly unknown[] {
  const depth = read.integer(fields, 'sz') ?? 1;
  if (depth < 1 || depth > BOOK_MAX) throw wrongParameter('sz');
  return [bookBody(context, market, depth)];
}

function candles({ world }: OkxContext, market: ExchangeMarket, fields: Fields): readonly unknown[] {
  const bar = read.text(fields, 'bar') ?? '1m';
  const intervalMs = BARS_MS[bar.replace(/utc$/, '')];
  if (intervalMs === undefined) throw wrongParameter('bar');
  const limit = Math.min(read.integer(fields, 'limit') ?? 100, CANDLES_MAX);
  const [after, before] = [read.integer(fields, 'after'), read.integer(fields, 'before')];
  const now = world.clock.now();
  const until = after === undefined ? now : Math.min(after - 1, now);
  const price = world.feed.of(market);
  const newest = candlesOf(market, price, { intervalMs, until, limit });
  return newest
    .filter(({ openTime }) => before === undefined || openTime > before)
    .toReversed()
    .map((candle) => candleBody(market, candle, { now, intervalMs }));
}

export function candleBody(
  market: ExchangeMarket,
  candle: Candle,
  { now, intervalMs }: { readonly now: number; readonly intervalMs: number },
): readonly string[] {
  const { openTime, open, high, low, close, volume } = candle;
  return [
    String(openTime),
    show(open),
    show(high),
    show(low),
    show(close),
    show(volume),
    show(multiplyRounded(volume, market.contractSize, 'half_even')),
    show(multiplyAllRounded([volume, market.contractSize, close], 'half_even')),
    openTime + intervalMs <= now ? '1' : '0',
  ];
}

export function tradeBody({ world }: OkxContext, market: ExchangeMarket): unknown {
  const { last, time, version } = world.feed.of(market);
  return {
    instId: nativeId(market),
    tradeId: String(version),
    px: show(last),
    sz: show(market.quantityStep),
    side: 'buy',
    source: '0',
    count: '1',
    ts: String(time),
  };
}

export function markPriceBody({ world }: OkxContext, market: ExchangeMarket): unknown {
  const { mark, time } = world.feed.of(market);
  return { instType: instTypeOf(market), instId: nativeId(market), markPx: show(mark), ts: String(time) };
}

export function fundingRateBody({ world }: OkxContext, market: ExchangeMarket): unknown {
  if (market.type !== 'swap') throw wrongParameter('instId');
  const now = world.clock.now();
  const { rate, next } = fundingTerms(world, market);
  return {
    instType: 'SWAP',
    instId: nativeId(market),
    method: 'current_period',
    formulaType: 'withRate',
    fundingRate: show(rate),
    nextFundingRate: '',
    fundingTime: String(next),
    nextFundingTime: String(next + FUNDING_EVERY_MS),
    prevFundingTime: String(next - FUNDING_EVERY_MS),
    minFundingRate: '-0.00375',
    maxFundingRate: '0.00375',
    interestRate: '0.0001',
    premium: '0',
    settState: 'settled',
    settFundingRate: '0.0001',
    ts: String(now),
  };
}

/** What one unit of a currency is worth in US dollars: the last price of its market, else one (a dollar coin). */
export function dollarsOf({ world }: OkxContext, currency: string): Decimal {
  for (const market of world.markets.values()) {
    if (market.type === 'spot' && market.base === currency) return world.feed.of(market).last;
  }
  return ONE;
}
