/** What an account at an exchange must say of itself before anything is asked of the exchange. */
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import { ONE } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { ExchangeAccountCreation } from './desk.ts';

/** The exchanges that there are, as far as a desk must know them. */
export interface ExchangeCatalogue {
  readonly names: readonly string[];
  /** What a person's word means; undefined when it is no exchange of ours. */
  named(word: string): { readonly name: string; readonly broker: string; readonly currency: string } | undefined;
  /** Why an account can't be had there in this way, with these keys if there are any yet; asked before anything is kept. */
  obstacle(account: Account, credentials?: ExchangeCredentials): Promise<Reason | undefined>;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const LEVERAGE_MAX = ONE * 200n;

/** What is wrong with it; undefined when nothing is. */
export function exchangeTermsProblem({
  terms,
  environment,
}: Pick<ExchangeAccountCreation, 'terms' | 'environment'>): Reason | undefined {
  const { endpoint, leverage, markets } = terms;
  const isEmulated = environment === 'emulated';
  if (isEmulated !== (endpoint !== undefined) || (endpoint !== undefined && !isOnThisMachine(endpoint))) {
    return { code: 'EXCHANGE_ENDPOINT_INVALID', values: { environment } };
  }
  if (leverage !== undefined && (leverage < ONE || leverage > LEVERAGE_MAX || !markets.includes('swap'))) {
    return { code: 'EXCHANGE_LEVERAGE_INVALID', values: {} };
  }
  return undefined;
}

/** Live keys must not travel to an address that somebody typed. */
function isOnThisMachine(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(endpoint);
  return protocol === 'http:' && LOOPBACK.has(hostname) && `${username}${password}${search}${hash}` === '';
}
