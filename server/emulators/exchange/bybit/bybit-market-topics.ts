/** Bybit's market topics: a snapshot with the subscription, then every change of the price. */
import { formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import { bookBody, dayBody, INTERVALS_MS, levelBody, tickerBody } from './bybit-market-data.ts';
import { type BybitContext, type Category, nativeId } from './bybit-params.ts';

export interface Hearing {
  readonly context: BybitContext;
  readonly market: ExchangeMarket;
  readonly price: MarketPrice;
  /** The price told before; absent: this is the first. */
  readonly before: MarketPrice | undefined;
}

export interface Push {
  readonly type: 'snapshot' | 'delta';
  readonly data: unknown;
}

export interface Topic {
  readonly market: ExchangeMarket;
  readonly tell: (hearing: Hearing) => Push;
}

const DEPTHS = [1, 50, 200, 1_000];

/** The topic of that name; undefined: there is none. */
export function topicOf({ markets }: BybitContext, category: Category, name: string): Topic | undefined {
  const [kind = '', ...rest] = name.split('.');
  const market = markets[category].get(rest.at(-1) ?? '');
  const tell = market === undefined ? undefined : tellerOf(kind, rest.length === 2 ? (rest[0] ?? '') : '');
  return market === undefined || tell === undefined ? undefined : { market, tell };
}

function tellerOf(kind: string, term: string): Topic['tell'] | undefined {
  if (kind === 'tickers' && term === '') return ticker;
  if (kind === 'publicTrade' && term === '') return trade;
  if (kind === 'orderbook' && DEPTHS.includes(Number(term))) return (hearing) => book(hearing, Number(term));
  const intervalMs = INTERVALS_MS[term];
  if (kind === 'kline' && intervalMs !== undefined) return (hearing) => candle(hearing, { term, intervalMs });
  return undefined;
}

/** On spot the stream tells the day without the top of the book. */
function ticker({ context, market }: Hearing): Push {
  if (market.type === 'swap') return { type: 'snapshot', data: tickerBody(context, market) };
  return { type: 'snapshot', data: { ...dayBody(context, market), usdIndexPrice: '' } };
}

function trade({ market, price }: Hearing): Push {
  const one = {
    T: price.time,
    s: nativeId(market),
    S: 'Buy',
    v: formatDecimal(market.quantityStep),
    p: formatDecimal(price.last),
    L: 'ZeroPlusTick',
    i: `${nativeId(market)}-${price.version}`,
    BT: false,
    RPI: false,
    seq: price.version,
  };
  return { type: 'snapshot', data: [one] };
}

/** The whole book first (of one level always), then what changed, zeros for what is gone. */
function book({ context, market, price, before }: Hearing, depth: number): Push {
  const whole = bookBody(context, market, depth);
  if (before === undefined || depth === 1) return { type: 'snapshot', data: whole };
  const [then, next] = [ladderOf(market, before, depth), ladderOf(market, price, depth)];
  const data = {
    ...whole,
    b: [...gone(then.bids, next.bids), ...whole.b],
    a: [...gone(then.asks, next.asks), ...whole.a],
  };
  return { type: 'delta', data };
}

function gone(then: readonly LadderLevel[], now: readonly LadderLevel[]): readonly (readonly string[])[] {
  const left = new Set(now.map(({ price }) => price));
  return then.filter(({ price }) => !left.has(price)).map((level) => [levelBody(level)[0] ?? '', '0']);
}

function candle(
  { context, market, price }: Hearing,
  { term, intervalMs }: { readonly term: string; readonly intervalMs: number },
): Push {
  const now = context.world.clock.now();
  const data = candlesOf(market, price, { intervalMs, until: now, limit: 1 }).map((one) => ({
    start: one.openTime,
    end: one.openTime + intervalMs - 1,
    interval: term,
    open: formatDecimal(one.open),
    close: formatDecimal(one.close),
    high: formatDecimal(one.high),
    low: formatDecimal(one.low),
    volume: formatDecimal(one.volume),
    turnover: formatDecimal(one.volume),
    confirm: false,
    timestamp: now,
  }));
  return { type: 'snapshot', data };
}
