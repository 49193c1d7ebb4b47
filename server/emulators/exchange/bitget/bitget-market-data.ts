/** Bitget's markets and public prices, spot and futures. */
import { multiplyRounded } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { fundingTerms } from '../core/funding-terms.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { type Candle, candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { fieldsOf, type Fields, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { placesOf } from '../door/number-text.ts';
import { ERRORS, ok, refusedAnswer, wrongParameter } from './bitget-errors.ts';
import {
  type BitgetContext,
  marketFilter,
  marketOf,
  nativeId,
  needProduct,
  productOf,
  read,
  show,
} from './bitget-context.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Spot and futures write them differently; both are taken in lower case. */
export const INTERVALS: Readonly<Record<string, number>> = {
  '1min': MINUTE_MS,
  '3min': 3 * MINUTE_MS,
  '5min': 5 * MINUTE_MS,
  '15min': 15 * MINUTE_MS,
  '30min': 30 * MINUTE_MS,
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '4h': 4 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1day': DAY_MS,
  '1d': DAY_MS,
  '1week': 7 * DAY_MS,
  '1w': 7 * DAY_MS,
};
const CANDLES_MAX = 1_000;
const CANDLES = 100;
const BOOK = 150;

type Body = (context: BitgetContext, fields: Fields) => unknown;

export function marketDataRoutes(context: BitgetContext): readonly Route[] {
  const { clock, markets } = context.world;
  const open = (path: string, params: string, body: Body): Route => ({
    method: 'GET',
    path: `/api/v2/${path}`,
    access: 'public',
    params: names(params),
    handle: (call) => ok(body(context, fieldsOf(call)), clock.now()),
  });
  const of = (type: MarketType, fields: Fields): readonly ExchangeMarket[] => {
    const product = type === 'swap' ? needProduct(fields) : undefined;
    const { market } = marketFilter(context, type, fields);
    return [...markets.values()].filter(
      (known) =>
        known.type === type &&
        (product === undefined || productOf(known) === product) &&
        (market === undefined || market === known),
    );
  };
  const candles = 'symbol granularity startTime endTime limit';
  return [
    open('public/time', '', () => ({ serverTime: String(clock.now()) })),
    open('spot/public/symbols', 'symbol', (_own, fields) => of('spot', fields).map(symbolBody)),
    open('spot/public/coins', 'coin', () => coins(context)),
    open('margin/currencies', '', () => []),
    open('mix/market/contracts', 'symbol productType', (_own, fields) => of('swap', fields).map(contractBody)),
    open('spot/market/tickers', 'symbol', (own, fields) => of('spot', fields).map((market) => ticker(own, market))),
    open('mix/market/ticker', 'symbol productType', (own, fields) => [ticker(own, marketOf(own, 'swap', fields))]),
    open('mix/market/tickers', 'productType', (own, fields) => of('swap', fields).map((market) => ticker(own, market))),
    open('spot/market/orderbook', 'symbol type limit', book('spot')),
    open('mix/market/merge-depth', 'symbol productType precision limit', book('swap')),
    open('spot/market/candles', candles, candleList('spot')),
    open('spot/market/history-candles', candles, candleList('spot')),
    open('mix/market/candles', `${candles} productType kLineType`, candleList('swap')),
    open('mix/market/history-candles', `${candles} productType`, candleList('swap')),
    open('spot/market/fills-history', 'symbol limit startTime endTime idLessThan', trades('spot')),
    open('mix/market/fills-history', 'symbol productType limit startTime endTime idLessThan', trades('swap')),
    open('mix/market/symbol-price', 'symbol productType', (own, fields) => [
      ticker(own, marketOf(own, 'swap', fields)),
    ]),
    open('mix/market/current-fund-rate', 'symbol productType', fundingRate),
    {
      ...open('', '', () => null),
      path: '/api/v3/account/settings',
      access: 'read',
      handle: () => refusedAnswer(ERRORS.uta),
    },
  ];
}

function symbolBody(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    baseCoin: market.base,
    quoteCoin: market.quote,
    minTradeAmount: show(market.quantityMin),
    maxTradeAmount: show(market.quantityMax),
    takerFeeRate: show(market.takerRate),
    makerFeeRate: show(market.makerRate),
    pricePrecision: String(placesOf(market.tickSize)),
    quantityPrecision: String(placesOf(market.quantityStep)),
    quotePrecision: '6',
    status: market.tradable ? 'online' : 'halt',
    minTradeUSDT: show(market.notionalMin),
    buyLimitPriceRatio: '0.05',
    sellLimitPriceRatio: '0.05',
    orderQuantity: '500',
  };
}

