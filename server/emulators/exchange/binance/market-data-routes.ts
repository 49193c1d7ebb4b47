/** Binance's public prices, the same names under `/api/v3` (spot) and `/fapi/v1` (USD-M futures). */
import { type Decimal, divideProducts, fromInteger, multiplyRounded, subtract } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { ladderOf } from '../core/price-shapes.ts';
import type { Route } from '../door/dialect.ts';
import { fixedText } from '../door/number-text.ts';
import { illegal } from './binance-errors.ts';
import { type BinanceContext, integerOf, marketOf, nativeId, type Params, text } from './binance-params.ts';
import { candleRoutes } from './candle-routes.ts';
import { priceText, quantityText } from './market-texts.ts';

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
    ...(type === 'spot' ? [] : [v2Price(each(lastPrice))]),
    {
      method: 'GET',
      path: `${root}/depth`,
      access: 'public',
      weight: 5,
      handle: ({ request }) => depth(context, type, request.params),
    },
    ...candleRoutes(context, type),
  ];
}

const v2Price = (handle: Route['handle']): Route => ({
  method: 'GET',
  path: '/fapi/v2/ticker/price',
  access: 'public',
  handle,
});

const DAY_MS = 86_400_000;
const HUNDRED = fromInteger(100);

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
