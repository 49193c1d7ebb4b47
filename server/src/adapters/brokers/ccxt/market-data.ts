/**
 * Prices of one exchange, for all accounts there: best bid and ask of the instruments that somebody watches, and of no
 * others. However many watch, one subscription goes up to the exchange. The first price and those that a stream fails to
 * bring are asked for; a price is never made up, and one that has stopped coming keeps its old time.
 */
import { add, type Decimal, divide, fromInteger, maximum, minimum, ONE, ZERO } from '#domain/decimal.ts';
import type { Funding, Quote } from '#domain/market.ts';
import type { Timer } from '#ports/clock.ts';
import type { MarketData, QuoteListener } from '#ports/market-data.ts';
import { runAttempt, Attempt } from './attempt.ts';
import { callMethod, type CcxtClient } from './client-surface.ts';
import { callWithin } from './client-transport.ts';
import { FundingRates } from './funding-rates.ts';
import type { Listing } from './listing.ts';
import { CcxtMarketFeed } from './market-feed.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { fieldsOf, numberOf } from './client-values.ts';
import { PublicSilence } from './public-silence.ts';
import type { SharedVenue } from './shared-venue.ts';

interface Watch {
  readonly listed: ListedInstrument;
  /** Ends the stream's loop. */
  isOver: boolean;
  heardAt: number;
  lastTrade: Decimal | undefined;
  readonly silence: PublicSilence;
}

const PREPARE_RETRY_MS = 5_000;
const ASK_TIMEOUT_MS = 5_000;
const STREAM_RETRY_MS = 2_000;
const STREAM_RETRY_LONGEST_MS = 30_000;
const TWO = fromInteger(2);

export class CcxtMarketData implements MarketData {
  readonly source = 'venue';
  readonly feed: CcxtMarketFeed;
  readonly #venue: SharedVenue;
  readonly #funding: FundingRates;
  readonly #listeners = new Set<QuoteListener>();
  readonly #quotes = new Map<string, Quote>();
  readonly #watches = new Map<string, Watch>();
  /** What was wished for before the markets were known. */
  readonly #wishes = new Map<string, number>();
  #listing: Listing | undefined;
  #client: CcxtClient | undefined;
  #stopped = true;
  #timer: Timer | undefined;
  #forgetMarkets: () => void = () => {};

  constructor(venue: SharedVenue) {
    this.#venue = venue;
    this.feed = new CcxtMarketFeed({ venue, quotes: this });
    this.#funding = new FundingRates(venue);
  }

  /** Resolves at once: an exchange that is down brings its prices later. */
  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#prepare();
    this.#checkLater();
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#forgetMarkets();
    for (const watch of this.#watches.values()) watch.isOver = true;
    this.#watches.clear();
    this.feed.stop();
    this.#funding.stop();
    const client = this.#client;
    this.#client = undefined;
    await client?.close().catch(() => {});
  }

  quote(instrumentId: string): Quote | undefined {
    return this.#quotes.get(instrumentId);
  }

  subscribe(listener: QuoteListener): () => void {
    // A wrapper, so that the same function can be subscribed twice.
    const heard: QuoteListener = (quote) => listener(quote);
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }

