/** Binance's lists of markets with their filters, for spot and for USD-M futures. */
import { type Decimal, formatDecimal, fromInteger } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { placesOf } from '../door/number-text.ts';
import type { Route } from '../door/dialect.ts';
import { type BinanceContext, marketOf, nativeId, type Params, text } from './binance-params.ts';
import { FUTURES_TYPES } from './futures-orders.ts';
import { NOTIONAL_MAX, PRICE_PART_MIN, PRICE_TIMES_MAX, WAITING_MAX } from './order-filters.ts';
import { SPOT_TYPES } from './spot-orders.ts';

const PRICE_MAX = fromInteger(1_000_000);
/** What Binance writes for a contract that never expires. */
const NEVER = 4_133_404_800_000;

export const SPOT_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
] as const;
export const FUTURES_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
] as const;

export function exchangeInfoRoutes(context: BinanceContext): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v3/exchangeInfo',
      access: 'public',
      weight: 20,
      handle: ({ request }) => spotInfo(context, request.params),
    },
    { method: 'GET', path: '/fapi/v1/exchangeInfo', access: 'public', handle: () => futuresInfo(context) },
    // Clients that are not told otherwise ask for coin-margined markets too; none are emulated.
    {
      method: 'GET',
      path: '/dapi/v1/exchangeInfo',
      access: 'public',
      handle: () => ({ timezone: 'UTC', rateLimits: FUTURES_LIMITS, exchangeFilters: [], symbols: [] }),
    },
  ];
}

function spotInfo({ world, spot }: BinanceContext, params: Params): unknown {
  const markets = text(params, 'symbol') === undefined ? [...spot.values()] : [marketOf(spot, params)];
  return {
    timezone: 'UTC',
    serverTime: world.clock.now(),
    rateLimits: SPOT_LIMITS,
    exchangeFilters: [],
    symbols: markets.map(spotSymbol),
  };
}

const show = (value: Decimal): string => formatDecimal(value);

function spotSymbol(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    status: market.tradable ? 'TRADING' : 'BREAK',
    baseAsset: market.base,
    baseAssetPrecision: 8,
    quoteAsset: market.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: SPOT_TYPES,
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: spotFilters(market),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  };
}

function spotFilters(market: ExchangeMarket): readonly unknown[] {
  return [
    priceFilter(market),
    lotFilter(market, 'LOT_SIZE', market.quantityMax),
    {
      ...lotFilter(market, 'MARKET_LOT_SIZE', market.marketQuantityMax),
      minQty: '0.00000000',
      stepSize: '0.00000000',
    },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: show(market.notionalMin),
      applyMinToMarket: true,
      maxNotional: show(NOTIONAL_MAX),
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: show(PRICE_TIMES_MAX),
      bidMultiplierDown: show(PRICE_PART_MIN),
      askMultiplierUp: show(PRICE_TIMES_MAX),
      askMultiplierDown: show(PRICE_PART_MIN),
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: WAITING_MAX.spot },
  ];
}

function futuresInfo({ world, swap }: BinanceContext): unknown {
  return {
    timezone: 'UTC',
    serverTime: world.clock.now(),
    futuresType: 'U_MARGINED',
    rateLimits: FUTURES_LIMITS,
    exchangeFilters: [],
    assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }],
    symbols: [...swap.values()].map(futuresSymbol),
  };
}

function futuresSymbol(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    pair: nativeId(market),
    contractType: 'PERPETUAL',
    deliveryDate: NEVER,
    onboardDate: 1_569_398_400_000,
    status: market.tradable ? 'TRADING' : 'SETTLING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: market.base,
    quoteAsset: market.quote,
    marginAsset: market.settle,
    pricePrecision: placesOf(market.tickSize),
    quantityPrecision: placesOf(market.quantityStep),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: '0.05',
    maxMoveOrderLimit: 10_000,
    filters: [
      priceFilter(market),
      lotFilter(market, 'LOT_SIZE', market.quantityMax),
      lotFilter(market, 'MARKET_LOT_SIZE', market.marketQuantityMax),
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: WAITING_MAX.swap },
      { filterType: 'MIN_NOTIONAL', notional: show(market.notionalMin) },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: show(PRICE_TIMES_MAX),
        multiplierDown: show(PRICE_PART_MIN),
        multiplierDecimal: '4',
      },
    ],
    orderTypes: FUTURES_TYPES,
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'],
  };
}

function priceFilter(market: ExchangeMarket): unknown {
  return {
    filterType: 'PRICE_FILTER',
    minPrice: show(market.tickSize),
    maxPrice: show(PRICE_MAX),
    tickSize: show(market.tickSize),
  };
}

function lotFilter(market: ExchangeMarket, filterType: string, max: Decimal): Readonly<Record<string, unknown>> {
  return {
    filterType,
    minQty: show(market.quantityMin),
    maxQty: show(max),
    stepSize: show(market.quantityStep),
  };
}
