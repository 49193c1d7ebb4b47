/**
 * Balances: the fold of transactions, and nothing but it. Kept by ledger account, currency and instrument; a balance
 * that comes to zero is dropped, so equal books are equal whatever their history.
 */
import { add, type Decimal, isZero, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { LedgerAccount, Posting, Transaction } from './transaction.ts';

export interface LedgerBalance {
  readonly account: LedgerAccount;
  readonly currency: string;
  readonly instrumentId?: string;
  /** Positive is a debit, negative a credit. */
  readonly amount: Decimal;
}

/** The books of one trading account. Only {@link post} changes them. */
export interface Books {
  readonly balances: Map<string, LedgerBalance>;
}

/** The books of one currency in everyday signs: what is owned, earned and paid are positive. */
export interface Statement {
  readonly currency: string;
  readonly cash: Decimal;
  readonly positionsAtCost: Decimal;
  /** Cash and positions at cost: the balance as venues show it. */
  readonly balance: Decimal;
  /** Paid in less taken out. */
  readonly equity: Decimal;
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
  /** Received from other currencies less given for them. */
  readonly converted: Decimal;
  readonly adjustments: Decimal;
}

/** Books in which nothing has happened. */
export const createBooks = (): Books => ({ balances: new Map() });

/** Adds the transaction to the books, which change in place. A transaction belongs in once; that is its caller's care. */
export function post(books: Books, transaction: Transaction): void {
  for (const posting of transaction.postings) addPosting(books.balances, posting);
}

function addPosting(balances: Map<string, LedgerBalance>, posting: Posting): void {
  const key = keyOf(posting);
  const known = balances.get(key);
  const amount = add(known?.amount ?? ZERO, posting.amount);
  if (isZero(amount)) balances.delete(key);
  else balances.set(key, { ...posting, amount });
}

const keyOf = (posting: Posting): string =>
  JSON.stringify([posting.account, posting.currency, posting.instrumentId ?? '']);

/** The books after `transactions`, from the first one on. */
export function foldTransactions(transactions: Iterable<Transaction>): Books {
  const books = createBooks();
  for (const transaction of transactions) post(books, transaction);
  return books;
}

/** The sum of one account in one currency; with `instrumentId`, only what is kept under that instrument. */
export function balanceOf(
  books: Books,
  { account, currency, instrumentId }: Pick<Posting, 'account' | 'currency' | 'instrumentId'>,
): Decimal {
  if (instrumentId !== undefined) {
    return books.balances.get(keyOf({ account, currency, instrumentId, amount: ZERO }))?.amount ?? ZERO;
  }
  let sum: Decimal = ZERO;
  for (const balance of books.balances.values()) {
    if (balance.account === account && balance.currency === currency) sum = add(sum, balance.amount);
  }
  return sum;
}

/** Every currency in which something is on the books, in alphabetical order. */
export function currenciesOf(books: Books): string[] {
  const currencies = new Set([...books.balances.values()].map((balance) => balance.currency));
  return [...currencies].toSorted();
}

/** The books of one currency at a glance. */
export function statementOf(books: Books, currency: string): Statement {
  const debit = (account: LedgerAccount): Decimal => balanceOf(books, { account, currency });
  const credit = (account: LedgerAccount): Decimal => negate(debit(account));
  const cash = debit('cash');
  const positionsAtCost = debit('positions');
  return {
    currency,
    cash,
    positionsAtCost,
    balance: add(cash, positionsAtCost),
    equity: credit('equity'),
    realizedPnl: credit('realized_pnl'),
    fees: debit('fees'),
    funding: debit('funding'),
    converted: credit('conversion'),
    adjustments: credit('adjustments'),
  };
}

/** By how much a statement's two sides differ: zero, always. Any other number is a defect of the books. */
export function statementGap(statement: Statement): Decimal {
  const earned = subtract(subtract(statement.realizedPnl, statement.fees), statement.funding);
  const explained = add(add(add(statement.equity, earned), statement.converted), statement.adjustments);
  return subtract(statement.balance, explained);
}
