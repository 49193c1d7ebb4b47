/** MEXC's markets and public prices, spot and contracts. */
import { multiplyRounded } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { fundingTerms } from '../core/funding-terms.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { fieldsOf, type Fields, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { placesOf } from '../door/number-text.ts';
import { contractOk, wrongParameter } from './mexc-errors.ts';
import { type MexcContext, marketOf, nativeId, number, read, show } from './mexc-context.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SPOT_INTERVALS: Readonly<Record<string, number>> = {
  '1m': MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '60m': HOUR_MS,
  '4h': 4 * HOUR_MS,
  '1d': DAY_MS,
  '1W': 7 * DAY_MS,
};
/** Streams of spot call them so as well. */
export const CONTRACT_INTERVALS: Readonly<Record<string, number>> = {
  Min1: MINUTE_MS,
  Min5: 5 * MINUTE_MS,
  Min15: 15 * MINUTE_MS,
  Min30: 30 * MINUTE_MS,
  Min60: HOUR_MS,
  Hour4: 4 * HOUR_MS,
  Hour8: 8 * HOUR_MS,
  Day1: DAY_MS,
  Week1: 7 * DAY_MS,
};
const SPOT_CANDLES_MAX = 500;
const CONTRACT_CANDLES_MAX = 2_000;

type Body = (context: MexcContext, fields: Fields) => unknown;

export function marketDataRoutes(context: MexcContext): readonly Route[] {
  const { clock, markets } = context.world;
  const ofType = (type: MarketType) => [...markets.values()].filter((market) => market.type === type);
  const open = (path: string, params: string, body: Body): Route => ({
    method: 'GET',
    path,
    access: 'public',
    params: names(params),
    handle: (call) => {
      const told = body(context, fieldsOf(call));
      return path.startsWith('/api/v1/') ? contractOk(told) : told;
    },
  });
  const spot = (path: string, params: string, body: Body): Route => open(`/api/v3/${path}`, params, body);
  const contract = (path: string, params: string, body: Body): Route => open(`/api/v1/contract/${path}`, params, body);
  return [
    spot('ping', '', () => ({})),
    spot('time', '', () => ({ serverTime: clock.now() })),
    spot('exchangeInfo', 'symbol symbols', () => ({
      timezone: 'CST',
      serverTime: clock.now(),
      rateLimits: [],
      exchangeFilters: [],
      symbols: ofType('spot').map(symbolBody),
    })),
    spot('ticker/24hr', 'symbol', (own, fields) => spotTicker(own, marketOf(own, 'spot', fields))),
    spot('depth', 'symbol limit', spotBook),
    spot('klines', 'symbol interval startTime endTime limit', spotCandles),
    spot('aggTrades', 'symbol startTime endTime limit', spotTrades),
    contract('ping', '', () => clock.now()),
    contract('detail', 'symbol', () => ofType('swap').map(detailBody)),
    contract('ticker', 'symbol', (own, fields) => contractTicker(own, marketOf(own, 'swap', fields))),
    contract('depth/{symbol}', 'limit', contractBook),
    contract('kline/{symbol}', 'interval start end', contractCandles),
    contract('deals/{symbol}', 'limit', contractTrades),
    contract('funding_rate/{symbol}', '', fundingRate),
  ];
}

function symbolBody(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    status: market.tradable ? '1' : '2',
    baseAsset: market.base,
    baseAssetPrecision: placesOf(market.quantityStep),
    quoteAsset: market.quote,
    quotePrecision: placesOf(market.tickSize),
    quoteAssetPrecision: placesOf(market.tickSize),
    orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER', 'IMMEDIATE_OR_CANCEL', 'FILL_OR_KILL'],
    isSpotTradingAllowed: market.tradable,
    isMarginTradingAllowed: false,
    quoteAmountPrecision: show(market.notionalMin),
    baseSizePrecision: show(market.quantityMin),
    permissions: ['SPOT'],
    filters: [],
    maxQuoteAmount: '2000000',
    makerCommission: show(market.makerRate),
    takerCommission: show(market.takerRate),
    fullName: market.base,
  };
}

function detailBody(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    displayNameEn: `${nativeId(market)} PERPETUAL`,
    positionOpenType: 3,
    baseCoin: market.base,
    quoteCoin: market.quote,
    settleCoin: market.settle,
    contractSize: number(market.contractSize),
    minLeverage: 1,
    maxLeverage: market.leverageMax,
    priceScale: placesOf(market.tickSize),
    volScale: 0,
    priceUnit: number(market.tickSize),
    volUnit: number(market.quantityStep),
    minVol: number(market.quantityMin),
    maxVol: number(market.quantityMax),
    takerFeeRate: number(market.takerRate),
    makerFeeRate: number(market.makerRate),
    maintenanceMarginRate: number(market.maintenanceRate),
    initialMarginRate: 1 / market.leverageMax,
    state: market.tradable ? 0 : 3,
    apiAllowed: true,
  };
}

