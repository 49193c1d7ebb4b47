/**
 * One thing that is followed at one exchange: a channel of one instrument. It is asked for once and then taken from a
 * stream; while the stream is not up, or says nothing for long, it is asked for again and again. What was told already is
 * not told again, whichever way it comes.
 */
import { type Decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Candle, PublicTrade } from '#domain/market.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { MarketSubject, MarketUpdate } from '#ports/market-feed.ts';
import { Attempt, runAttempt } from './attempt.ts';
import { callMethod, type CcxtClient } from './client-surface.ts';
import { callWithin } from './client-transport.ts';
import { readCandles, readPublicTrades, readTicker } from './market-reading.ts';
import { PublicSilence } from './public-silence.ts';

/** All but a book: its top is among the prices of the exchange. */
export type LiveSubject = Exclude<MarketSubject, { readonly channel: 'book' }>;

export interface LiveTiming {
  /** Between two questions while there is no stream. */
  readonly pollMs: number;
  /** After so much silence of a stream it is asked; of a price's, which changes more often, sooner. */
  readonly quietMs: number;
  readonly quotesQuietMs: number;
  readonly quotesCheckMs: number;
  /** How long after the last follower a subscription is kept: whoever left may come back at once. */
  readonly lingerMs: number;
  readonly quotesLingerMs: number;
  readonly askTimeoutMs: number;
  /** Between two questions for the funding of one perpetual. */
  readonly fundingEveryMs: number;
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
}

export const LIVE_TIMING: LiveTiming = {
  pollMs: 2_000,
  quietMs: 15_000,
  quotesQuietMs: 5_000,
  quotesCheckMs: 1_000,
  lingerMs: 3_000,
  quotesLingerMs: 60_000,
  askTimeoutMs: 5_000,
  fundingEveryMs: 60_000,
  retryFirstMs: 2_000,
  retryLongestMs: 60_000,
};

export interface LiveChannelOptions {
  readonly client: CcxtClient;
  /** The client's name of the instrument. */
  readonly symbol: string;
  readonly subject: LiveSubject;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly timing: LiveTiming;
  readonly onUpdate: (update: MarketUpdate) => void;
  /** Told when it is known whether the stream works. */
  readonly onStream: (works: boolean) => void;
}

interface Method {
  readonly watch: string;
  readonly unwatch: string;
  readonly fetch: string;
}

export const LIVE_METHODS: Readonly<Record<LiveSubject['channel'], Method>> = {
  ticker: { watch: 'watchTicker', unwatch: 'unWatchTicker', fetch: 'fetchTicker' },
  trades: { watch: 'watchTrades', unwatch: 'unWatchTrades', fetch: 'fetchTrades' },
  candles: { watch: 'watchOHLCV', unwatch: 'unWatchOHLCV', fetch: 'fetchOHLCV' },
};

/** What is taken of an answer with many. */
const NEWEST_TRADES = 100;
const NEWEST_CANDLES = 2;
const IDS_KEPT = 500;

export class LiveChannel {
  readonly #options: LiveChannelOptions;
  #timer: Timer | undefined;
  #isOver = false;
  #heardAt = Number.NEGATIVE_INFINITY;
  #isStreaming = false;
  #told = '';
  #candles = new Map<number, string>();
  #ids = new Set<string>();
  #newestTrade = 0;
  #lastWay: 'stream' | 'poll' | undefined;
  #lastPrice: Decimal | undefined;
  readonly #silence: PublicSilence;

  constructor(options: LiveChannelOptions) {
    this.#options = options;
    this.#silence = new PublicSilence(options.clock, options.timing.quietMs);
  }

  start(): void {
    void this.#ask().finally(() => this.#checkLater());
    const { client, subject } = this.#options;
    if (client.has[LIVE_METHODS[subject.channel].watch] === true) void this.#stream();
  }

  /** Lets it go at the exchange as well, where that can be said. */
  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    const { client, subject } = this.#options;
    const { unwatch } = LIVE_METHODS[subject.channel];
    // Where there is no stream of bids and asks, the exchange's prices come by the same one.
    if (subject.channel === 'ticker' && client.has.watchBidsAsks !== true) return;
    if (client.has[unwatch] === true) callMethod(client, unwatch, this.#args()).catch(() => {});
  }

