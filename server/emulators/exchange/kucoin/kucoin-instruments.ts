/** KuCoin's lists: spot symbols, futures contracts, currencies, the two clocks, and what kind of account it is. */
import { type Decimal, multiplyRounded, decimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { Route } from '../door/dialect.ts';
import { ok } from './kucoin-errors.ts';
import {
  futuresCurrency,
  FUTURES_HOST,
  type KucoinContext,
  nativeId,
  number,
  show,
  SPOT_HOST,
} from './kucoin-context.ts';

const HOUR_MS = 3_600_000;
const FUNDING_MS = 8 * HOUR_MS;
const PRICE_MAX = decimal('1000000');

export function instrumentRoutes(context: KucoinContext): readonly Route[] {
  const { world } = context;
  const ofType = (type: ExchangeMarket['type']) => [...world.markets.values()].filter((market) => market.type === type);
  const open = (host: string, path: string, body: () => unknown): Route => ({
    method: 'GET',
    path,
    hosts: [host],
    access: 'public',
    params: [],
    handle: () => ok(body()),
  });
  const own = (path: string, body: () => unknown): Route => ({
    ...open(SPOT_HOST, path, body),
    access: 'read',
  });
  return [
    { ...open(SPOT_HOST, '/api/v2/symbols', () => ofType('spot').map(symbolBody)), params: ['market'] },
    open(FUTURES_HOST, '/api/v1/contracts/active', () => ofType('swap').map((market) => contractBody(context, market))),
    open(SPOT_HOST, '/api/v3/currencies', () => currencies(context)),
    open(SPOT_HOST, '/api/v1/timestamp', () => world.clock.now()),
    open(FUTURES_HOST, '/api/v1/timestamp', () => world.clock.now()),
    ...[SPOT_HOST, FUTURES_HOST].map((host) => open(host, '/api/v1/status', () => ({ status: 'open', msg: '' }))),
    own('/api/v3/margin/symbols', () => ({ timestamp: world.clock.now(), items: [] })),
    own('/api/v1/isolated/symbols', () => []),
    own('/api/v1/hf/accounts/opened', () => true),
    own('/api/ua/v1/account/mode', () => ({ selfAccountMode: 'CLASSIC', subAccountModes: [] })),
  ];
}

function symbolBody(market: ExchangeMarket): unknown {
  const quoteStep = '0.000001';
  return {
    symbol: nativeId(market),
    name: nativeId(market),
    baseCurrency: market.base,
    quoteCurrency: market.quote,
    feeCurrency: market.quote,
    market: 'USDS',
    baseMinSize: show(market.quantityMin),
    quoteMinSize: '0.1',
    baseMaxSize: show(market.quantityMax),
    quoteMaxSize: '99999999',
    baseIncrement: show(market.quantityStep),
    quoteIncrement: quoteStep,
    priceIncrement: show(market.tickSize),
    priceLimitRate: '0.1',
    minFunds: show(market.notionalMin),
    isMarginEnabled: false,
    enableTrading: market.tradable,
    feeCategory: 1,
    makerFeeCoefficient: '1.00',
    takerFeeCoefficient: '1.00',
    st: false,
  };
}

function contractBody({ world }: KucoinContext, market: ExchangeMarket): unknown {
  const { mark, last, high, low, volume } = world.feed.of(market);
  const base = futuresCurrency(market.base);
  const now = world.clock.now();
  const amount = (value: Decimal): number => number(value);
  return {
    symbol: nativeId(market),
    rootSymbol: market.quote,
    type: 'FFWCSX',
    firstOpenDate: 1_585_555_200_000,
    expireDate: null,
    settleDate: null,
    baseCurrency: base,
    quoteCurrency: market.quote,
    settleCurrency: market.settle,
    maxOrderQty: amount(market.quantityMax),
    marketMaxOrderQty: amount(market.marketQuantityMax),
    maxPrice: amount(PRICE_MAX),
    lotSize: amount(market.quantityStep),
    tickSize: amount(market.tickSize),
    indexPriceTickSize: amount(market.tickSize),
    multiplier: amount(market.contractSize),
    initialMargin: 1 / market.leverageMax,
    maintainMargin: amount(market.maintenanceRate),
    maxRiskLimit: 100_000_000,
    minRiskLimit: 100_000_000,
    riskStep: 50_000_000,
    makerFeeRate: amount(market.makerRate),
    takerFeeRate: amount(market.takerRate),
    isDeleverage: true,
    isQuanto: true,
    isInverse: false,
    markMethod: 'FairPrice',
    fairMethod: 'FundingRate',
    fundingBaseSymbol: `.${base}INT8H`,
    status: market.tradable ? 'Open' : 'Paused',
    fundingFeeRate: 0.0001,
    predictedFundingFeeRate: 0.0001,
    fundingRateGranularity: FUNDING_MS,
    nextFundingRateTime: FUNDING_MS - (now % FUNDING_MS),
    nextFundingRateDateTime: now - (now % FUNDING_MS) + FUNDING_MS,
    volumeOf24h: amount(multiplyRounded(volume, market.contractSize, 'half_even')),
    turnoverOf24h: amount(multiplyRounded(volume, last, 'half_even')),
    markPrice: amount(mark),
    indexPrice: amount(mark),
    lastTradePrice: amount(last),
    maxLeverage: market.leverageMax,
    lowPrice: amount(low),
    highPrice: amount(high),
    supportCross: true,
  };
}

function currencies({ world }: KucoinContext): readonly unknown[] {
  const all = new Set([...world.markets.values()].flatMap(({ base, quote }) => [base, quote]));
  return [...all].map((currency) => ({
    currency,
    name: currency,
    fullName: currency,
    precision: 8,
    confirms: null,
    contractAddress: null,
    isMarginEnabled: false,
    isDebitEnabled: false,
    chains: [],
  }));
}
