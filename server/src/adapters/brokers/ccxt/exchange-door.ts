/**
 * The way in: opens one exchange in one environment. Accounts there share its markets, its clock, its budget of requests and
 * its prices; each has a broker of its own. Loading this loads no exchange; opening one loads that one alone.
 */
import { join } from 'node:path';
import type { Account, AccountEnvironment, ExchangeCredentials } from '#domain/account.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { createCcxtBroker } from './ccxt-broker.ts';
import type { BreakerSettings } from './circuit-breaker.ts';
import { examineAccount, type ExaminedAccount } from './doctor.ts';
import type { LineTiming } from './client-transport.ts';
import type { LiveTiming } from './live-channel.ts';
import { exchangeOfBroker } from './exchange-name.ts';
import { CcxtMarketData } from './market-data.ts';
import { SharedVenue } from './shared-venue.ts';
import type { StreamSettings } from './streams.ts';

export interface ExchangeRequest {
  /** `ccxt:binance`. */
  readonly broker: string;
  readonly environment: AccountEnvironment;
  /** Of an emulator. */
  readonly endpoint?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the markets are remembered from one start to the next; absent: nowhere. */
  readonly cacheDirectory?: string;
  readonly breaker?: Partial<BreakerSettings>;
  readonly streams?: Partial<StreamSettings>;
  readonly timing?: Partial<LineTiming>;
  /** Of prices and what else is followed. */
  readonly live?: Partial<LiveTiming>;
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
}

export interface OpenedExchange {
  readonly market: CcxtMarketData;
  readonly createBroker: (account: Account, credentials: ExchangeCredentials) => Promise<Broker>;
  /** Looks an account over without trading: for `doctor`, also of an account that is not up. */
  readonly examine: (account: Account, credentials: ExchangeCredentials) => Promise<ExaminedAccount>;
  readonly close: () => Promise<void>;
}

/** Opens the exchange; nothing is asked of it yet. Rejects when there is none of that name or it can't be used so. */
export async function openCcxtExchange(request: ExchangeRequest): Promise<OpenedExchange> {
  const { broker, environment, endpoint, clock, logger, cacheDirectory, breaker, streams, timing, live, random } =
    request;
  const exchange = exchangeOfBroker(broker);
  if (exchange === undefined || environment === 'paper') throw new Error(`${broker} is no exchange of this adapter`);
  // An emulator makes its markets up anew with each of its starts.
  const isKept = cacheDirectory !== undefined && environment !== 'emulated';
  const venue = await SharedVenue.open({
    place: { exchange, environment, ...(endpoint === undefined ? {} : { endpoint }) },
    clock,
    logger: logger.child({ venue: exchange, environment }),
    ...(breaker === undefined ? {} : { breaker }),
    ...(streams === undefined ? {} : { streams }),
    ...(timing === undefined ? {} : { timing }),
    ...(live === undefined ? {} : { live }),
    ...(random === undefined ? {} : { random }),
    ...(isKept ? { cacheFile: join(cacheDirectory, `instruments-${exchange}-${environment}.json`) } : {}),
  });
  const market = new CcxtMarketData(venue);
  return {
    market,
    createBroker: async (account, credentials) =>
      await createCcxtBroker({ account, credentials, venue, marketData: market }),
    examine: async (account, credentials) => await examineAccount({ account, credentials, venue }),
    async close() {
      await market.stop();
      await venue.close();
    },
  };
}
