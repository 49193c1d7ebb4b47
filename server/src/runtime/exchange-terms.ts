/** What an account at an exchange must say of itself before anything is asked of the exchange. */
import { ONE } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { ExchangeAccountCreation } from './desk.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const LEVERAGE_MAX = ONE * 200n;

/** What is wrong with it; undefined when nothing is. */
export function exchangeTermsProblem({ terms, environment }: ExchangeAccountCreation): Reason | undefined {
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
