/** Bybit's lists of markets with their steps and minimums. */
import { decimal, type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { FUNDING_EVERY_MS } from '../core/funding-terms.ts';
import type { Fields } from '../door/call-fields.ts';
import { placesOf } from '../door/number-text.ts';
import { type BybitContext, categoryIn, nativeId, pageOf, read, scopeOf } from './bybit-params.ts';

const MINUTE_MS = 60_000;
const INSTRUMENTS = { standard: 500, max: 1_000 };
const PRICE_MAX = decimal('1999999.8');

const show = (value: Decimal): string => formatDecimal(value);

/** One page of the markets of a category. */
export function instruments(context: BybitContext, fields: Fields): unknown {
  const category = categoryIn(fields);
  const status = read.text(fields, 'status') ?? 'Trading';
  const listed = scopeOf(context, fields).filter((market) => statusOf(market) === status);
  if (category === 'spot') return { category, list: listed.map(spotInstrument) };
  const { items, cursor } = pageOf(listed, nativeId, [fields, INSTRUMENTS]);
  return { category, list: items.map(linearInstrument), nextPageCursor: cursor };
}

const statusOf = (market: ExchangeMarket): string => (market.tradable ? 'Trading' : 'Closed');

function spotInstrument(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    baseCoin: market.base,
    quoteCoin: market.quote,
    innovation: '0',
    symbolType: '',
    status: statusOf(market),
    marginTrading: 'none',
    stTag: '0',
    lotSizeFilter: {
      basePrecision: show(market.quantityStep),
      quotePrecision: '0.00000001',
      minOrderQty: show(market.quantityMin),
      maxOrderQty: show(market.quantityMax),
      minOrderAmt: show(market.notionalMin),
      maxOrderAmt: '8000000',
      maxLimitOrderQty: show(market.quantityMax),
      maxMarketOrderQty: show(market.marketQuantityMax),
      postOnlyMaxLimitOrderSize: show(market.quantityMax),
    },
    priceFilter: { tickSize: show(market.tickSize) },
    riskParameters: { priceLimitRatioX: '0.01', priceLimitRatioY: '0.02' },
  };
}

function linearInstrument(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    contractType: 'LinearPerpetual',
    status: statusOf(market),
    baseCoin: market.base,
    quoteCoin: market.quote,
    settleCoin: market.settle,
    symbolType: '',
    launchTime: '1584230400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(placesOf(market.tickSize)),
    leverageFilter: { minLeverage: '1', maxLeverage: String(market.leverageMax), leverageStep: '0.01' },
    priceFilter: { minPrice: show(market.tickSize), maxPrice: show(PRICE_MAX), tickSize: show(market.tickSize) },
    lotSizeFilter: {
      minOrderQty: show(market.quantityMin),
      maxOrderQty: show(market.quantityMax),
      maxMktOrderQty: show(market.marketQuantityMax),
      postOnlyMaxOrderQty: show(market.quantityMax),
      qtyStep: show(market.quantityStep),
      minNotionalValue: show(market.notionalMin),
    },
    unifiedMarginTrade: true,
    fundingInterval: FUNDING_EVERY_MS / MINUTE_MS,
    copyTrading: 'none',
    upperFundingRate: '0.00375',
    lowerFundingRate: '-0.00375',
    isPreListing: false,
    preListingInfo: null,
  };
}
