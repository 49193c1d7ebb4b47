/** Bybit's public side: tickers, books, candles, trades, the clock. */
import { type Decimal, decimal, divideProducts, formatDecimal, multiplyRounded, subtract } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { FUNDING_EVERY_MS, fundingTerms } from '../core/funding-terms.ts';
import { type Candle, candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { wrongParameter } from './bybit-errors.ts';
import { instruments } from './bybit-instruments.ts';
import {
  type BybitContext,
  categoryIn,
  categoryOf,
  documented,
  marketOf,
  nativeId,
  read,
  scopeOf,
} from './bybit-params.ts';

const MINUTE_MS = 60_000;

/** Lengths of candles, by their native letters. */
export const INTERVALS_MS: Readonly<Record<string, number>> = {
  '1': MINUTE_MS,
  '3': 3 * MINUTE_MS,
  '5': 5 * MINUTE_MS,
  '15': 15 * MINUTE_MS,
  '30': 30 * MINUTE_MS,
  '60': 60 * MINUTE_MS,
  '120': 120 * MINUTE_MS,
  '240': 240 * MINUTE_MS,
  '360': 360 * MINUTE_MS,
  '720': 720 * MINUTE_MS,
  D: 1_440 * MINUTE_MS,
  W: 7 * 1_440 * MINUTE_MS,
};
const CANDLES_MAX = 1_000;

type Answered = (context: BybitContext, fields: Fields) => unknown;

export function marketDataRoutes(context: BybitContext): readonly Route[] {
  const open = (path: string, names: string, answered: Answered): Route =>
    documented(context, {
      method: 'GET',
      path,
      access: 'public',
      names: names.split(' ').filter((name) => name !== ''),
      handle: (fields) => answered(context, fields),
    });
  return [
    open('/market/time', '', clock),
    open('/market/instruments-info', 'category symbol symbolType status baseCoin limit cursor', instruments),
    open('/market/tickers', 'category symbol baseCoin expDate', tickers),
    open('/market/orderbook', 'category symbol limit', book),
    open('/market/kline', 'category symbol interval start end limit', candles),
    open('/market/mark-price-kline', 'category symbol interval start end limit', candles),
    open('/market/recent-trade', 'category symbol baseCoin optionType limit', trades),
    open('/market/funding/history', 'category symbol startTime endTime limit', fundingRates),
  ];
}

const show = (value: Decimal): string => formatDecimal(value);

const clock: Answered = ({ world }) => {
  const now = world.clock.now();
  return { timeSecond: String(Math.floor(now / 1000)), timeNano: `${now}000000` };
};

const tickers: Answered = (context, fields) => ({
  category: categoryIn(fields),
  list: scopeOf(context, fields).map((market) => tickerBody(context, market)),
});

/** What streams of both sides tell of the day. */
export function dayBody({ world }: BybitContext, market: ExchangeMarket): Readonly<Record<string, string>> {
  const { last, open, high, low, volume } = world.feed.of(market);
  return {
    symbol: nativeId(market),
    lastPrice: show(last),
    highPrice24h: show(high),
    lowPrice24h: show(low),
    prevPrice24h: show(open),
    volume24h: show(volume),
    turnover24h: show(multiplyRounded(volume, last, 'half_even')),
    price24hPcnt: show(divideProducts([subtract(last, open)], [open], 'half_even')),
  };
}

export function tickerBody(context: BybitContext, market: ExchangeMarket): Readonly<Record<string, string>> {
  const price = context.world.feed.of(market);
  const top = ladderOf(market, price, 1);
  const ofBook = {
    bid1Price: show(price.bid),
    bid1Size: show(top.bids[0]?.quantity ?? market.quantityStep),
    ask1Price: show(price.ask),
    ask1Size: show(top.asks[0]?.quantity ?? market.quantityStep),
  };
  const day = { ...dayBody(context, market), ...ofBook };
  if (market.type === 'spot') return { ...day, usdIndexPrice: show(price.last) };
  const { rate, next } = fundingTerms(context.world, market);
  return {
    ...day,
    markPrice: show(price.mark),
    indexPrice: show(price.mark),
    prevPrice1h: show(price.open),
    openInterest: '1000',
    openInterestValue: show(multiplyRounded(decimal('1000'), price.mark, 'half_even')),
    fundingRate: show(rate),
    nextFundingTime: String(next),
    predictedDeliveryPrice: '',
    basisRate: '',
    deliveryFeeRate: '',
    deliveryTime: '0',
  };
}

export const levelBody = ({ price, quantity }: LadderLevel): readonly string[] => [show(price), show(quantity)];

export function bookBody({ world }: BybitContext, market: ExchangeMarket, depth: number) {
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, depth);
  return {
    s: nativeId(market),
    b: bids.map(levelBody),
    a: asks.map(levelBody),
    u: price.version,
    seq: price.version,
  };
}

const book: Answered = (context, fields) => {
  const market = marketOf(context, fields);
  const depth = read.integer(fields, 'limit') ?? (market.type === 'spot' ? 1 : 25);
  if (depth < 1 || depth > 1_000) throw wrongParameter('limit invalid');
  const ts = context.world.clock.now();
  return { ...bookBody(context, market, depth), ts, cts: ts };
};

const candles: Answered = (context, fields) => {
  const market = marketOf(context, fields);
  const intervalMs = INTERVALS_MS[read.need(fields, 'interval')];
  if (intervalMs === undefined) throw wrongParameter('interval invalid');
  const limit = Math.min(read.integer(fields, 'limit') ?? 200, CANDLES_MAX);
  const [start, end] = [read.integer(fields, 'start'), read.integer(fields, 'end')];
  const now = context.world.clock.now();
  const until = Math.min(end ?? (start === undefined ? now : start + (limit - 1) * intervalMs), now);
  const list = candlesOf(market, context.world.feed.of(market), { intervalMs, until, limit })
    .filter(({ openTime }) => start === undefined || openTime >= start)
    .toReversed()
    .map(candleBody);
  return { category: categoryOf(market), symbol: nativeId(market), list };
};

function candleBody({ openTime, open, high, low, close, volume }: Candle): readonly string[] {
  const turnover = multiplyRounded(volume, close, 'half_even');
  return [String(openTime), ...[open, high, low, close, volume, turnover].map(show)];
}

const trades: Answered = (context, fields) => {
  const market = marketOf(context, fields);
  const { last, time, version } = context.world.feed.of(market);
  const trade = {
    execId: `${nativeId(market)}-${version}`,
    symbol: nativeId(market),
    price: show(last),
    size: show(market.quantityStep),
    side: 'Buy',
    time: String(time),
    isBlockTrade: false,
  };
  return { category: categoryOf(market), list: [trade] };
};

const fundingRates: Answered = (context, fields) => {
  const market = marketOf(context, fields);
  const before = Math.floor(context.world.clock.now() / FUNDING_EVERY_MS) * FUNDING_EVERY_MS;
  const rate = { symbol: nativeId(market), fundingRate: '0.0001', fundingRateTimestamp: String(before) };
  return { category: categoryOf(market), list: [rate] };
};
