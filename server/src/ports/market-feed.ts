/**
 * MarketFeed: more of a market than its newest price: ticker, book, trades and candles, as they are now, as they were, and
 * as they change. However many follow one thing, the venue is asked for it once; when nobody does any more, it is let go.
 */
import type { BookTop, Candle, CandleInterval, PublicTrade, Ticker } from '#domain/market.ts';
import type { Reason } from '#domain/order.ts';

export const MARKET_CHANNELS = ['ticker', 'book', 'trades', 'candles'] as const;
export type MarketChannel = (typeof MARKET_CHANNELS)[number];

/** How what is followed comes: told by the venue, or asked for again and again, by one asker for all. */
export type Delivery = 'stream' | 'poll';

export type FeedAnswer<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'unavailable'; readonly reason: Reason };

export interface CandleQuery {
  readonly instrumentId: string;
  readonly interval: CandleInterval;
  /** Candles that begin at or after it, ms UTC. Absent: those before `until`, or the newest. */
  readonly since?: number;
  /** Candles that begin before it, ms UTC. */
  readonly until?: number;
  /** At most so many; a venue may give fewer at a time. */
  readonly limit: number;
}

export interface CandlePage {
  /** Oldest first; the newest may still grow. */
  readonly candles: readonly Candle[];
  /** What to ask on from with `since`; absent: there is nothing newer. */
  readonly next?: number;
  /** What to ask on from with `until`; absent: nothing older is kept. */
  readonly previous?: number;
}

/** What can be followed. */
export type MarketSubject =
  | { readonly channel: 'ticker' | 'trades'; readonly instrumentId: string }
  | { readonly channel: 'book'; readonly instrumentId: string }
  | { readonly channel: 'candles'; readonly instrumentId: string; readonly interval: CandleInterval };

export type MarketUpdate =
  | { readonly channel: 'ticker'; readonly ticker: Ticker }
  /** The best of each side. */
  | { readonly channel: 'book'; readonly book: BookTop }
  /** New ones, oldest first. */
  | { readonly channel: 'trades'; readonly trades: readonly PublicTrade[] }
  /** Those that have changed, oldest first: all but the last have ended. */
  | { readonly channel: 'candles'; readonly candles: readonly Candle[] };

export interface MarketFollower {
  readonly onUpdate: (update: MarketUpdate) => void;
  /** The source has stopped: nothing comes any more. */
  readonly onEnd: () => void;
}

export interface MarketFeed {
  /** The lengths of candles it has. */
  intervals(): readonly CandleInterval[];
  /** How a channel comes now. */
  delivery(channel: MarketChannel): Delivery;
  ticker(instrumentId: string): Promise<FeedAnswer<Ticker>>;
  /** At most `depth` levels of each side. */
  book(instrumentId: string, depth: number): Promise<FeedAnswer<BookTop>>;
  /** The newest, oldest first. */
  trades(instrumentId: string, limit: number): Promise<FeedAnswer<readonly PublicTrade[]>>;
  candles(query: CandleQuery): Promise<FeedAnswer<CandlePage>>;
  /**
   * Returns the function that ends it. What can't come yet comes later, by itself; a source that has stopped, or is followed
   * in too many things already, says so through `onEnd`.
   */
  follow(subject: MarketSubject, follower: MarketFollower): () => void;
}
