/**
 * What all accounts at one exchange and environment share: its profile and class, the way requests leave, the venue's clock,
 * and the markets. It is made when the first account there needs it, and nothing is asked of the venue before `prepare`.
 */
import type { Clock, Timer } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { type VenuePlace, placeProblem } from './ccxt-account.ts';
import { BREAKER_DEFAULTS, type BreakerSettings, CircuitBreaker } from './circuit-breaker.ts';
import { loadExchangeClass } from './client-loader.ts';
import { callWithin, createClient, type LineTiming, TIMING_DEFAULTS, type VenueLine } from './client-transport.ts';
import { LIVE_TIMING, type LiveTiming } from './live-channel.ts';
import type { CcxtClass, CcxtClient } from './client-surface.ts';
import { ClockOffset } from './clock-offset.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { Listing } from './listing.ts';
import type { InstrumentTerms } from './market-instruments.ts';
import { MarketShare } from './market-share.ts';
import type { ExchangeProfile, SandboxSwitch } from './profile.ts';
import { RateLanes } from './rate-lanes.ts';
import type { Credentials } from './redaction.ts';
import { STREAM_DEFAULTS, type StreamSettings } from './streams.ts';

export interface SharedVenueOptions {
  readonly place: VenuePlace;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is absent is common. */
  readonly breaker?: Partial<BreakerSettings>;
  readonly streams?: Partial<StreamSettings>;
  readonly timing?: Partial<LineTiming>;
  readonly live?: Partial<LiveTiming>;
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
  /** Where the markets are remembered from one start to the next; absent: nowhere. */
  readonly cacheFile?: string;
}

/** For a public question with a large answer. */
const MARKETS_TIMEOUT_MS = 30_000;
const TIME_TIMEOUT_MS = 5_000;
const CLOCK_EVERY_MS = 300_000;
const MARKETS_EVERY_MS = 6 * 3_600_000;
/** The window in which most exchanges count. */
const BURST_DEFAULT_MS = 1_000;

export class SharedVenue {
  readonly place: VenuePlace;
  readonly profile: ExchangeProfile;
  readonly line: VenueLine;
  readonly markets: MarketShare;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly streams: StreamSettings;
  readonly live: LiveTiming;
  readonly random: () => number;
  readonly #exchangeClass: CcxtClass;
  readonly #options: SharedVenueOptions;
  #timers: Timer[] = [];
  #kept = false;
  #listedMarkets: unknown;
  readonly #listings = new Map<string, Listing>();

  private constructor(options: SharedVenueOptions, profile: ExchangeProfile, exchangeClass: CcxtClass) {
    const { place, clock, logger, cacheFile } = options;
    const unitMs = profile.rateUnitMs;
    this.place = place;
    this.clock = clock;
    this.logger = logger;
    this.streams = { ...STREAM_DEFAULTS, ...options.streams };
    this.live = { ...LIVE_TIMING, ...options.live };
    // Jitter needs no dice: the fractions of a clock are as good.
    this.random = options.random ?? (() => (clock.monotonic() * 977) % 1);
    this.profile = profile;
    this.#exchangeClass = exchangeClass;
    this.#options = options;
    this.line = {
      clock,
      offset: new ClockOffset(clock),
      lanes: new RateLanes({ clock, unitMs, burst: (profile.burstMs ?? BURST_DEFAULT_MS) / unitMs }),
      breaker: new CircuitBreaker(clock, { ...BREAKER_DEFAULTS, ...options.breaker }),
      timing: { ...TIMING_DEFAULTS, ...options.timing },
      ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    };
    this.markets = new MarketShare({
      createClient: async () => await this.createClient(),
      call: async (call) => await this.#ask(call, MARKETS_TIMEOUT_MS),
      logger,
      ...(cacheFile === undefined ? {} : { cacheFile }),
    });
  }