function contractBody(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    baseCoin: market.base,
    quoteCoin: market.quote,
    buyLimitPriceRatio: '0.05',
    sellLimitPriceRatio: '0.05',
    feeRateUpRatio: '0.005',
    makerFeeRate: show(market.makerRate),
    takerFeeRate: show(market.takerRate),
    openCostUpRatio: '0.01',
    supportMarginCoins: [market.settle],
    minTradeNum: show(market.quantityMin),
    priceEndStep: show(market.tickSize).replace(/^0\.0*/, ''),
    volumePlace: String(placesOf(market.quantityStep)),
    pricePlace: String(placesOf(market.tickSize)),
    sizeMultiplier: show(market.quantityStep),
    symbolType: 'perpetual',
    minTradeUSDT: show(market.notionalMin),
    maxSymbolOrderNum: '200',
    maxProductOrderNum: '1000',
    maxPositionNum: '150',
    symbolStatus: market.tradable ? 'normal' : 'maintain',
    offTime: '-1',
    limitOpenTime: '-1',
    deliveryTime: '',
    fundInterval: '8',
    minLever: '1',
    maxLever: String(market.leverageMax),
    posLimit: '0.05',
  };
}

function coins({ world }: BitgetContext): readonly unknown[] {
  const all = new Set([...world.markets.values()].flatMap(({ base, quote }) => [base, quote]));
  return [...all].map((coin) => ({ coinId: coin, coin, transfer: 'true', chains: [] }));
}

export function ticker({ world }: BitgetContext, market: ExchangeMarket): object {
  const price = world.feed.of(market);
  const top = ladderOf(market, price, 1);
  const turnover = show(multiplyRounded(price.volume, price.last, 'half_even'));
  return {
    symbol: nativeId(market),
    lastPr: show(price.last),
    open: show(price.open),
    open24h: show(price.open),
    high24h: show(price.high),
    low24h: show(price.low),
    bidPr: show(price.bid),
    askPr: show(price.ask),
    bidSz: show(top.bids[0]?.quantity ?? market.quantityStep),
    askSz: show(top.asks[0]?.quantity ?? market.quantityStep),
    baseVolume: show(price.volume),
    quoteVolume: turnover,
    usdtVolume: turnover,
    change24h: '0',
    ts: String(price.time),
    ...(market.type === 'spot'
      ? {}
      : {
          price: show(price.last),
          markPrice: show(price.mark),
          indexPrice: show(price.mark),
          fundingRate: '0.0001',
          holdingAmount: '1',
        }),
  };
}

const book =
  (type: MarketType): Body =>
  (context, fields) => {
    const market = marketOf(context, type, fields);
    const price = context.world.feed.of(market);
    const limit = read.text(fields, 'limit') === 'max' ? BOOK : (read.integer(fields, 'limit') ?? BOOK);
    const { bids, asks } = ladderOf(market, price, Math.min(limit, BOOK));
    return { asks: asks.map(levelBody), bids: bids.map(levelBody), ts: String(price.time) };
  };

export const levelBody = ({ price, quantity }: LadderLevel): readonly string[] => [show(price), show(quantity)];

/** Oldest first. */
const candleList =
  (type: MarketType): Body =>
  ({ world }, fields) => {
    const market = marketOf({ world }, type, fields);
    const intervalMs = INTERVALS[read.need(fields, 'granularity').toLowerCase().replace(/utc$/, '')];
    if (intervalMs === undefined) throw wrongParameter('granularity');
    const since = read.integer(fields, 'startTime');
    const until = Math.min(read.integer(fields, 'endTime') ?? world.clock.now(), world.clock.now());
    const limit = Math.min(read.integer(fields, 'limit') ?? CANDLES, CANDLES_MAX);
    const question = { intervalMs, until, limit, ...(since === undefined ? {} : { since }) };
    return candlesOf(market, world.feed.of(market), question).map(candleBody);
  };

export function candleBody({ openTime, open, high, low, close, volume }: Candle): readonly string[] {
  const turnover = show(multiplyRounded(volume, close, 'half_even'));
  return [String(openTime), ...[open, high, low, close, volume].map(show), turnover, turnover];
}

/** The newest trade alone. */
const trades =
  (type: MarketType): Body =>
  ({ world }, fields) => {
    const market = marketOf({ world }, type, fields);
    return [tradeBody(market, world.feed.of(market))];
  };

export const tradeBody = (market: ExchangeMarket, { version, last, time }: MarketPrice) => ({
  tradeId: String(version),
  symbol: nativeId(market),
  side: 'Buy',
  price: show(last),
  size: show(market.quantityStep),
  ts: String(time),
});

const fundingRate: Body = (context, fields) => {
  const market = marketOf(context, 'swap', fields);
  const { rate, next } = fundingTerms(context.world, market);
  const terms = { fundingRate: show(rate), fundingRateInterval: '8', nextUpdate: String(next) };
  return [{ symbol: nativeId(market), ...terms }];
};