  watch(instrumentId: string): () => void {
    this.#wishes.set(instrumentId, (this.#wishes.get(instrumentId) ?? 0) + 1);
    this.#fulfil(instrumentId);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#wishes.get(instrumentId) ?? 1) - 1;
      if (left > 0) this.#wishes.set(instrumentId, left);
      else this.#wishes.delete(instrumentId);
      // Kept for a while: whoever wanted a price often wants it again.
      this.#venue.clock.after(this.#venue.live.quotesLingerMs, () => this.#drop(instrumentId));
    };
  }

  watchFunding(instrumentId: string): () => void {
    return this.#funding.watch(instrumentId);
  }

  funding(instrumentId: string): Funding | undefined {
    return this.#funding.of(instrumentId);
  }

  conversionRate(from: string, to: string): Decimal | undefined {
    if (from === to) return ONE;
    const direct = this.#middle(`${from}${to}`);
    if (direct !== undefined) return direct;
    const inverse = this.#middle(`${to}${from}`);
    return inverse === undefined ? undefined : divide(ONE, inverse, 'half_even');
  }

  /** The middle of a spot price; one that nobody watched is watched from now on. */
  #middle(instrumentId: string): Decimal | undefined {
    const quote = this.#quotes.get(instrumentId);
    if (quote !== undefined) return divide(add(quote.bid, quote.ask), TWO, 'half_even');
    if (this.#listing?.byId(instrumentId) !== undefined && !this.#watches.has(instrumentId)) this.watch(instrumentId);
    return undefined;
  }

  async #prepare(): Promise<void> {
    const venue = this.#venue;
    try {
      await venue.prepare();
      if (this.#stopped) return;
      const client = await venue.createClient();
      venue.markets.shareWith(client);
      keepLittle(client);
      this.#client = client;
      this.#forgetMarkets = venue.markets.onLoaded(() => {
        venue.markets.shareWith(client);
        this.#list(client).catch((error: unknown) => venue.logger.warn({ error: String(error) }, 'no list of prices'));
      });
      await this.#list(client);
    } catch (error) {
      if (this.#stopped) return;
      venue.logger.debug({ error: String(error) }, 'no prices yet; the exchange is asked again');
      venue.clock.after(PREPARE_RETRY_MS, () => void this.#prepare());
    }
  }

  /** With the newest list of the exchange what was wished for in vain may be there. */
  async #list(client: CcxtClient): Promise<void> {
    const listing = await this.#venue.listing({ markets: ['spot', 'swap'] });
    if (this.#stopped || this.#client !== client) return;
    this.#listing = listing;
    this.feed.begin({ client, listing });
    this.#funding.begin({ client, listing });
    for (const instrumentId of this.#wishes.keys()) this.#fulfil(instrumentId);
  }

  #fulfil(instrumentId: string): void {
    const listed = this.#listing?.byId(instrumentId);
    if (this.#stopped || listed === undefined || this.#watches.has(instrumentId)) return;
    const { clock, live } = this.#venue;
    const silence = new PublicSilence(clock, live.quotesQuietMs);
    const watch: Watch = { listed, isOver: false, heardAt: 0, lastTrade: undefined, silence };
    this.#watches.set(instrumentId, watch);
    void this.#ask(watch);
    void this.#stream(watch);
  }

  #drop(instrumentId: string): void {
    const watch = this.#watches.get(instrumentId);
    if (watch === undefined || this.#wishes.has(instrumentId)) return;
    watch.isOver = true;
    this.#watches.delete(instrumentId);
    const client = this.#client;
    if (client?.has.unWatchBidsAsks !== true) return;
    callMethod(client, 'unWatchBidsAsks', [[watch.listed.market.symbol]]).catch(() => {});
  }

  /** One subscription for one instrument, renewed after each failure. */
  async #stream(watch: Watch): Promise<void> {
    const client = this.#client;
    const { clock, random } = this.#venue;
    if (client === undefined) return;
    const { symbol } = watch.listed.market;
    const hasBidsAsks = client.has.watchBidsAsks === true;
    const [method, args] = hasBidsAsks ? ['watchBidsAsks', [[symbol]]] : ['watchTicker', [symbol]];
    let retryMs = STREAM_RETRY_MS;
    while (!watch.isOver && !this.#stopped) {
      try {
        const attempt = new Attempt({ lane: 'poll' });
        watch.silence.waits(attempt);
        const answer = await runAttempt(attempt, async () => await callMethod(client, method, args));
        watch.silence.spoke();
        retryMs = STREAM_RETRY_MS;
        this.#take(watch, hasBidsAsks ? fieldsOf(answer)[symbol] : answer);
      } catch {
        watch.silence.failed();
        if (watch.isOver || this.#stopped) return;
        const waitMs = retryMs * (0.5 + random());
        retryMs = Math.min(retryMs * 2, STREAM_RETRY_LONGEST_MS);
        await new Promise<void>((resolve) => {
          clock.after(waitMs, resolve);
        });
      }
    }
  }

  /** Asks for the price; the order book's top where the ticker has none. */
  async #ask(watch: Watch): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    const { symbol } = watch.listed.market;
    const { id } = watch.listed.instrument;
    const before = this.#quotes.get(id);
    const isNews = (): boolean => {
      const now = this.#quotes.get(id);
      return before !== undefined && now !== undefined && (before.bid !== now.bid || before.ask !== now.ask);
    };
    const ask = async (method: string, args: readonly unknown[]): Promise<unknown> => {
      const call = async (): Promise<unknown> => await callMethod(client, method, args);
      const result = await callWithin(call, { lane: 'poll' }, { clock: this.#venue.clock, timeoutMs: ASK_TIMEOUT_MS });
      return result.kind === 'answer' ? result.answer : undefined;
    };
    const ticker = fieldsOf(await ask('fetchTicker', [symbol]));
    watch.lastTrade = numberOf(ticker.last) ?? watch.lastTrade;
    if (this.#take(watch, ticker)) {
      if (isNews()) watch.silence.missed();
      return;
    }
    const book = fieldsOf(await ask('fetchOrderBook', [symbol, 5]));
    const [bid, bidVolume] = top(book.bids);
    const [best, askVolume] = top(book.asks);
    if (this.#take(watch, { bid, ask: best, bidVolume, askVolume }) && isNews()) watch.silence.missed();
  }

  #take(watch: Watch, told: unknown): boolean {
    if (watch.isOver || this.#stopped) return false;
    const ticker = fieldsOf(told);
    const bid = numberOf(ticker.bid);
    const ask = numberOf(ticker.ask);
    watch.lastTrade = numberOf(ticker.last) ?? watch.lastTrade;
    if (bid === undefined || ask === undefined || bid <= ZERO || ask < bid) return false;
    const { clock } = this.#venue;
    watch.heardAt = clock.monotonic();
    const bidQuantity = numberOf(ticker.bidVolume);
    const askQuantity = numberOf(ticker.askVolume);
    const quote: Quote = {
      instrumentId: watch.listed.instrument.id,
      bid,
      ask,
      // A last trade outside of the present spread is an old one.
      last: minimum(maximum(watch.lastTrade ?? bid, bid), ask),
      ...(bidQuantity === undefined ? {} : { bidQuantity }),
      ...(askQuantity === undefined ? {} : { askQuantity }),
      time: clock.now(),
      source: 'venue',
    };
    this.#quotes.set(quote.instrumentId, quote);
    for (const listener of this.#listeners) listener(quote);
    return true;
  }

  #checkLater(): void {
    const { clock, live } = this.#venue;
    this.#timer = clock.after(live.quotesCheckMs, () => {
      if (this.#stopped) return;
      const now = clock.monotonic();
      for (const watch of this.#watches.values()) {
        if (now - watch.heardAt < live.quotesQuietMs) continue;
        // Not again before this answer is old as well.
        watch.heardAt = now;
        void this.#ask(watch);
      }
      this.#checkLater();
    });
  }
}

/**
 * What streams bring is taken at once, so that few of it are kept. The client reads some of it as floats, which we want as
 * the text they came as; it counts with none of them in what is used of it here.
 */
function keepLittle(client: CcxtClient): void {
  Object.assign(client.options, { tradesLimit: 200, OHLCVLimit: 10 });
  client['safeFloat'] = client['safeString'];
}

/** The best price of one side of a book with its quantity. */
function top(side: unknown): readonly unknown[] {
  const [best] = Array.isArray(side) ? (side as readonly unknown[]) : [];
  return Array.isArray(best) ? best : [];
}
