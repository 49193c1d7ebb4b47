/** OKX's market channels: the first data comes with the subscription, then every change of the price. */
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { MarketPrice } from '../core/price-feed.ts';
import { candlesOf, ladderOf, type LadderLevel } from '../core/price-shapes.ts';
import {
  BARS_MS,
  bookBody,
  candleBody,
  fundingRateBody,
  levelBody,
  markPriceBody,
  tickerBody,
  tradeBody,
} from './okx-market-data.ts';
import type { OkxContext } from './okx-params.ts';

export interface Hearing {
  readonly context: OkxContext;
  readonly market: ExchangeMarket;
  readonly price: MarketPrice;
  /** The price told before; absent: this is the first. */
  readonly before: MarketPrice | undefined;
}

/** What stands beside `arg` in a message. */
export interface Push {
  readonly action?: 'snapshot' | 'update';
  readonly data: readonly unknown[];
}

export type MarketChannel = (hearing: Hearing) => Push | undefined;

const BOOK_DEPTH = 400;

const plain =
  (body: (context: OkxContext, market: ExchangeMarket) => unknown): MarketChannel =>
  ({ context, market }) => ({ data: [body(context, market)] });

const top =
  (depth: number): MarketChannel =>
  ({ context, market }) => ({ data: [{ ...bookBody(context, market, depth), checksum: 0 }] });

const PUBLIC: Readonly<Record<string, MarketChannel>> = {
  tickers: plain(tickerBody),
  trades: plain(tradeBody),
  'mark-price': ({ context, market }) =>
    market.type === 'swap' ? { data: [markPriceBody(context, market)] } : undefined,
  'funding-rate': ({ context, market, before }) =>
    market.type === 'swap' && before === undefined ? { data: [fundingRateBody(context, market)] } : undefined,
  'bbo-tbt': top(1),
  books5: top(5),
  books,
};

/** The channel of that name at that address; undefined: there is none. */
export function marketChannel(address: string, name: string): MarketChannel | undefined {
  if (address === 'public') return PUBLIC[name];
  if (address !== 'business') return undefined;
  if (name === 'trades-all') return plain(tradeBody);
  const intervalMs = BARS_MS[/^candle(\w+?)(?:utc)?$/.exec(name)?.[1] ?? ''];
  return intervalMs === undefined ? undefined : candle(intervalMs);
}

function candle(intervalMs: number): MarketChannel {
  return ({ context, market, price }) => {
    const now = context.world.clock.now();
    const newest = candlesOf(market, price, { intervalMs, until: now, limit: 1 });
    return { data: newest.map((one) => candleBody(market, one, { now, intervalMs })) };
  };
}

/** The whole book first, then what changed: new levels, and zeros for those that are gone. */
function books({ context, market, price, before }: Hearing): Push {
  const now = bookBody(context, market, BOOK_DEPTH);
  if (before === undefined) return { action: 'snapshot', data: [{ ...now, checksum: 0, prevSeqId: -1 }] };
  const then = ladderOf(market, before, BOOK_DEPTH);
  const next = ladderOf(market, price, BOOK_DEPTH);
  const change = {
    ...now,
    asks: [...gone(then.asks, next.asks), ...next.asks.map(levelBody)],
    bids: [...gone(then.bids, next.bids), ...next.bids.map(levelBody)],
    checksum: 0,
    prevSeqId: before.version,
  };
  return { action: 'update', data: [change] };
}

function gone(then: readonly LadderLevel[], now: readonly LadderLevel[]): readonly (readonly string[])[] {
  const left = new Set(now.map(({ price }) => price));
  return then.filter(({ price }) => !left.has(price)).map((level) => [levelBody(level)[0] ?? '', '0', '0', '0']);
}
