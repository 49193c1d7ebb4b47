/**
 * The exchanges that accounts are at, each once for every environment: its accounts share what is known of its markets,
 * its budget of requests and its prices. Opened when the first account needs it and closed after the last; a server
 * without such an account loads nothing of them.
 */
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import type { Quote } from '#domain/market.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { MarketData } from '#ports/market-data.ts';
import type { AccountCheck } from '#runtime/desk.ts';

/** What is asked of whoever opens an exchange. */
export interface ExchangeRequest {
  /** `ccxt:binance`. */
  readonly broker: string;
  readonly environment: Account['environment'];
  /** Of an emulator. */
  readonly endpoint?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A directory for what is remembered from one start to the next. */
  readonly cacheDirectory: string;
  /** When it gets no new orders for a while; absent: as is common. */
  readonly breaker?: { readonly failuresMax: number; readonly openMs: number };
}

/** One exchange in one environment. */
export interface ExchangeVenue {
  readonly market: MarketData;
  /** Nothing is sent before the broker is started. */
  createBroker(account: Account, credentials: ExchangeCredentials): Promise<Broker>;
  /** Looks an account over without trading, whether or not its broker is up. */
  examine(account: Account, credentials: ExchangeCredentials): Promise<Examination>;
  close(): Promise<void>;
}

export interface Examination {
  readonly checks: readonly AccountCheck[];
}

/** Opens an exchange without asking it anything. Rejects when there is no adapter for it. */
export type OpenExchange = (request: ExchangeRequest) => Promise<ExchangeVenue>;

/** The use of an exchange by one account. */
export interface ExchangeLease {
  readonly venue: ExchangeVenue;
  readonly market: MarketData;
  release(): Promise<void>;
}

interface Shared {
  readonly opening: Promise<{ readonly venue: ExchangeVenue; readonly market: MarketData }>;
  users: number;
}

export interface ExchangeVenuesOptions {
  readonly open: OpenExchange;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cacheDirectory: string;
  readonly breaker?: NonNullable<ExchangeRequest['breaker']>;
}

export class ExchangeVenues {
  readonly #options: ExchangeVenuesOptions;
  readonly #shared = new Map<string, Shared>();

  constructor(options: ExchangeVenuesOptions) {
    this.#options = options;
  }

  /** The exchange of the account. Rejects when it can't be opened. */
  async lease({ broker, environment, exchange }: Account): Promise<ExchangeLease> {
    const endpoint = exchange?.endpoint;
    const key = [broker, environment, endpoint ?? ''].join(' ');
    const shared = this.#shared.get(key) ?? this.#open(key, { broker, environment, ...(endpoint && { endpoint }) });
    shared.users += 1;
    try {
      return { ...(await shared.opening), release: once(() => this.#release(key, shared)) };
    } catch (error) {
      this.#shared.delete(key);
      throw error;
    }
  }

  #open(key: string, what: Pick<ExchangeRequest, 'broker' | 'environment' | 'endpoint'>): Shared {
    const { open, ...common } = this.#options;
    const opening = open({ ...what, ...common }).then((venue) => {
      const market = what.environment === 'emulated' ? asSimulated(venue.market) : venue.market;
      // An exchange that is down brings its prices later; nobody waits for it here.
      market
        .start()
        .catch((error: unknown) => common.logger.warn({ venue: key, error: String(error) }, 'no prices yet'));
      return { venue, market };
    });
    const shared = { opening, users: 0 };
    this.#shared.set(key, shared);
    return shared;
  }

  async #release(key: string, shared: Shared): Promise<void> {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
    const { venue, market } = await shared.opening;
    await market.stop();
    await venue.close();
  }
}

/** What is given back twice was had once. */
function once(release: () => Promise<void>): () => Promise<void> {
  let released: Promise<void> | undefined;
  return () => (released ??= release());
}

/** Prices of an emulator are made up, however real the exchange they come through: they say so. */
function asSimulated(market: MarketData): MarketData {
  const plain = (quote: Quote): Quote => ({ ...quote, source: 'simulated' });
  return {
    source: 'simulated',
    start: () => market.start(),
    stop: () => market.stop(),
    quote(instrumentId) {
      const quote = market.quote(instrumentId);
      return quote === undefined ? undefined : plain(quote);
    },
    subscribe: (listener) => market.subscribe((quote) => listener(plain(quote))),
    conversionRate: (from, to) => market.conversionRate(from, to),
    ...(market.feed === undefined ? {} : { feed: market.feed }),
    ...(market.watch === undefined
      ? {}
      : { watch: (instrumentId: string) => market.watch?.(instrumentId) ?? (() => {}) }),
    watchFunding: (instrumentId) => market.watchFunding?.(instrumentId) ?? (() => {}),
    funding: (instrumentId) => market.funding?.(instrumentId),
  };
}
