/** Binance's candles and recent trades, and the prices that only futures have. */
import { formatDecimal, multiplyRounded } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { candlesOf } from '../core/price-shapes.ts';
import type { Call, Route } from '../door/dialect.ts';
import { throwError } from './binance-errors.ts';
import { type BinanceContext, integerOf, marketOf, nativeId, need, type Params } from './binance-params.ts';
import { priceText, quantityText } from './market-texts.ts';

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

export function candleRoutes(context: BinanceContext, type: MarketType): readonly Route[] {
  const root = type === 'spot' ? '/api/v3' : '/fapi/v1';
  const ask = (body: (context: BinanceContext, type: MarketType, params: Params) => unknown) => (call: Call) =>
    body(context, type, call.request.params);
  const routes: readonly Route[] = [
    { method: 'GET', path: `${root}/klines`, access: 'public', weight: 2, handle: ask(klines) },
    { method: 'GET', path: `${root}/trades`, access: 'public', weight: 25, handle: ask(trades) },
    { method: 'GET', path: `${root}/aggTrades`, access: 'public', weight: 4, handle: ask(aggregates) },
  ];
  return type === 'spot' ? routes : [...routes, ...futuresOnly(context)];
}

function futuresOnly(context: BinanceContext): readonly Route[] {
  const candles = ({ request }: Call): unknown => {
    const { pair, ...params } = request.params;
    return klines(context, 'swap', pair === undefined ? params : { ...params, symbol: pair });
  };
  return [
    { method: 'GET', path: '/fapi/v1/markPriceKlines', access: 'public', weight: 2, handle: candles },
    { method: 'GET', path: '/fapi/v1/indexPriceKlines', access: 'public', weight: 2, handle: candles },
    {
      method: 'GET',
      path: '/fapi/v1/openInterest',
      access: 'public',
      handle: ({ request }) => openInterest(context, marketOf(context.swap, request.params)),
    },
  ];
}

function openInterest({ world }: BinanceContext, market: ExchangeMarket): unknown {
  const { time } = world.feed.of(market);
  return { symbol: nativeId(market), openInterest: quantityText(market, market.quantityMax), time };
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
