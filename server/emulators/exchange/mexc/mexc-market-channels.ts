/**
 * MEXC's public channels: of spot in Protocol Buffers under long names, of contracts in JSON by a method. The first data comes
 * with the subscription, then every change of the price.
 */
import { multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, ladderOf } from '../core/price-shapes.ts';
import type { Fields } from '../door/call-fields.ts';
import { type MexcContext, nativeId, number, show } from './mexc-context.ts';
import { CONTRACT_INTERVALS, contractTicker, contractTrade } from './mexc-market-data.ts';
import { encodeMarketDeal, encodePush, type Push } from './mexc-protobuf.ts';

export interface MarketChannel {
  readonly market: ExchangeMarket;
  readonly tell: (price: MarketPrice) => unknown;
}

function marketNamed(
  { world }: MexcContext,
  type: ExchangeMarket['type'],
  native: unknown,
): ExchangeMarket | undefined {
  return [...world.markets.values()].find((market) => market.type === type && nativeId(market) === native);
}

const AGGREGATED = /^spot@public\.aggre\.(bookTicker|deals)\.v3\.api\.pb@(?:10|100)ms@(\w+)$/;
const KLINE = /^spot@public\.kline\.v3\.api\.pb@(\w+)@(\w+)$/;

/** A channel of spot by its name; undefined: there is none. */
export function spotChannel(context: MexcContext, channel: string): MarketChannel | undefined {
  const [, what, native] = AGGREGATED.exec(channel) ?? [];
  const [, ofKline, interval = ''] = KLINE.exec(channel) ?? [];
  const market = marketNamed(context, 'spot', native ?? ofKline);
  const intervalMs = CONTRACT_INTERVALS[interval];
  if (market === undefined || (what === undefined && intervalMs === undefined)) return undefined;
  const bodyOf = (price: MarketPrice): Pick<Push, 'kind' | 'body'> | undefined => {
    if (what === 'bookTicker') return { kind: 'bookTicker', body: bookTicker(market, price) };
    if (what === 'deals') return { kind: 'marketDeals', body: deals(channel, market, price) };
    const body = kline(context, { market, price, interval, intervalMs: intervalMs ?? 1 });
    return body === undefined ? undefined : { kind: 'kline', body };
  };
  return {
    market,
    tell: (price) => {
      const body = bodyOf(price);
      const head = { channel, symbol: nativeId(market), sendTime: price.time };
      return body === undefined ? undefined : encodePush({ ...head, ...body });
    },
  };
}

function bookTicker(market: ExchangeMarket, price: MarketPrice) {
  const { bids, asks } = ladderOf(market, price, 1);
  return {
    bidPrice: show(price.bid),
    bidQuantity: show(bids[0]?.quantity ?? ZERO),
    askPrice: show(price.ask),
    askQuantity: show(asks[0]?.quantity ?? ZERO),
  };
}

function deals(channel: string, market: ExchangeMarket, { last, time }: MarketPrice) {
  const one = { price: show(last), quantity: show(market.quantityStep), tradeType: 1, time };
  return { deals: encodeMarketDeal(one), eventType: channel.split('@').slice(0, 3).join('@') };
}

interface Kline {
  readonly market: ExchangeMarket;
  readonly price: MarketPrice;
  readonly interval: string;
  readonly intervalMs: number;
}

function newestCandle({ world }: MexcContext, { market, price, intervalMs }: Omit<Kline, 'interval'>) {
  return candlesOf(market, price, { intervalMs, until: world.clock.now(), limit: 1 })[0];
}

function kline(context: MexcContext, of: Kline) {
  const candle = newestCandle(context, of);
  if (candle === undefined) return undefined;
  const { openTime, open, close, high, low, volume } = candle;
  return {
    interval: of.interval,
    windowStart: openTime / 1000,
    openingPrice: show(open),
    closingPrice: show(close),
    highestPrice: show(high),
    lowestPrice: show(low),
    volume: show(volume),
    amount: show(multiplyRounded(volume, close, 'half_even')),
    windowEnd: (openTime + of.intervalMs) / 1000,
  };
}

/** A channel of contracts by what stands after `sub.`; undefined: there is none. */
export function contractChannel(context: MexcContext, name: string, param: Fields): MarketChannel | undefined {
  const market = marketNamed(context, 'swap', param['symbol']);
  if (market === undefined) return undefined;
  switch (name) {
    case 'ticker':
      return { market, tell: () => contractTicker(context, market) };
    case 'deal':
      return { market, tell: (price) => [contractTrade(market, price)] };
    case 'kline': {
      const interval = String(param['interval']);
      const intervalMs = CONTRACT_INTERVALS[interval];
      if (intervalMs === undefined) return undefined;
      return { market, tell: (price) => contractKline(context, { market, price, interval, intervalMs }) };
    }
    default:
      return undefined;
  }
}

function contractKline(context: MexcContext, of: Kline) {
  const candle = newestCandle(context, of);
  if (candle === undefined) return {};
  const [o, c, h, l, q] = [candle.open, candle.close, candle.high, candle.low, candle.volume].map(number);
  const a = number(multiplyRounded(candle.volume, candle.close, 'half_even'));
  const { interval, market } = of;
  return {
    symbol: nativeId(market),
    interval,
    t: candle.openTime / 1000,
    o,
    c,
    h,
    l,
    q,
    a,
    ro: o,
    rc: c,
    rh: h,
    rl: l,
  };
}
