/**
 * Double entry: a transaction moves amounts between ledger accounts, and in every currency what it adds to some it takes
 * from others. An amount is signed: positive is a debit, negative a credit. A transaction that does not sum to zero can
 * not be made, so no balance folded from transactions can leak.
 */
import { add, type Decimal, isZero, ZERO } from '#domain/decimal.ts';

/**
 * cash: money after positions were paid for in full. positions: what is open, at cost, short ones negative.
 * equity: what was paid in and taken out. realized_pnl, fees, funding: what became of it. conversion: the far side of
 * an exchange of currencies. adjustments: what the venue says and nothing of ours explains.
 */
export const LEDGER_ACCOUNTS = [
  'cash',
  'positions',
  'equity',
  'realized_pnl',
  'fees',
  'funding',
  'conversion',
  'adjustments',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export const TRANSACTION_KINDS = ['fill', 'deposit', 'withdrawal', 'funding', 'conversion', 'adjustment'] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

export interface Posting {
  readonly account: LedgerAccount;
  readonly currency: string;
  /** Positive is a debit, negative a credit; never zero. */
  readonly amount: Decimal;
  /** Positions, and what came of them, are kept by instrument. */
  readonly instrumentId?: string;
}

export interface Transaction {
  /** Of the fact it records: a trade id, a transfer's id. */
  readonly id: string;
  readonly kind: TransactionKind;
  /** ms UTC. */
  readonly time: number;
  readonly postings: readonly Posting[];
  readonly note?: string;
}

/** The sum of the postings by currency, only where it is not zero. */
export function imbalances(postings: readonly Posting[]): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const { currency, amount } of postings) {
    const sum = add(sums.get(currency) ?? ZERO, amount);
    if (isZero(sum)) sums.delete(currency);
    else sums.set(currency, sum);
  }
  return sums;
}

/**
 * The transaction, frozen, without postings of zero (a fee of nothing is no fact). Throws a RangeError when the postings
 * do not sum to zero in each currency.
 */
export function createTransaction(fields: Transaction): Transaction {
  const open = imbalances(fields.postings);
  if (open.size > 0)
    throw new RangeError(`transaction ${fields.id} does not balance in ${[...open.keys()].join(', ')}`);
  return Object.freeze({ ...fields, postings: fields.postings.filter((posting) => !isZero(posting.amount)) });
}
