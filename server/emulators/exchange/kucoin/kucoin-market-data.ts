/** KuCoin's public prices, spot and futures: tickers, books, candles, trades, mark prices and funding rates. */
import { multiplyRounded, subtract } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { FUNDING_EVERY_MS, fundingTerms } from '../core/funding-terms.ts';
import { candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { fieldsOf, type Fields, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ok, wrongParameter } from './kucoin-errors.ts';
import {
  FUTURES_HOST,
  type KucoinContext,
  marketOf,
  nativeId,
  number,
  read,
  show,
  SPOT_HOST,
} from './kucoin-context.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NANOSECONDS = '000000';

export const SPOT_INTERVALS: Readonly<Record<string, number>> = {
  '1min': MINUTE_MS,
  '3min': 3 * MINUTE_MS,
  '5min': 5 * MINUTE_MS,
  '15min': 15 * MINUTE_MS,
  '30min': 30 * MINUTE_MS,
  '1hour': HOUR_MS,
  '2hour': 2 * HOUR_MS,
  '4hour': 4 * HOUR_MS,
  '6hour': 6 * HOUR_MS,
  '8hour': 8 * HOUR_MS,
  '12hour': 12 * HOUR_MS,
  '1day': DAY_MS,
  '1week': 7 * DAY_MS,
};
const SPOT_CANDLES_MAX = 1_500;
/** Minutes. */
const FUTURES_INTERVALS: readonly number[] = [1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 10_080];
const FUTURES_CANDLES_MAX = 500;
const BOOK_ALL = 200;

type Body = (context: KucoinContext, market: ExchangeMarket, fields: Fields) => unknown;

export function marketDataRoutes(context: KucoinContext): readonly Route[] {
  const { world } = context;
  const of = (type: MarketType, path: string, body: Body, params = 'symbol'): Route => ({
    method: 'GET',
    path: `/api/${path}`,
    hosts: [type === 'spot' ? SPOT_HOST : FUTURES_HOST],
    access: 'public',
    params: names(params),
    handle: (call) => {
      const fields = fieldsOf(call);
      return ok(body(context, marketOf(context, type, fields), fields));
    },
  });
  const all = (type: MarketType, path: string, body: (market: ExchangeMarket) => unknown): Route => ({
    method: 'GET',
    path: `/api/v1/${path}`,
    hosts: [type === 'spot' ? SPOT_HOST : FUTURES_HOST],
    access: 'public',
    params: [],
    handle: () => {
      const list = [...world.markets.values()].filter((market) => market.type === type).map(body);
      return ok(type === 'spot' ? { time: world.clock.now(), ticker: list } : list);
    },
  });
  return [
    of('spot', 'v1/market/stats', spotTicker),
    of('spot', 'v1/market/orderbook/level1', levelOne),
    all('spot', 'market/allTickers', (market) => spotTicker(context, market)),
    of('spot', 'v1/market/orderbook/level2_20', spotBook(20)),
    of('spot', 'v1/market/orderbook/level2_100', spotBook(100)),
    { ...of('spot', 'v3/market/orderbook/level2', spotBook(BOOK_ALL)), access: 'read' },
    of('spot', 'v1/market/candles', spotCandles, 'symbol type startAt endAt'),
    of('spot', 'v1/market/histories', trades),
    of('swap', 'v1/ticker', futuresTicker),
    all('swap', 'allTickers', (market) => futuresTicker(context, market)),
    of('swap', 'v1/level2/snapshot', futuresBook(BOOK_ALL)),
    of('swap', 'v1/level2/depth20', futuresBook(20)),
    of('swap', 'v1/level2/depth100', futuresBook(100)),
    of('swap', 'v1/kline/query', futuresCandles, 'symbol granularity from to'),
    of('swap', 'v1/trade/history', trades),
    of('swap', 'v1/mark-price/{symbol}/current', markPrice, ''),
    of('swap', 'v1/funding-rate/{symbol}/current', fundingRate, ''),
  ];
}

export function spotTicker({ world }: KucoinContext, market: ExchangeMarket) {
  const { bid, ask, last, open, high, low, volume } = world.feed.of(market);
  const top = ladderOf(market, world.feed.of(market), 1);
  return {
    time: world.clock.now(),
    symbol: nativeId(market),
    symbolName: nativeId(market),
    buy: show(bid),
    bestBidSize: show(top.bids[0]?.quantity ?? market.quantityStep),
    sell: show(ask),
    bestAskSize: show(top.asks[0]?.quantity ?? market.quantityStep),
    changeRate: '0',
    changePrice: show(subtract(last, open)),
    high: show(high),
    low: show(low),
    vol: show(volume),
    volValue: show(multiplyRounded(volume, last, 'half_even')),
    last: show(last),
    averagePrice: show(last),
    takerFeeRate: show(market.takerRate),
    makerFeeRate: show(market.makerRate),
    takerCoefficient: '1',
    makerCoefficient: '1',
  };
}

export function levelOne({ world }: KucoinContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, 1);
  return {
    time: price.time,
    sequence: String(price.version),
    price: show(price.last),
    size: show(market.quantityStep),
    bestBid: show(price.bid),
    bestBidSize: show(bids[0]?.quantity ?? market.quantityStep),
    bestAsk: show(price.ask),
    bestAskSize: show(asks[0]?.quantity ?? market.quantityStep),
  };
}

