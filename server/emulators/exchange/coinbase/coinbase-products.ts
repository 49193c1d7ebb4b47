/** Coinbase's products and what is told to everybody: prices, books, candles, the time, currencies. */
import { multiplyRounded, subtract } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { fundingTerms } from '../core/funding-terms.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { type Candle, candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { type Fields, fieldsOf, names } from '../door/call-fields.ts';
import type { Call, Route } from '../door/dialect.ts';
import { type CoinbaseContext, listed, marketOf, nativeId, read, show, timeText, uuidOf } from './coinbase-context.ts';
import { wrongParameter } from './coinbase-errors.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const GRANULARITIES: Readonly<Record<string, number>> = {
  ONE_MINUTE: MINUTE_MS,
  FIVE_MINUTE: 5 * MINUTE_MS,
  FIFTEEN_MINUTE: 15 * MINUTE_MS,
  THIRTY_MINUTE: 30 * MINUTE_MS,
  ONE_HOUR: HOUR_MS,
  TWO_HOUR: 2 * HOUR_MS,
  SIX_HOUR: 6 * HOUR_MS,
  ONE_DAY: 24 * HOUR_MS,
};
const CANDLES_MAX = 350;
const BOOK = 50;
const BOOK_MAX = 500;
const TRADES_MAX = 1_000;
const FIAT = new Set(['USD', 'EUR', 'GBP']);
const PRODUCTS = `limit offset product_type product_ids contract_expiry_type expiring_contract_status get_all_products
  get_tradability_status products_sort_order cursor`;

type Body = (context: CoinbaseContext, fields: Fields, call: Call) => unknown;

export function productRoutes(context: CoinbaseContext): readonly Route[] {
  const { clock } = context.world;
  const at = (path: string, params: string, body: Body, access: Route['access'] = 'public'): Route => ({
    method: 'GET',
    path,
    access,
    params: names(params),
    handle: (call) => body(context, fieldsOf(call), call),
  });
  const api = '/api/v3/brokerage/';
  /** Told to everybody under `market/`, and to owners of keys without it. */
  const both = (path: string, params: string, body: Body): readonly Route[] => [
    at(`${api}market/${path}`, params, body),
    at(`${api}${path}`, params, body, 'read'),
  ];
  return [
    at(`${api}time`, '', () => {
      const now = clock.now();
      return { iso: timeText(now), epochSeconds: String(Math.floor(now / 1000)), epochMillis: String(now) };
    }),
    at('/v2/time', '', () => ({ data: { iso: timeText(clock.now()), epoch: Math.floor(clock.now() / 1000) } })),
    at('/v2/currencies', '', () => ({
      data: currenciesOf(context, true).map((id) => ({ id, name: id, min_size: '0.01' })),
    })),
    at('/v2/currencies/crypto', '', () => ({
      data: currenciesOf(context, false).map((code) => ({ asset_id: uuidOf('asset', code), code, name: code })),
    })),
    at('/v2/exchange-rates', 'currency', () => ({ data: { currency: 'USD', rates: { USD: '1' } } })),
    ...both('products', PRODUCTS, products),
    ...both('products/{product_id}', 'get_tradability_status', (own, fields) =>
      productBody(own, marketOf(own, fields)),
    ),
    ...both('products/{product_id}/candles', 'start end granularity limit', candles),
    ...both('products/{product_id}/ticker', 'limit start end', trades),
    ...both('product_book', 'product_id limit aggregation_price_increment', book),
    at(`${api}best_bid_ask`, 'product_ids', bestPrices, 'read'),
  ];
}

function currenciesOf({ world }: CoinbaseContext, isFiat: boolean): readonly string[] {
  const all = new Set([...world.markets.values()].flatMap(({ base, quote }) => [base, quote]));
  return [...all].filter((currency) => FIAT.has(currency) === isFiat);
}

const TYPES: Readonly<Record<string, MarketType>> = { SPOT: 'spot', FUTURE: 'swap' };

/** Without a type only spot is listed, and among futures those that expire, of which there are none here. */
const products: Body = (context, fields, { request }) => {
  const ids = listed(request, 'product_ids');
  const type = TYPES[read.word(fields, 'product_type', { among: ['SPOT', 'FUTURE'], standard: 'SPOT' })];
  const expiry = read.text(fields, 'contract_expiry_type');
  const offset = read.integer(fields, 'offset') ?? 0;
  const limit = read.integer(fields, 'limit') ?? Number.MAX_SAFE_INTEGER;
  const all = [...context.markets].filter(([id, market]) => {
    if (ids.length > 0) return ids.includes(id);
    return market.type === type && (type === 'spot' || expiry === 'PERPETUAL');
  });
  const page = all.slice(offset, offset + limit).map(([, market]) => productBody(context, market));
  return { products: page, num_products: page.length };
};

