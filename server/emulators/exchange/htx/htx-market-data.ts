/** HTX's markets and public prices, spot and linear swaps. */
import { formatDecimal, multiplyRounded } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import { FUNDING_EVERY_MS, fundingTerms } from '../core/funding-terms.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { type Candle, candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { fieldsOf, type Fields, names } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { placesOf } from '../door/number-text.ts';
import { wrongParameter } from './htx-errors.ts';
import { type HtxContext, marketOf, nativeId, number, read, SPOT_HOSTS, SWAP_HOSTS } from './htx-context.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const PERIODS: Readonly<Record<string, number>> = {
  '1min': MINUTE_MS,
  '5min': 5 * MINUTE_MS,
  '15min': 15 * MINUTE_MS,
  '30min': 30 * MINUTE_MS,
  '60min': HOUR_MS,
  '4hour': 4 * HOUR_MS,
  '1day': DAY_MS,
  '1week': 7 * DAY_MS,
};
const CANDLES_MAX = 2_000;
const CANDLES = 150;
const BOOK = 150;

type Body = (context: HtxContext, fields: Fields) => unknown;

export function marketDataRoutes(context: HtxContext): readonly Route[] {
  const { clock, markets } = context.world;
  const at = (type: MarketType, path: string, params: string, body: Body): Route => ({
    method: 'GET',
    path,
    hosts: type === 'spot' ? SPOT_HOSTS : SWAP_HOSTS,
    access: 'public',
    params: names(params),
    handle: (call) => ({ status: 'ok', ts: clock.now(), ...(body(context, fieldsOf(call)) as object) }),
  });
  const ofType = (type: MarketType) => [...markets.values()].filter((market) => market.type === type);
  const name = { spot: 'symbol', swap: 'contract_code' } as const;
  const both = (path: Readonly<Record<MarketType, string>>, params: string, body: (type: MarketType) => Body) =>
    (['spot', 'swap'] as const).map((type) => at(type, path[type], `${name[type]} ${params}`, body(type)));
  const under = (path: string) => ({ spot: `/market/${path}`, swap: `/linear-swap-ex/market/${path}` });
  return [
    at('spot', '/v1/common/symbols', '', () => ({ data: ofType('spot').map(symbolBody) })),
    at('spot', '/v1/common/timestamp', '', () => ({ data: clock.now() })),
    at('swap', '/api/v1/timestamp', '', () => ({})),
    { ...at('spot', '/v2/reference/currencies', 'currency', () => ({})), handle: () => currencies(ofType('spot')) },
    at(
      'swap',
      '/linear-swap-api/v1/swap_contract_info',
      'contract_code business_type support_margin_mode pair',
      () => ({
        data: ofType('swap').map(contractBody),
      }),
    ),
    at('swap', '/linear-swap-api/v1/swap_funding_rate', 'contract_code', (_own, fields) => ({
      data: fundingRate(context, marketOf(context, 'swap', fields)),
    })),
    {
      ...at('swap', '/v5/market/funding_rate', 'contract_code', () => ({})),
      handle: (call) => ({
        code: 200,
        message: 'Success',
        ts: clock.now(),
        data: [nextFunding(context, fieldsOf(call))],
      }),
    },
    at('spot', '/market/tickers', '', () => ({ data: ofType('spot').map((market) => ticker(context, market)) })),
    ...both(under('detail/merged'), '', (type) => (_own, fields) => ({
      tick: ticker(context, marketOf(context, type, fields)),
    })),
    ...both(under('depth'), 'type depth', (type) => (_own, fields) => ({
      tick: book(context, marketOf(context, type, fields), fields),
    })),
    ...both(under('history/kline'), 'period size from to', candleList),
    at('spot', '/market/history/candles', 'symbol period size from to', candleList('spot')),
    ...both(under('history/trade'), 'size', (type) => (_own, fields) => ({
      data: trades(context, marketOf(context, type, fields)),
    })),
  ];
}

function symbolBody(market: ExchangeMarket): unknown {
  return {
    symbol: nativeId(market),
    'base-currency': market.base.toLowerCase(),
    'quote-currency': market.quote.toLowerCase(),
    'price-precision': placesOf(market.tickSize),
    'amount-precision': placesOf(market.quantityStep),
    'symbol-partition': 'main',
    state: market.tradable ? 'online' : 'suspend',
    'value-precision': 8,
    'min-order-amt': number(market.quantityMin),
    'max-order-amt': number(market.quantityMax),
    'min-order-value': number(market.notionalMin),
    'limit-order-min-order-amt': number(market.quantityMin),
    'limit-order-max-order-amt': number(market.quantityMax),
    'sell-market-min-order-amt': number(market.quantityMin),
    'sell-market-max-order-amt': number(market.marketQuantityMax),
    'buy-market-max-order-value': 1_000_000,
    'api-trading': market.tradable ? 'enabled' : 'disabled',
    tags: '',
  };
}

