/** Binance's public prices, the same names under `/api/v3` (spot) and `/fapi/v1` (USD-M futures). */
import {
  type Decimal,
  divideProducts,
  fromInteger,
  formatDecimal,
  multiplyRounded,
  subtract,
} from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { candlesOf, ladderOf } from '../core/price-shapes.ts';
import type { Route } from '../door/dialect.ts';
import { fixedText, placesOf } from '../door/number-text.ts';
import { illegal, throwError } from './binance-errors.ts';
import { type BinanceContext, integerOf, marketOf, nativeId, need, type Params, text } from './binance-params.ts';

export const INTERVALS_MS: Readonly<Record<string, number>> = {
  '1s': 1_000,
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '8h': 28_800_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
  '3d': 259_200_000,
  '1w': 604_800_000,
};
const DAY_MS = 86_400_000;
const HUNDRED = fromInteger(100);

/** How this side writes a price and a quantity. */
export const priceText = (market: ExchangeMarket, value: Decimal): string =>
  fixedText(value, market.type === 'spot' ? 8 : placesOf(market.tickSize));
export const quantityText = (market: ExchangeMarket, value: Decimal): string =>
  fixedText(value, market.type === 'spot' ? 8 : placesOf(market.quantityStep));

export function marketDataRoutes(context: BinanceContext, type: MarketType): readonly Route[] {
  const root = type === 'spot' ? '/api/v3' : '/fapi/v1';
  const { world } = context;
  const each =
    (body: (context: BinanceContext, market: ExchangeMarket) => unknown) =>
    ({ request }: { request: { params: Params } }) =>
      oneOrAll(context, { type, params: request.params, body });
  return [
    { method: 'GET', path: `${root}/ping`, access: 'public', handle: () => ({}) },
    { method: 'GET', path: `${root}/time`, access: 'public', handle: () => ({ serverTime: world.clock.now() }) },
    { method: 'GET', path: `${root}/ticker/24hr`, access: 'public', weight: tickerWeight, handle: each(dayTicker) },
    { method: 'GET', path: `${root}/ticker/bookTicker`, access: 'public', weight: 4, handle: each(bookTicker) },
    { method: 'GET', path: `${root}/ticker/price`, access: 'public', weight: 4, handle: each(lastPrice) },
    {
      method: 'GET',
      path: `${root}/depth`,
      access: 'public',
      weight: 5,
      handle: ({ request }) => depth(context, type, request.params),
    },
    {
      method: 'GET',
      path: `${root}/klines`,
      access: 'public',
      weight: 2,
      handle: ({ request }) => klines(context, type, request.params),
    },
    {
      method: 'GET',
      path: `${root}/trades`,
      access: 'public',
      weight: 25,
      handle: ({ request }) => trades(context, type, request.params),
    },
    {
      method: 'GET',
      path: `${root}/aggTrades`,
      access: 'public',
      weight: 4,
      handle: ({ request }) => aggregates(context, type, request.params),
    },
  ];
}

const tickerWeight = ({ params }: { params: Params }): number => (params['symbol'] === undefined ? 80 : 2);

interface Question {
  readonly type: MarketType;
  readonly params: Params;
  readonly body: (context: BinanceContext, market: ExchangeMarket) => unknown;
}

function oneOrAll(context: BinanceContext, { type, params, body }: Question): unknown {
  const markets = context[type];
  if (text(params, 'symbol') !== undefined) return body(context, marketOf(markets, params));
  const names = text(params, 'symbols');
  if (names === undefined) return [...markets.values()].map((market) => body(context, market));
  return namesIn(names).map((symbol) => body(context, marketOf(markets, { symbol })));
}

function namesIn(json: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(json);
    if (Array.isArray(names)) return names.map(String);
  } catch {
    // Not JSON: refused below like any other malformed list.
  }
  throw illegal('symbols', '^\\["[A-Z0-9]+"(,"[A-Z0-9]+")*\\]$');
}

/** The day's numbers of a market, as REST and streams share them. */
export function dayNumbers({ world }: BinanceContext, market: ExchangeMarket) {
  const price = world.feed.of(market);
  const change = subtract(price.last, price.open);
  return {
    price,
    change,
    changePercent: fixedText(divideProducts([change, HUNDRED], [price.open], 'half_even'), 3),
    quoteVolume: multiplyRounded(price.volume, price.last, 'half_even'),
  };
}