function productBody({ world }: CoinbaseContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  const isSpot = market.type === 'spot';
  return {
    product_id: nativeId(market),
    price: show(price.last),
    price_percentage_change_24h: '0',
    volume_24h: show(price.volume),
    volume_percentage_change_24h: '0',
    base_increment: show(market.quantityStep),
    quote_increment: show(market.tickSize),
    price_increment: show(market.tickSize),
    quote_min_size: show(market.notionalMin),
    quote_max_size: '150000000',
    base_min_size: show(market.quantityMin),
    base_max_size: show(market.quantityMax),
    base_name: market.base,
    quote_name: market.quote,
    watched: false,
    is_disabled: !market.tradable,
    new: false,
    status: market.tradable ? 'online' : 'offline',
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: !market.tradable,
    auction_mode: false,
    product_type: isSpot ? 'SPOT' : 'FUTURE',
    quote_currency_id: market.quote,
    base_currency_id: isSpot ? market.base : '',
    mid_market_price: show(price.last),
    alias: '',
    alias_to: [],
    base_display_symbol: market.base,
    quote_display_symbol: market.quote,
    view_only: false,
    display_name: isSpot ? nativeId(market) : `${market.base} PERP`,
    product_venue: isSpot ? 'CBE' : 'INTX',
    approximate_quote_24h_volume: show(multiplyRounded(price.volume, price.last, 'half_even')),
    ...(isSpot ? {} : { future_product_details: futureDetails(world, market) }),
  };
}

const futureDetails = (world: CoinbaseContext['world'], market: ExchangeMarket): unknown => ({
  venue: 'cde',
  contract_code: market.base,
  contract_expiry: null,
  contract_size: show(market.contractSize),
  contract_root_unit: market.base,
  group_description: `${market.base} Perp`,
  risk_managed_by: 'MANAGED_BY_VENUE',
  contract_expiry_type: 'PERPETUAL',
  contract_display_name: `${market.base} PERP`,
  perpetual_details: {
    open_interest: '0',
    funding_rate: show(fundingTerms(world, market).rate),
    funding_time: timeText(fundingTerms(world, market).next),
    max_leverage: String(market.leverageMax),
  },
});

const trades: Body = ({ world, markets }, fields) => {
  const market = marketOf({ world, markets }, fields);
  if ((read.integer(fields, 'limit') ?? 1) > TRADES_MAX) throw wrongParameter('limit');
  const price = world.feed.of(market);
  const one = { ...tradeBody(market, price), bid: '', ask: '', exchange: '' };
  return { trades: [one], best_bid: show(price.bid), best_ask: show(price.ask) };
};

export const tradeBody = (market: ExchangeMarket, { last, time, version }: MarketPrice) => ({
  trade_id: String(version),
  product_id: nativeId(market),
  price: show(last),
  size: show(market.quantityStep),
  time: timeText(time),
  side: 'BUY',
});

const level = ({ price, quantity }: LadderLevel) => ({ price: show(price), size: show(quantity) });

function pricebook({ world }: CoinbaseContext, market: ExchangeMarket, depth: number) {
  const price = world.feed.of(market);
  const { bids, asks } = ladderOf(market, price, depth);
  return { product_id: nativeId(market), bids: bids.map(level), asks: asks.map(level), time: timeText(price.time) };
}

const book: Body = (context, fields) => {
  const market = marketOf(context, fields);
  const { last, bid, ask } = context.world.feed.of(market);
  return {
    pricebook: pricebook(context, market, Math.min(read.integer(fields, 'limit') ?? BOOK, BOOK_MAX)),
    last: show(last),
    mid_market: show(last),
    spread_absolute: show(subtract(ask, bid)),
  };
};

const bestPrices: Body = (context, _fields, { request }) => {
  const ids = listed(request, 'product_ids');
  const all = [...context.markets].filter(([id]) => ids.length === 0 || ids.includes(id));
  return { pricebooks: all.map(([, market]) => pricebook(context, market, 1)) };
};

/** Newest first; times in seconds. A question for more than it answers at once is refused. */
const candles: Body = (context, fields) => {
  const market = marketOf(context, fields);
  const intervalMs = GRANULARITIES[read.need(fields, 'granularity')];
  if (intervalMs === undefined) throw wrongParameter('granularity');
  const [start, end] = [read.need(fields, 'start'), read.need(fields, 'end')].map(Number);
  if (start === undefined || end === undefined || !Number.isInteger(start) || !Number.isInteger(end) || end < start) {
    throw wrongParameter('start');
  }
  if (((end - start) * 1000) / intervalMs > CANDLES_MAX) throw wrongParameter('number of candles requested');
  const until = Math.min(end * 1000, context.world.clock.now());
  const limit = Math.min(read.integer(fields, 'limit') ?? CANDLES_MAX, CANDLES_MAX);
  const asked = { intervalMs, since: start * 1000, until, limit };
  const told = candlesOf(market, context.world.feed.of(market), asked).toReversed();
  return { candles: told.map(candleBody) };
};

export const candleBody = ({ openTime, low, high, open, close, volume }: Candle) => ({
  start: String(openTime / 1000),
  low: show(low),
  high: show(high),
  open: show(open),
  close: show(close),
  volume: show(volume),
});
