/**
 * The exchanges as the desk may know them: their names, and what keeps an account from being had there. What is special
 * about one is read from its profile, which is loaded when somebody asks for that exchange.
 */
import {
  brokerOfExchange,
  EXCHANGE_NAMES,
  exchangeNamed,
  exchangeOfBroker,
} from '#adapters/brokers/ccxt/exchange-name.ts';
import { loadExchangeProfile } from '#adapters/brokers/ccxt/exchange-profiles.ts';
import type { ExchangeProfile } from '#adapters/brokers/ccxt/profile.ts';
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import type { Reason } from '#domain/order.ts';
import type { ExchangeCatalogue } from '#runtime/exchange-terms.ts';

/** What most at an exchange is quoted in, and swaps are settled in. */
const CURRENCY_DEFAULT = 'USDT';
const CURRENCIES: Readonly<Record<string, string>> = { coinbase: 'USDC' };

/** The catalogue of all exchanges. */
export const EXCHANGES: ExchangeCatalogue = {
  names: EXCHANGE_NAMES,
  named(word) {
    const name = exchangeNamed(word);
    if (name === undefined) return undefined;
    return { name, broker: brokerOfExchange(name), currency: CURRENCIES[name] ?? CURRENCY_DEFAULT };
  },
  async obstacle(account, credentials) {
    const name = exchangeOfBroker(account.broker);
    if (name === undefined) return { code: 'ACCOUNT_NOT_AT_EXCHANGE', values: { account: account.id } };
    return obstacleAt(await loadExchangeProfile(name), account, credentials);
  },
};

function obstacleAt(
  profile: ExchangeProfile,
  account: Account,
  credentials: ExchangeCredentials | undefined,
): Reason | undefined {
  const { id, environment, exchange, positionMode } = account;
  if (profile.passphrase && credentials !== undefined && credentials.passphrase === undefined) {
    return { code: 'ACCOUNT_CREDENTIALS_MISSING', values: { account: id, field: 'passphrase' } };
  }
  for (const market of exchange?.markets ?? []) {
    if (environment === 'sandbox' && profile.sandbox?.[market] === undefined) {
      return { code: 'EXCHANGE_ENVIRONMENT_UNSUPPORTED', values: { exchange: profile.title, environment, market } };
    }
    const { hedged, marginModes } = profile.markets[market].capabilities;
    const lacks =
      market === 'swap' && positionMode === 'hedging' && !hedged
        ? 'hedging'
        : market === 'swap' && !marginModes.includes(exchange?.marginMode ?? 'cross')
          ? exchange?.marginMode
          : undefined;
    if (lacks !== undefined) {
      return { code: 'EXCHANGE_MODE_UNSUPPORTED', values: { exchange: profile.title, mode: lacks, market } };
    }
  }
  return undefined;
}