function spotTicker({ world }: MexcContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  const top = ladderOf(market, price, 1);
  return {
    symbol: nativeId(market),
    priceChange: '0',
    priceChangePercent: '0',
    prevClosePrice: show(price.open),
    lastPrice: show(price.last),
    bidPrice: show(price.bid),
    bidQty: show(top.bids[0]?.quantity ?? market.quantityStep),
    askPrice: show(price.ask),
    askQty: show(top.asks[0]?.quantity ?? market.quantityStep),
    openPrice: show(price.open),
    highPrice: show(price.high),
    lowPrice: show(price.low),
    volume: show(price.volume),
    quoteVolume: show(multiplyRounded(price.volume, price.last, 'half_even')),
    openTime: price.time - DAY_MS,
    closeTime: price.time,
  };
}

export function contractTicker({ world }: MexcContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  return {
    symbol: nativeId(market),
    lastPrice: number(price.last),
    bid1: number(price.bid),
    ask1: number(price.ask),
    volume24: number(price.volume),
    amount24: number(multiplyRounded(price.volume, price.last, 'half_even')),
    holdVol: 1,
    lower24Price: number(price.low),
    high24Price: number(price.high),
    riseFallRate: 0,
    riseFallValue: 0,
    indexPrice: number(price.mark),
    fairPrice: number(price.mark),
    fundingRate: 0.0001,
    timestamp: price.time,
  };
}

const spotBook: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, 'spot', fields);
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, Math.min(read.spot.integer(fields, 'limit') ?? 100, 1_000));
  const level = (at: LadderLevel) => [show(at.price), show(at.quantity)];
  return { lastUpdateId: price.version, bids: bids.map(level), asks: asks.map(level), timestamp: price.time };
};

const contractBook: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, 'swap', fields);
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, Math.min(read.swap.integer(fields, 'limit') ?? 100, 1_000));
  const level = (at: LadderLevel) => [number(at.price), number(at.quantity), 1];
  return { asks: asks.map(level), bids: bids.map(level), version: price.version, timestamp: price.time };
};

const spotCandles: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, 'spot', fields);
  const intervalMs = SPOT_INTERVALS[read.spot.need(fields, 'interval')];
  if (intervalMs === undefined) throw wrongParameter('spot', 'interval');
  const since = read.spot.integer(fields, 'startTime');
  const until = Math.min(read.spot.integer(fields, 'endTime') ?? world.clock.now(), world.clock.now());
  const limit = Math.min(read.spot.integer(fields, 'limit') ?? SPOT_CANDLES_MAX, SPOT_CANDLES_MAX);
  const question = { intervalMs, until, limit, ...(since === undefined ? {} : { since }) };
  return candlesOf(market, world.feed.of(market), question).map(({ openTime, open, high, low, close, volume }) => {
    const turnover = show(multiplyRounded(volume, close, 'half_even'));
    return [openTime, ...[open, high, low, close, volume].map(show), openTime + intervalMs, turnover];
  });
};

/** Columns; times in seconds. */
const contractCandles: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, 'swap', fields);
  const intervalMs = CONTRACT_INTERVALS[read.swap.text(fields, 'interval') ?? 'Min1'];
  if (intervalMs === undefined) throw wrongParameter('swap', 'interval');
  const [start, end] = [read.swap.integer(fields, 'start'), read.swap.integer(fields, 'end')];
  const until = Math.min(end === undefined ? world.clock.now() : end * 1000, world.clock.now());
  const since = start === undefined ? {} : { since: start * 1000 };
  const candles = candlesOf(market, world.feed.of(market), {
    intervalMs,
    until,
    limit: CONTRACT_CANDLES_MAX,
    ...since,
  });
  return {
    time: candles.map(({ openTime }) => openTime / 1000),
    open: candles.map(({ open }) => number(open)),
    close: candles.map(({ close }) => number(close)),
    high: candles.map(({ high }) => number(high)),
    low: candles.map(({ low }) => number(low)),
    vol: candles.map(({ volume }) => number(volume)),
    amount: candles.map(({ volume, close }) => number(multiplyRounded(volume, close, 'half_even'))),
  };
};

/** The newest trade alone; it has no id of its own. */
const spotTrades: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, 'spot', fields);
  const { last, time } = world.feed.of(market);
  return [{ a: null, f: null, l: null, p: show(last), q: show(market.quantityStep), T: time, m: true, M: true }];
};

const contractTrades: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, 'swap', fields);
  return [contractTrade(market, world.feed.of(market))];
};

export const contractTrade = (market: ExchangeMarket, { last, time }: MarketPrice) => ({
  p: number(last),
  v: number(market.quantityStep),
  T: 1,
  O: 3,
  M: 2,
  t: time,
});

const fundingRate: Body = ({ world, markets }, fields) => {
  const now = world.clock.now();
  const market = marketOf({ world, markets }, 'swap', fields);
  const { rate, next } = fundingTerms(world, market);
  return {
    symbol: nativeId(market),
    fundingRate: number(rate),
    maxFundingRate: 0.003,
    minFundingRate: -0.003,
    collectCycle: 8,
    nextSettleTime: next,
    timestamp: now,
  };
};
