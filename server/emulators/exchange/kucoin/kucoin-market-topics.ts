/** KuCoin's public topics: the first data comes with the subscription, then every change of the price. */
import { multiplyRounded } from '#domain/decimal.ts';
import type { ExchangeMarket, MarketType } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { type KucoinContext, number, nativeId, show } from './kucoin-context.ts';
import { futuresTicker, levelOne, SPOT_INTERVALS, spotTicker } from './kucoin-market-data.ts';

export interface TopicMessage {
  readonly subject: string;
  readonly data: unknown;
}

type Tell = (context: KucoinContext, market: ExchangeMarket, price: MarketPrice) => TopicMessage;

interface Topic {
  readonly type: MarketType;
  readonly tell: Tell;
}

const topic =
  (type: MarketType, subject: string) =>
  (data: (context: KucoinContext, market: ExchangeMarket, price: MarketPrice) => unknown): Topic => ({
    type,
    tell: (context, market, price) => ({ subject, data: data(context, market, price) }),
  });

const nanoseconds = ({ time }: MarketPrice): string => `${time}000000`;

function snapshot(context: KucoinContext, market: ExchangeMarket, price: MarketPrice) {
  const { last, time, ...day } = spotTicker(context, market);
  const data = { ...day, trading: market.tradable, lastTradedPrice: last, datetime: time };
  return { sequence: String(price.version), data };
}

const bestLevels = (_context: KucoinContext, market: ExchangeMarket, price: MarketPrice) => {
  const { bids, asks } = ladderOf(market, price, 1);
  const [bid, ask] = [bids[0], asks[0]].map((level) => (level === undefined ? [] : levelBody(level)));
  return { bids: bid, asks: ask, timestamp: price.time };
};

function match(_context: KucoinContext, market: ExchangeMarket, price: MarketPrice) {
  const shared = { symbol: nativeId(market), side: 'buy', price: show(price.last), tradeId: String(price.version) };
  const orders = { takerOrderId: `t${price.version}`, makerOrderId: `m${price.version}` };
  return market.type === 'spot'
    ? {
        ...shared,
        ...orders,
        type: 'match',
        sequence: String(price.version),
        size: show(market.quantityStep),
        time: nanoseconds(price),
      }
    : {
        ...shared,
        ...orders,
        sequence: price.version,
        size: number(market.quantityStep),
        ts: Number(nanoseconds(price)),
      };
}

const levelBody = ({ price, quantity }: LadderLevel): readonly string[] => [show(price), show(quantity)];

const depth =
  (levels: number) =>
  (_context: KucoinContext, market: ExchangeMarket, price: MarketPrice): unknown => {
    const { bids, asks } = ladderOf(market, price, levels);
    const shared = { bids: bids.map(levelBody), asks: asks.map(levelBody) };
    return market.type === 'spot'
      ? { ...shared, timestamp: price.time }
      : { ...shared, sequence: price.version, timestamp: price.time, ts: price.time };
  };

const TOPICS: Readonly<Record<string, Topic>> = {
  '/market/snapshot': topic('spot', 'trade.snapshot')(snapshot),
  '/market/ticker': topic('spot', 'trade.ticker')(levelOne),
  '/spotMarket/level1': topic('spot', 'level1')(bestLevels),
  '/market/match': topic('spot', 'trade.l3match')(match),
  '/spotMarket/level2Depth5': topic('spot', 'level2')(depth(5)),
  '/spotMarket/level2Depth50': topic('spot', 'level2')(depth(50)),
  '/contractMarket/ticker': topic('swap', 'ticker')(futuresTicker),
  '/contractMarket/tickerV2': topic('swap', 'tickerV2')(futuresTicker),
  '/contractMarket/execution': topic('swap', 'match')(match),
  '/contractMarket/level2Depth5': topic('swap', 'level2')(depth(5)),
  '/contractMarket/level2Depth20': topic('swap', 'level2')(depth(20)),
  '/contractMarket/level2Depth50': topic('swap', 'level2')(depth(50)),
};

const CANDLES: Readonly<Record<string, { readonly type: MarketType; readonly subject: string }>> = {
  '/market/candles': { type: 'spot', subject: 'trade.candles.update' },
  '/contractMarket/limitCandle': { type: 'swap', subject: 'candle.stick' },
};

function candle(name: string, period: string | undefined): Topic | undefined {
  const of = CANDLES[name];
  const intervalMs = SPOT_INTERVALS[period ?? ''];
  if (of === undefined || intervalMs === undefined) return undefined;
  return topic(
    of.type,
    of.subject,
  )((context, market, price) => {
    const until = context.world.clock.now();
    const [newest] = candlesOf(market, price, { intervalMs, until, limit: 1 });
    if (newest === undefined) return { symbol: nativeId(market), candles: [] };
    const { openTime, open, close, high, low, volume } = newest;
    const turnover = show(multiplyRounded(volume, close, 'half_even'));
    // On futures the turnover comes before the volume.
    const [first, second] = of.type === 'spot' ? [show(volume), turnover] : [turnover, show(volume)];
    const candles = [String(openTime / 1000), ...[open, close, high, low].map(show), first, second];
    return { symbol: nativeId(market), candles, time: of.type === 'spot' ? Number(nanoseconds(price)) : price.time };
  });
}

/** One market of a topic that may name several. */
export interface MarketTopic {
  /** As messages name it. */
  readonly name: string;
  readonly market: ExchangeMarket;
  readonly tell: Tell;
}

const NAME = /^(\/[A-Za-z]+\/[A-Za-z0-9]+):([A-Z0-9,-]+?)(?:_(\w+))?$/;

/** What the topic is of; undefined where one of its parts is not known. */
export function marketTopics(context: KucoinContext, wanted: string): readonly MarketTopic[] | undefined {
  const [, name = '', natives = '', period] = NAME.exec(wanted) ?? [];
  const found = period === undefined ? TOPICS[name] : candle(name, period);
  if (found === undefined) return undefined;
  const topics = natives.split(',').flatMap((native) => {
    const market = context.markets.get(native);
    const full = `${name}:${native}${period === undefined ? '' : `_${period}`}`;
    return market?.type === found.type ? [{ name: full, market, tell: found.tell }] : [];
  });
  return topics.length === natives.split(',').length ? topics : undefined;
}