function dayTicker(context: BinanceContext, market: ExchangeMarket): unknown {
  const { price, change, changePercent, quoteVolume } = dayNumbers(context, market);
  const top = ladderOf(market, price, 1);
  const show = (value: Decimal): string => priceText(market, value);
  return {
    symbol: nativeId(market),
    priceChange: show(change),
    priceChangePercent: changePercent,
    weightedAvgPrice: show(price.last),
    lastPrice: show(price.last),
    lastQty: quantityText(market, market.quantityStep),
    openPrice: show(price.open),
    highPrice: show(price.high),
    lowPrice: show(price.low),
    volume: quantityText(market, price.volume),
    quoteVolume: show(quoteVolume),
    openTime: price.time - DAY_MS,
    closeTime: price.time,
    firstId: 1,
    lastId: price.version,
    count: price.version,
    ...(market.type === 'swap'
      ? {}
      : {
          prevClosePrice: show(price.open),
          bidPrice: show(price.bid),
          bidQty: quantityText(market, top.bids[0]?.quantity ?? market.quantityStep),
          askPrice: show(price.ask),
          askQty: quantityText(market, top.asks[0]?.quantity ?? market.quantityStep),
        }),
  };
}

function bookTicker({ world }: BinanceContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  const top = ladderOf(market, price, 1);
  return {
    symbol: nativeId(market),
    bidPrice: priceText(market, price.bid),
    bidQty: quantityText(market, top.bids[0]?.quantity ?? market.quantityStep),
    askPrice: priceText(market, price.ask),
    askQty: quantityText(market, top.asks[0]?.quantity ?? market.quantityStep),
    ...(market.type === 'swap' ? { time: price.time, lastUpdateId: price.version } : {}),
  };
}

function lastPrice({ world }: BinanceContext, market: ExchangeMarket): unknown {
  const { last, time } = world.feed.of(market);
  return { symbol: nativeId(market), price: priceText(market, last), ...(market.type === 'swap' ? { time } : {}) };
}

function depth(context: BinanceContext, type: MarketType, params: Params): unknown {
  const market = marketOf(context[type], params);
  const price = context.world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, Math.min(integerOf(params, 'limit') ?? 100, 100));
  return {
    lastUpdateId: price.version,
    ...(type === 'swap' ? { E: context.world.clock.now(), T: price.time } : {}),
    bids: bids.map((level) => [priceText(market, level.price), quantityText(market, level.quantity)]),
    asks: asks.map((level) => [priceText(market, level.price), quantityText(market, level.quantity)]),
  };
}

function klines(context: BinanceContext, type: MarketType, params: Params): unknown {
  const market = marketOf(context[type], params);
  const intervalMs = INTERVALS_MS[need(params, 'interval')];
  if (intervalMs === undefined) throwError({ code: -1120, msg: 'Invalid interval.' });
  const since = integerOf(params, 'startTime');
  const candles = candlesOf(market, context.world.feed.of(market), {
    intervalMs,
    ...(since === undefined ? {} : { since }),
    until: Math.min(integerOf(params, 'endTime') ?? Number.MAX_SAFE_INTEGER, context.world.clock.now()),
    limit: Math.min(integerOf(params, 'limit') ?? 500, type === 'spot' ? 1000 : 1500),
  });
  return candles.map((candle) => [
    candle.openTime,
    priceText(market, candle.open),
    priceText(market, candle.high),
    priceText(market, candle.low),
    priceText(market, candle.close),
    quantityText(market, candle.volume),
    candle.openTime + intervalMs - 1,
    priceText(market, multiplyRounded(candle.volume, candle.close, 'half_even')),
    100,
    quantityText(market, candle.volume),
    priceText(market, candle.volume),
    '0',
  ]);
}

function trades(context: BinanceContext, type: MarketType, params: Params): unknown {
  const market = marketOf(context[type], params);
  const { last, time, version } = context.world.feed.of(market);
  const value = multiplyRounded(last, market.quantityStep, 'half_even');
  return [
    {
      id: version,
      price: priceText(market, last),
      qty: quantityText(market, market.quantityStep),
      quoteQty: formatDecimal(value),
      time,
      isBuyerMaker: true,
      isBestMatch: true,
    },
  ];
}

function aggregates(context: BinanceContext, type: MarketType, params: Params): unknown {
  const market = marketOf(context[type], params);
  const { last, time, version } = context.world.feed.of(market);
  return [
    {
      a: version,
      p: priceText(market, last),
      q: quantityText(market, market.quantityStep),
      f: version,
      l: version,
      T: time,
      m: true,
      M: true,
    },
  ];
}
