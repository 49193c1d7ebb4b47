/** An account as the store keeps it: plain JSON, decimals as strings. */
import type { Account, ExchangeTerms } from '#domain/account.ts';
import { decimal, formatDecimal } from '#domain/decimal.ts';

interface StoredTerms extends Omit<ExchangeTerms, 'leverage'> {
  readonly leverage?: string;
}
interface StoredAccount extends Omit<Account, 'initialBalance' | 'exchange'> {
  readonly initialBalance: string;
  readonly exchange?: StoredTerms;
}

/** The collection of accounts that are served, and of those that are not any more. */
export const ACCOUNTS = 'account';
export const REMOVED_ACCOUNTS = 'removed_account';

/** The account as text. */
export function encodeAccount({ exchange, initialBalance, ...account }: Account): string {
  const stored: StoredAccount = {
    ...account,
    initialBalance: formatDecimal(initialBalance),
    ...(exchange === undefined ? {} : { exchange: encodeTerms(exchange) }),
  };
  return JSON.stringify(stored);
}

/** The account that {@link encodeAccount} wrote. Throws when the text is damaged. */
export function decodeAccount(body: string): Account {
  const { exchange, initialBalance, ...account } = JSON.parse(body) as StoredAccount;
  return {
    ...account,
    initialBalance: decimal(initialBalance),
    ...(exchange === undefined ? {} : { exchange: decodeTerms(exchange) }),
  };
}

function encodeTerms({ leverage, ...terms }: ExchangeTerms): StoredTerms {
  return { ...terms, ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }) };
}

function decodeTerms({ leverage, ...terms }: StoredTerms): ExchangeTerms {
  return { ...terms, ...(leverage === undefined ? {} : { leverage: decimal(leverage) }) };
}
