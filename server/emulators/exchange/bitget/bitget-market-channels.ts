/** Bitget's public channels: the first data comes with the subscription, then every change of the price. */
import { crc32 } from 'node:zlib';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, type Ladder, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import type { Fields } from '../door/call-fields.ts';
import { type BitgetContext, nativeId, productOf, show } from './bitget-context.ts';
import { candleBody, INTERVALS, levelBody, ticker, tradeBody } from './bitget-market-data.ts';

/** What stands beside `arg` in a message. */
export interface Push {
  readonly action: 'snapshot' | 'update';
  readonly data: readonly unknown[];
}

export interface MarketChannel {
  readonly market: ExchangeMarket;
  /** `before`: the price told before; absent: this is the first. */
  readonly tell: (price: MarketPrice, before: MarketPrice | undefined) => Push;
}

type Tell = (market: ExchangeMarket, price: MarketPrice, before: MarketPrice | undefined) => readonly unknown[];

const BOOK = 150;
/** So many levels of each side are summed up. */
const SUMMED = 25;

/** The channel that an argument of a subscription names; undefined: there is none. */
export function marketChannel(context: BitgetContext, arg: Fields): MarketChannel | undefined {
  const { instType, instId, channel } = arg;
  const market = [...context.world.markets.values()].find(
    (known) => nativeId(known) === instId && instType === (known.type === 'spot' ? 'SPOT' : productOf(known)),
  );
  if (market === undefined || typeof channel !== 'string') return undefined;
  const [name, depth] = /^books(\d+)?$/.exec(channel) ?? [];
  // A book of few levels is told whole each time.
  if (name !== undefined && depth !== undefined && !DEPTHS.has(depth)) return undefined;
  const tell = name === undefined ? tellOf(context, channel) : depth === undefined ? changes : whole(Number(depth));
  if (tell === undefined) return undefined;
  const isWhole = channel === 'ticker' || depth !== undefined;
  return {
    market,
    tell: (price, before) => ({
      action: before === undefined || isWhole ? 'snapshot' : 'update',
      data: tell(market, price, before),
    }),
  };
}

const DEPTHS: ReadonlySet<string> = new Set(['1', '5', '15']);

function tellOf(context: BitgetContext, channel: string): Tell | undefined {
  if (channel === 'ticker') return (market) => [{ instId: nativeId(market), ...ticker(context, market) }];
  if (channel === 'trade') return (market, price) => [tradeOf(market, price)];
  const intervalMs = INTERVALS[/^candle(\w+?)(?:utc)?$/.exec(channel)?.[1]?.toLowerCase() ?? ''];
  if (intervalMs === undefined) return undefined;
  return (market, price) => {
    const until = context.world.clock.now();
    return candlesOf(market, price, { intervalMs, until, limit: 1 }).map(candleBody);
  };
}

function tradeOf(market: ExchangeMarket, price: MarketPrice) {
  const { tradeId, price: at, size, ts } = tradeBody(market, price);
  return { ts, price: at, size, side: 'buy', tradeId };
}

const bookBody = ({ bids, asks }: Ladder, { time }: MarketPrice) => ({
  asks: asks.map(levelBody),
  bids: bids.map(levelBody),
  checksum: 0,
  ts: String(time),
});

const whole =
  (depth: number): Tell =>
  (market, price) => [bookBody(ladderOf(market, price, depth), price)];

/** The whole book first, then what changed: new levels, and zeros for those that are gone, with the sum of what stands then. */
const changes: Tell = (market, price, before) => {
  const now = ladderOf(market, price, BOOK);
  const body = bookBody(now, price);
  if (before === undefined) return [body];
  const then = ladderOf(market, before, BOOK);
  const asks = [...gone(then.asks, now.asks), ...body.asks];
  return [{ ...body, asks, bids: [...gone(then.bids, now.bids), ...body.bids], checksum: sumOf(now) }];
};

function gone(then: readonly LadderLevel[], now: readonly LadderLevel[]): readonly (readonly string[])[] {
  const left = new Set(now.map(({ price }) => price));
  return then.filter(({ price }) => !left.has(price)).map(({ price }) => [show(price), '0']);
}

function sumOf({ bids, asks }: Ladder): number {
  const levels = Array.from({ length: SUMMED }, (_, at) => [bids[at], asks[at]]).flat();
  // The sum is told with its sign.
  return crc32(levels.flatMap((level) => (level === undefined ? [] : levelBody(level))).join(':')) | 0;
}