function contractBody(market: ExchangeMarket): unknown {
  return {
    symbol: market.base,
    contract_code: nativeId(market),
    contract_size: number(market.contractSize),
    price_tick: number(market.tickSize),
    delivery_date: '',
    delivery_time: '',
    create_date: '20201021',
    contract_status: market.tradable ? 1 : 3,
    settlement_date: '1700000000000',
    support_margin_mode: 'all',
    business_type: 'swap',
    pair: nativeId(market),
    contract_type: 'swap',
    trade_partition: market.quote,
  };
}

function currencies(markets: readonly ExchangeMarket[]): unknown {
  const all = new Set(markets.flatMap(({ base, quote }) => [base.toLowerCase(), quote.toLowerCase()]));
  const data = [...all].map((currency) => ({ currency, assetType: 1, instStatus: 'normal', chains: [] }));
  return { code: 200, data };
}

function ticker({ world }: HtxContext, market: ExchangeMarket): unknown {
  const price = world.feed.of(market);
  const top = ladderOf(market, price, 1);
  const [bid, ask] = [top.bids[0], top.asks[0]].map((level) => (level === undefined ? [] : levelBody(level)));
  return { symbol: nativeId(market), ts: price.time, ...dayBody(market, price), bid, ask };
}

/** The day of a market. */
export function dayBody(market: ExchangeMarket, price: MarketPrice): Readonly<Record<string, number>> {
  return {
    id: price.version,
    open: number(price.open),
    close: number(price.last),
    high: number(price.high),
    low: number(price.low),
    amount: number(multiplyRounded(price.volume, market.contractSize, 'half_even')),
    vol: number(multiplyRounded(price.volume, price.last, 'half_even')),
    count: price.version,
    version: price.version,
  };
}

export const levelBody = ({ price, quantity }: LadderLevel): readonly number[] => [number(price), number(quantity)];

function book({ world }: HtxContext, market: ExchangeMarket, fields: Fields): unknown {
  const price = world.feed.of(market);
  const reader = read[market.type];
  if (!/^step\d+$/.test(reader.need(fields, 'type'))) throw wrongParameter(market.type, 'type');
  const { bids, asks } = ladderOf(market, price, reader.integer(fields, 'depth') ?? BOOK);
  const { time: ts, version } = price;
  return { ts, version, mrid: version, bids: bids.map(levelBody), asks: asks.map(levelBody), ch: nativeId(market) };
}

/** Newest first on spot, oldest first on swaps; times in seconds. */
const candleList =
  (type: MarketType): Body =>
  (context, fields) => {
    const market = marketOf(context, type, fields);
    const reader = read[type];
    const intervalMs = PERIODS[reader.need(fields, 'period')];
    if (intervalMs === undefined) throw wrongParameter(type, 'period');
    const size = reader.integer(fields, 'size');
    const [from, to] = [reader.integer(fields, 'from'), reader.integer(fields, 'to')];
    const now = context.world.clock.now();
    const limit = Math.min(size ?? (from === undefined ? CANDLES : CANDLES_MAX), CANDLES_MAX);
    const until = size === undefined && to !== undefined ? Math.min(to * 1000, now) : now;
    const since = size === undefined && from !== undefined ? { since: from * 1000 } : {};
    const candles = candlesOf(market, context.world.feed.of(market), { intervalMs, until, limit, ...since });
    const data = candles.map((candle) => candleBody(market, candle));
    return { data: type === 'spot' ? data.toReversed() : data };
  };

export const candleBody = (market: ExchangeMarket, { openTime, open, close, high, low, volume }: Candle) => ({
  id: openTime / 1000,
  open: number(open),
  close: number(close),
  high: number(high),
  low: number(low),
  amount: number(multiplyRounded(volume, market.contractSize, 'half_even')),
  vol: number(multiplyRounded(volume, close, 'half_even')),
  count: 1,
});

const trades = ({ world }: HtxContext, market: ExchangeMarket): readonly unknown[] => [
  tradesBody(market, world.feed.of(market), 'trade-id'),
];

/** The newest trade; `name` is what its number is called. */
export function tradesBody(market: ExchangeMarket, price: MarketPrice, name: 'trade-id' | 'tradeId') {
  const { last, time: ts, version: id } = price;
  const one = { id, [name]: id, ts, price: number(last), amount: number(market.quantityStep), direction: 'buy' };
  return { id, ts, data: [one] };
}

/** As the newer protocol tells it: the funding to come, and the moment of the one after it. */
const nextFunding: Body = (context, fields) => {
  const market = marketOf(context, 'swap', fields);
  const { rate, next } = fundingTerms(context.world, market);
  return {
    contract_code: nativeId(market),
    funding_rate: formatDecimal(rate),
    funding_time: String(next),
    next_funding_time: String(next + FUNDING_EVERY_MS),
    min_funding_rate: '-0.00375',
    max_funding_rate: '0.00375',
  };
};

function fundingRate({ world }: HtxContext, market: ExchangeMarket): unknown {
  const { rate, next } = fundingTerms(world, market);
  return {
    symbol: market.base,
    contract_code: nativeId(market),
    fee_asset: market.settle,
    funding_rate: formatDecimal(rate),
    funding_time: String(next),
    next_funding_time: null,
    estimated_rate: null,
    trade_partition: market.settle,
  };
}