  /** Rejects when the exchange's class can't be loaded or the place makes no sense: neither mends itself. */
  static async open(options: SharedVenueOptions): Promise<SharedVenue> {
    const { exchange } = options.place;
    const problem = placeProblem(options.place);
    if (problem !== undefined) throw new Error(problem);
    const [profile, exchangeClass] = await Promise.all([loadExchangeProfile(exchange), loadExchangeClass(exchange)]);
    if (options.place.environment === 'sandbox' && profile.sandbox === undefined) {
      throw new Error(`${profile.title} has no test environment`);
    }
    return new SharedVenue(options, profile, exchangeClass);
  }

  /** A client with these keys, or for public questions; its markets are still to be shared. */
  async createClient(credentials?: Credentials): Promise<CcxtClient> {
    const { profile, line } = this;
    const sandbox = this.#sandboxSwitch();
    return await createClient({
      exchangeClass: this.#exchangeClass,
      line,
      options: profile.options,
      hasNot: profile.hasNot,
      dropHeaders: profile.dropHeaders,
      lists: profile.questions.lists,
      ...(sandbox === undefined ? {} : { sandbox }),
      ...(credentials === undefined ? {} : { credentials }),
    });
  }

  /** Asks the venue for its time and its markets, unless they are known. Rejects when it can't be asked. */
  async prepare(): Promise<void> {
    await this.measureClock();
    await this.markets.load();
    this.#keep();
  }

  /** Measures the venue's clock; `anew`: what was measured before is wrong. Rejects when it can't be asked. */
  async measureClock(anew = false): Promise<void> {
    const client = this.markets.publicClient() ?? (await this.markets.openClient());
    if (client.has.fetchTime !== true) return;
    const ask = async (): Promise<number> =>
      Number(await this.#ask(async () => await client.fetchTime(), TIME_TIMEOUT_MS));
    await this.line.offset.measure(ask, anew);
  }

  /** The instruments under these terms; accounts with the same terms have the same list. */
  async listing(terms: Omit<InstrumentTerms, 'venue'>): Promise<Listing> {
    const markets = await this.markets.known();
    if (markets !== this.#listedMarkets) this.#listings.clear();
    this.#listedMarkets = markets;
    const key = `${[...terms.markets].sort().join(' ')} ${terms.leverage ?? ''}`;
    let listing = this.#listings.get(key);
    if (listing === undefined) {
      listing = new Listing(markets, { venue: this.profile.name, ...terms });
      this.#listings.set(key, listing);
    }
    return listing;
  }

  /** The kinds of market that this environment has. */
  hasMarkets(markets: readonly ExchangeMarket[]): boolean {
    const { sandbox } = this.profile;
    return this.place.environment !== 'sandbox' || markets.every((market) => sandbox?.[market] !== undefined);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
    await this.markets.close();
  }

  async #ask(call: () => Promise<unknown>, timeoutMs: number): Promise<unknown> {
    const result = await callWithin(call, { lane: 'poll' }, { clock: this.#options.clock, timeoutMs });
    if (result.kind === 'failure') throw result.error;
    return result.answer;
  }

  #keep(): void {
    if (this.#kept) return;
    this.#kept = true;
    this.#every(CLOCK_EVERY_MS, async () => await this.measureClock());
    this.#every(MARKETS_EVERY_MS, async () => await this.markets.load(true));
  }

  #every(periodMs: number, work: () => Promise<void>): void {
    const timer = this.#options.clock.after(periodMs, () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      work()
        .catch((error: unknown) => {
          this.#options.logger.debug({ error: String(error) }, 'the venue could not be asked; it is asked again later');
        })
        .finally(() => this.#every(periodMs, work));
    });
    this.#timers.push(timer);
  }

  /** The demo environment has all markets where there is one; a test network may have spot alone. */
  #sandboxSwitch(): SandboxSwitch | undefined {
    if (this.place.environment !== 'sandbox') return undefined;
    const { sandbox } = this.profile;
    return sandbox?.swap ?? sandbox?.spot;
  }
}
