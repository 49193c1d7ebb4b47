/**
 * Tickers, books, trades and candles of one exchange, for all who want them. Questions that are asked at the same time are
 * asked once, and what is followed is followed once, however many follow it; a while after the last of them it is let go.
 */
import { CANDLE_INTERVALS_MS, type CandleInterval, type Quote } from '#domain/market.ts';
import type { MarketData } from '#ports/market-data.ts';
import type {
  CandlePage,
  CandleQuery,
  Delivery,
  FeedAnswer,
  MarketChannel,
  MarketFeed,
  MarketFollower,
  MarketSubject,
  MarketUpdate,
} from '#ports/market-feed.ts';
import { callMethod, type CcxtClient } from './client-surface.ts';
import { callWithin } from './client-transport.ts';
import type { Listing } from './listing.ts';
import { LIVE_METHODS, LiveChannel, type LiveSubject } from './live-channel.ts';
import { candleCall, candleLimit, candlePage } from './candle-question.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { readBook, readCandles, readPublicTrades, readTicker } from './market-reading.ts';
import type { SharedVenue } from './shared-venue.ts';

export interface CcxtMarketFeedOptions {
  readonly venue: SharedVenue;
  /** The prices of the same exchange: a book is followed by them. */
  readonly quotes: Pick<MarketData, 'quote' | 'subscribe'> & { watch(instrumentId: string): () => void };
}

interface Access {
  readonly client: CcxtClient;
  readonly listing: Listing;
}

/** All who follow one thing. */
interface Following {
  readonly subject: MarketSubject;
  readonly followers: Set<MarketFollower>;
  /** What was told last, for who comes later; a trade is told once and to those who are there. */
  last: MarketUpdate | undefined;
  /** Ends it at the exchange; absent: not begun yet. */
  end?: () => void;
}

const ASK_TIMEOUT_MS = 8_000;
/** Different questions that may wait for their answers at once, and different things that may be followed. */
const ASKED_MAX = 50;
const FOLLOWED_MAX = 300;
/** Every exchange has that many levels to give. */
const BOOK_LEVELS = 20;

export class CcxtMarketFeed implements MarketFeed {
  readonly #options: CcxtMarketFeedOptions;
  readonly #followings = new Map<string, Following>();
  readonly #asked = new Map<string, Promise<FeedAnswer<unknown>>>();
  /** Channels of which it is known whether their streams work here. */
  readonly #streams = new Map<MarketChannel, boolean>();
  #access: Access | undefined;
  #isOver = false;

  constructor(options: CcxtMarketFeedOptions) {
    this.#options = options;
  }

