/**
 * Brings one account to its broker and its prices, by the broker's name. An account whose venue can not even be tried is
 * opened all the same, with a broker that says why: the server and all other accounts run on.
 */
import { createAbsentBroker } from '#adapters/brokers/absent/absent-broker.ts';
import { exchangeOfBroker } from '#adapters/brokers/ccxt/exchange-name.ts';
import { createPaperBroker, type PaperBrokerOptions } from '#adapters/brokers/paper/paper-broker.ts';
import type { CombinedMarketData } from '#adapters/market-data/combined-market-data.ts';
import { SIMULATED_INSTRUMENTS } from '#adapters/market-data/simulated-instruments.ts';
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason } from '#domain/order.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { RunnerHooks } from '#runtime/account-book.ts';
import type { AccountMarket } from '#runtime/account-market.ts';
import type { AccountCheck } from '#runtime/desk.ts';
import type { ExchangeVenues } from './exchange-venues.ts';

export interface VenueAccess {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: Journal;
  /** The market of all paper accounts. */
  readonly paperMarket: AccountMarket & CombinedMarketData;
  readonly exchanges: ExchangeVenues;
  readonly createPaper?: ((options: PaperBrokerOptions) => Broker) | undefined;
}

/** The venue of one account. */
export interface AccountVenue {
  readonly broker: Broker;
  /** As far as they are known now. */
  readonly instruments: readonly Instrument[];
  readonly market: AccountMarket;
  readonly examine?: () => Promise<readonly AccountCheck[]>;
  readonly close?: () => Promise<void>;
}

/** Rejects only when the store can't be read. */
export async function openVenue(account: Account, hooks: RunnerHooks, access: VenueAccess): Promise<AccountVenue> {
  const { id, broker } = account;
  const { logger, clock } = access;
  if (broker === 'paper') return openPaper(account, access);
  if (exchangeOfBroker(broker) === undefined) {
    return absent({ code: 'VENUE_UNSUPPORTED', values: { account: id, broker } }, clock);
  }
  const opened = await hooks.credentials();
  if (opened.kind === 'failed') {
    logger.error({ account: id, code: opened.reason.code }, 'the keys of the account can not be opened');
    return absent(opened.reason, clock);
  }
  try {
    return await openAtExchange(account, opened.credentials, access);
  } catch (error) {
    logger.error({ account: id, error: String(error) }, 'the exchange of the account could not be opened');
    const detail = error instanceof Error ? error.message : String(error);
    return absent({ code: 'VENUE_UNREACHABLE', values: { account: id, detail } }, clock);
  }
}

async function openAtExchange(
  account: Account,
  credentials: ExchangeCredentials,
  { exchanges }: VenueAccess,
): Promise<AccountVenue> {
  const lease = await exchanges.lease(account);
  try {
    const broker = await lease.venue.createBroker(account, credentials);
    const instruments = await broker.instruments();
    const examine = async (): Promise<readonly AccountCheck[]> => {
      const { checks } = await lease.venue.examine(account, credentials);
      return checks.map((check) => ({ ...check, values: { account: account.id, ...check.values } }));
    };
    return { broker, instruments, market: lease.market, examine, close: () => lease.release() };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

function openPaper(account: Account, access: VenueAccess): AccountVenue {
  const { paperMarket, journal, clock, createPaper = createPaperBroker } = access;
  const instruments = SIMULATED_INSTRUMENTS;
  const broker = createPaper({ account, instruments, journal, clock, marketData: paperMarket });
  return { broker, instruments, market: paperMarket };
}

function absent(reason: Reason, clock: Clock): AccountVenue {
  return { broker: createAbsentBroker(reason, clock), instruments: [], market: NO_PRICES };
}

const NO_PRICES: AccountMarket = {
  source: 'venue',
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  quote: () => undefined,
  subscribe: () => () => {},
  conversionRate: () => undefined,
};