export function futuresTicker({ world }: KucoinContext, market: ExchangeMarket) {
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, 1);
  return {
    sequence: price.version,
    symbol: nativeId(market),
    side: 'buy',
    size: number(market.quantityStep),
    tradeId: String(price.version),
    price: show(price.last),
    bestBidPrice: show(price.bid),
    bestBidSize: number(bids[0]?.quantity ?? market.quantityStep),
    bestAskPrice: show(price.ask),
    bestAskSize: number(asks[0]?.quantity ?? market.quantityStep),
    ts: Number(`${price.time}${NANOSECONDS}`),
  };
}

const spotBook =
  (depth: number): Body =>
  ({ world }, market) => {
    const price = world.feed.of(market);
    const { bids, asks } = ladderOf(market, price, depth);
    const level = (at: LadderLevel) => [show(at.price), show(at.quantity)];
    return { time: price.time, sequence: String(price.version), bids: bids.map(level), asks: asks.map(level) };
  };

const futuresBook =
  (depth: number): Body =>
  ({ world }, market) => {
    const price = world.feed.of(market);
    const { bids, asks } = ladderOf(market, price, depth);
    const level = (at: LadderLevel) => [number(at.price), number(at.quantity)];
    const ts = Number(`${price.time}${NANOSECONDS}`);
    return { symbol: nativeId(market), sequence: price.version, bids: bids.map(level), asks: asks.map(level), ts };
  };

/** Newest first; times in seconds. */
const spotCandles: Body = ({ world }, market, fields) => {
  const intervalMs = SPOT_INTERVALS[read.need(fields, 'type')];
  if (intervalMs === undefined) throw wrongParameter('type');
  const now = world.clock.now();
  const startAt = read.integer(fields, 'startAt');
  const endAt = read.integer(fields, 'endAt') ?? 0;
  const until = endAt === 0 ? now : Math.min(endAt * 1000, now);
  const since = startAt === undefined || startAt === 0 ? {} : { since: startAt * 1000 };
  return candlesOf(market, world.feed.of(market), { intervalMs, until, limit: SPOT_CANDLES_MAX, ...since })
    .toReversed()
    .map(({ openTime, open, close, high, low, volume }) => {
      const turnover = show(multiplyRounded(volume, close, 'half_even'));
      return [String(openTime / 1000), ...[open, close, high, low, volume].map(show), turnover];
    });
};

/** Oldest first; times in milliseconds. */
const futuresCandles: Body = ({ world }, market, fields) => {
  const minutes = read.integer(fields, 'granularity') ?? 0;
  if (!FUTURES_INTERVALS.includes(minutes)) throw wrongParameter('granularity');
  const from = read.integer(fields, 'from');
  const until = Math.min(read.integer(fields, 'to') ?? world.clock.now(), world.clock.now());
  const question = { intervalMs: minutes * MINUTE_MS, until, limit: FUTURES_CANDLES_MAX };
  return candlesOf(market, world.feed.of(market), { ...question, ...(from === undefined ? {} : { since: from }) }).map(
    ({ openTime, open, high, low, close, volume }) => [openTime, ...[open, high, low, close, volume].map(number)],
  );
};

const trades: Body = ({ world }, market) => {
  const { last, time, version } = world.feed.of(market);
  const shared = { sequence: String(version), price: show(last), side: 'buy' };
  if (market.type === 'spot') return [{ ...shared, size: show(market.quantityStep), time: Number(`${time}000000`) }];
  const size = number(market.quantityStep);
  return [{ ...shared, size, tradeId: String(version), ts: Number(`${time}${NANOSECONDS}`) }];
};

const markPrice: Body = ({ world }, market) => {
  const { mark, time } = world.feed.of(market);
  const value = number(mark);
  return { symbol: nativeId(market), granularity: 1000, timePoint: time, value, indexPrice: value };
};

const fundingRate: Body = ({ world }, market) => {
  const { rate, next } = fundingTerms(world, market);
  return {
    symbol: nativeId(market),
    granularity: FUNDING_EVERY_MS,
    timePoint: next - FUNDING_EVERY_MS,
    value: number(rate),
    predictedValue: number(rate),
    fundingRateCap: 0.003,
    fundingRateFloor: -0.003,
    period: 0,
    fundingTime: next,
  };
};