  #args(): readonly unknown[] {
    const { symbol, subject } = this.#options;
    return subject.channel === 'candles' ? [symbol, subject.interval] : [symbol];
  }

  async #stream(): Promise<void> {
    const { client, subject, clock, random, timing, onStream } = this.#options;
    let retryMs = timing.retryFirstMs;
    while (!this.#isOver) {
      try {
        const watch = async (): Promise<unknown> =>
          await callMethod(client, LIVE_METHODS[subject.channel].watch, this.#args());
        const attempt = new Attempt({ lane: 'chart' });
        this.#silence.waits(attempt);
        const answer = await runAttempt(attempt, watch);
        this.#silence.spoke();
        retryMs = timing.retryFirstMs;
        const isTold = this.#take(answer, 'stream');
        if (!this.#isStreaming || !isTold) onStream(isTold);
        this.#isStreaming = isTold;
      } catch {
        this.#silence.failed();
        if (this.#isOver) return;
        this.#isStreaming = false;
        onStream(false);
        const waitMs = retryMs * (0.5 + random());
        retryMs = Math.min(retryMs * 2, timing.retryLongestMs);
        await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
      }
    }
  }

  async #ask(): Promise<void> {
    const { client, subject, clock, timing } = this.#options;
    const limit = subject.channel === 'trades' ? NEWEST_TRADES : NEWEST_CANDLES;
    const args = subject.channel === 'ticker' ? this.#args() : [...this.#args(), undefined, limit];
    const call = async (): Promise<unknown> => await callMethod(client, LIVE_METHODS[subject.channel].fetch, args);
    const result = await callWithin(call, { lane: 'chart' }, { clock, timeoutMs: timing.askTimeoutMs });
    if (result.kind === 'answer') this.#take(result.answer, 'poll');
  }

  #checkLater(): void {
    if (this.#isOver) return;
    const { clock, timing } = this.#options;
    this.#timer = clock.after(timing.pollMs, () => {
      const quietMs = clock.monotonic() - this.#heardAt;
      const isDue = !this.#isStreaming || quietMs >= timing.quietMs;
      void (isDue ? this.#ask() : Promise.resolve()).finally(() => this.#checkLater());
    });
  }

  /** False where the answer does not tell what it should: a price without the last trade is no ticker. */
  #take(answer: unknown, way: 'stream' | 'poll'): boolean {
    if (this.#isOver) return true;
    const { subject, clock, onUpdate } = this.#options;
    if (subject.channel === 'ticker' && readTicker(answer, clock.now()) === undefined) return false;
    this.#heardAt = clock.monotonic();
    const update = this.#newIn(answer, way);
    this.#lastWay = way;
    if (update === undefined) return true;
    if (this.#isNewTrading(update) && way === 'poll') this.#silence.missed();
    onUpdate(update);
    return true;
  }

  /** Whether it comes of trading: volumes of a day change by themselves, and a candle begins without a trade. */
  #isNewTrading(update: MarketUpdate): boolean {
    if (update.channel === 'candles') return update.candles.some(({ volume }) => volume > ZERO);
    if (update.channel !== 'ticker') return true;
    const before = this.#lastPrice;
    this.#lastPrice = update.ticker.last;
    return before !== undefined && before !== update.ticker.last;
  }

  #newIn(answer: unknown, way: 'stream' | 'poll'): MarketUpdate | undefined {
    const { subject, clock } = this.#options;
    switch (subject.channel) {
      case 'ticker': {
        const ticker = readTicker(answer, clock.now());
        if (ticker === undefined) return undefined;
        const text = `${ticker.last} ${ticker.bid} ${ticker.ask} ${ticker.high} ${ticker.low} ${ticker.volume}`;
        if (text === this.#told) return undefined;
        this.#told = text;
        return { channel: 'ticker', ticker };
      }
      case 'trades': {
        // A stream's client gives all that it keeps, the newest last.
        const newest = Array.isArray(answer) ? (answer as readonly unknown[]).slice(-NEWEST_TRADES) : [];
        const trades = this.#newTrades(readPublicTrades(newest), way);
        return trades.length === 0 ? undefined : { channel: 'trades', trades };
      }
      case 'candles': {
        const candles = this.#newCandles(readCandles(answer).slice(-NEWEST_CANDLES));
        return candles.length === 0 ? undefined : { channel: 'candles', candles };
      }
    }
  }

  /** A stream may number trades otherwise than an answer does: what comes another way counts only when it is younger. */
  #newTrades(trades: readonly PublicTrade[], way: 'stream' | 'poll'): readonly PublicTrade[] {
    const isOtherWay = this.#lastWay !== undefined && this.#lastWay !== way;
    const border = isOtherWay ? this.#newestTrade : 0;
    const fresh = trades.filter(({ id, time }) => !this.#ids.has(id) && time > border);
    for (const { id } of trades) {
      this.#ids.delete(id);
      this.#ids.add(id);
    }
    for (const id of this.#ids) {
      if (this.#ids.size <= IDS_KEPT) break;
      this.#ids.delete(id);
    }
    this.#newestTrade = Math.max(this.#newestTrade, fresh.at(-1)?.time ?? 0);
    return fresh;
  }

  /** From the first that has changed on; an answer that is older than what was told is no news. */
  #newCandles(candles: readonly Candle[]): readonly Candle[] {
    const newest = Math.max(0, ...this.#candles.keys());
    if ((candles.at(-1)?.openTime ?? 0) < newest) return [];
    const first = candles.findIndex((candle) => this.#candles.get(candle.openTime) !== textOf(candle));
    if (first === -1) return [];
    this.#candles = new Map(candles.map((candle) => [candle.openTime, textOf(candle)]));
    return candles.slice(first);
  }
}

const textOf = ({ open, high, low, close, volume }: Candle): string =>
  [open, high, low, close, volume].map(formatDecimal).join(' ');