  /** The markets are known from now on: what is followed already begins. */
  begin(access: Access): void {
    this.#access = access;
    this.#isOver = false;
    for (const following of this.#followings.values()) this.#open(following);
  }

  /** Ends all following. */
  stop(): void {
    this.#access = undefined;
    this.#isOver = true;
    const all = [...this.#followings.values()];
    this.#followings.clear();
    for (const { end, followers } of all) {
      end?.();
      for (const follower of followers) follower.onEnd();
    }
  }

  intervals(): readonly CandleInterval[] {
    const { profile } = this.#options.venue;
    const known = this.#access?.client.timeframes ?? {};
    const all = Object.keys(CANDLE_INTERVALS_MS) as CandleInterval[];
    return all.filter((interval) => interval in known && !profile.lacksCandles?.includes(interval));
  }

  /** Where no stream has come up although one was tried, none is expected. */
  delivery(channel: MarketChannel): Delivery {
    const client = this.#access?.client;
    const [source, method] =
      channel === 'book' ? ['ticker' as const, 'watchTicker'] : [channel, LIVE_METHODS[channel].watch];
    const tried = [...this.#streams.values()];
    const works = this.#streams.get(source) ?? (tried.length === 0 || tried.includes(true));
    return client?.has[method] === true && works ? 'stream' : 'poll';
  }

  ticker(instrumentId: string) {
    return this.#once(`ticker ${instrumentId}`, instrumentId, async ({ client, market }) => {
      const ticker = readTicker(await this.#ask(client, 'fetchTicker', [market.symbol]), this.#now());
      if (ticker === undefined || (ticker.bid !== undefined && ticker.ask !== undefined)) return ticker;
      const book = await this.#ask(client, 'fetchOrderBook', [market.symbol, BOOK_LEVELS]).catch(() => undefined);
      const [best] = [readBook(book, 1, this.#now())];
      const [bid, ask] = [best?.bids[0]?.price, best?.asks[0]?.price];
      return { ...ticker, ...(bid === undefined ? {} : { bid }), ...(ask === undefined ? {} : { ask }) };
    });
  }

  async book(instrumentId: string, depth: number) {
    const all = await this.#once(`book ${instrumentId}`, instrumentId, async ({ client, market }) =>
      readBook(await this.#ask(client, 'fetchOrderBook', [market.symbol, BOOK_LEVELS]), BOOK_LEVELS, this.#now()),
    );
    if (all.kind !== 'answer') return all;
    const { bids, asks, time } = all.value;
    return { kind: 'answer' as const, value: { bids: bids.slice(0, depth), asks: asks.slice(0, depth), time } };
  }

  trades(instrumentId: string, limit: number) {
    return this.#once(`trades ${instrumentId} ${limit}`, instrumentId, async ({ client, market }) =>
      readPublicTrades(await this.#ask(client, 'fetchTrades', [market.symbol, undefined, limit])).slice(-limit),
    );
  }

  candles(query: CandleQuery): Promise<FeedAnswer<CandlePage>> {
    const { instrumentId, interval } = query;
    if (this.#access !== undefined && !this.intervals().includes(interval)) {
      const intervals = this.intervals().join(', ');
      const reason = { code: 'CANDLE_INTERVAL_UNSUPPORTED', values: { interval, intervals } };
      return Promise.resolve({ kind: 'unavailable', reason });
    }
    return this.#once(`candles ${JSON.stringify(query)}`, instrumentId, async ({ client, market }) => {
      const now = this.#options.venue.line.offset.venueNow();
      const asked = { ...query, limit: candleLimit(client, market.kind, query.limit) };
      const args = candleCall(this.#options.venue.profile.questions, market, asked);
      const candles = readCandles(await this.#ask(client, 'fetchOHLCV', args));
      return candlePage(candles, asked, now);
    });
  }

  follow(subject: MarketSubject, follower: MarketFollower): () => void {
    const key = keyOf(subject);
    const known = this.#followings.get(key);
    if (this.#isOver || (known === undefined && this.#followings.size >= FOLLOWED_MAX)) {
      queueMicrotask(() => follower.onEnd());
      return () => {};
    }
    const following = known ?? { subject, followers: new Set(), last: undefined };
    this.#followings.set(key, following);
    // A wrapper, so that the same follower can follow twice.
    const entry = { ...follower };
    following.followers.add(entry);
    if (following.last !== undefined) entry.onUpdate(following.last);
    this.#open(following);
    return () => {
      if (!following.followers.delete(entry) || following.followers.size > 0) return;
      const { clock, live } = this.#options.venue;
      clock.after(live.lingerMs, () => {
        if (following.followers.size > 0 || this.#followings.get(key) !== following) return;
        this.#followings.delete(key);
        following.end?.();
      });
    };
  }

  #open(following: Following): void {
    const { subject } = following;
    const access = this.#access;
    const listed = access?.listing.byId(subject.instrumentId);
    if (access === undefined || listed === undefined || following.end !== undefined) return;
    const tell = (update: MarketUpdate): void => {
      following.last = update.channel === 'trades' ? undefined : update;
      for (const { onUpdate } of following.followers) onUpdate(update);
    };
    following.end = subject.channel === 'book' ? this.#openBook(subject, tell) : this.#openLive(subject, listed, tell);
  }

  #openLive(subject: LiveSubject, { market }: ListedInstrument, onUpdate: (update: MarketUpdate) => void): () => void {
    const { venue } = this.#options;
    const channel = new LiveChannel({
      client: (this.#access as Access).client,
      symbol: market.symbol,
      subject,
      clock: venue.clock,
      random: venue.random,
      timing: venue.live,
      onUpdate: (update) =>
        onUpdate(update.channel === 'ticker' ? this.#withTop(update, subject.instrumentId) : update),
      onStream: (works) => void this.#streams.set(subject.channel, works),
    });
    channel.start();
    return () => channel.stop();
  }

  /** Some streams of tickers have no bid and ask: as far as somebody watches the price it is known here. */
  #withTop(update: Extract<MarketUpdate, { channel: 'ticker' }>, instrumentId: string): MarketUpdate {
    const quote = this.#options.quotes.quote(instrumentId);
    if (quote === undefined || update.ticker.bid !== undefined) return update;
    return { ...update, ticker: { ...update.ticker, bid: quote.bid, ask: quote.ask } };
  }

  #openBook({ instrumentId }: MarketSubject, onUpdate: (update: MarketUpdate) => void): () => void {
    const { quotes } = this.#options;
    const tell = (quote: Quote | undefined): void => {
      if (quote?.instrumentId === instrumentId) onUpdate({ channel: 'book', book: bookOf(quote) });
    };
    const leave = quotes.subscribe(tell);
    const drop = quotes.watch(instrumentId);
    tell(quotes.quote(instrumentId));
    return () => {
      leave();
      drop();
    };
  }

  /** What is asked for at the same time by several is asked once. */
  #once<T>(
    key: string,
    instrumentId: string,
    ask: (of: ListedInstrument & Access) => Promise<T | undefined>,
  ): Promise<FeedAnswer<T>> {
    const listed = this.#access?.listing.byId(instrumentId);
    const detail = this.#access === undefined ? 'the markets are not known yet' : '';
    if (this.#access === undefined || listed === undefined) return Promise.resolve(unavailable(instrumentId, detail));
    const asked = this.#asked.get(key) as Promise<FeedAnswer<T>> | undefined;
    if (asked !== undefined) return asked;
    if (this.#asked.size >= ASKED_MAX) return Promise.resolve(unavailable(instrumentId, 'too many questions at once'));
    const answer = ask({ ...listed, ...this.#access }).then(
      (value): FeedAnswer<T> => (value === undefined ? unavailable(instrumentId, '') : { kind: 'answer', value }),
      (error: unknown): FeedAnswer<T> =>
        unavailable(instrumentId, error instanceof Error ? error.constructor.name : ''),
    );
    this.#asked.set(key, answer);
    void answer.finally(() => this.#asked.delete(key));
    return answer;
  }

  async #ask(client: CcxtClient, method: string, args: readonly unknown[]): Promise<unknown> {
    const call = async (): Promise<unknown> => await callMethod(client, method, args);
    const { clock } = this.#options.venue;
    const result = await callWithin(call, { lane: 'chart' }, { clock, timeoutMs: ASK_TIMEOUT_MS });
    if (result.kind === 'failure') throw result.error;
    return result.answer;
  }

  #now(): number {
    return this.#options.venue.clock.now();
  }
}

const keyOf = (subject: MarketSubject): string =>
  [subject.channel, subject.instrumentId, subject.channel === 'candles' ? subject.interval : ''].join(' ');

/** The name of an error says what went wrong; its text may hold a signed address. */
const unavailable = (symbol: string, detail: string): FeedAnswer<never> => ({
  kind: 'unavailable',
  reason: { code: 'MARKET_DATA_UNAVAILABLE', values: { symbol, ...(detail === '' ? {} : { detail }) } },
});

const bookOf = ({ bid, ask, bidQuantity, askQuantity, time }: Quote) => ({
  bids: [{ price: bid, ...(bidQuantity === undefined ? {} : { quantity: bidQuantity }) }],
  asks: [{ price: ask, ...(askQuantity === undefined ? {} : { quantity: askQuantity }) }],
  time,
});
