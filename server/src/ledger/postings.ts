/**
 * What each fact of trading life means for the ledger accounts. Every function returns postings that sum to zero in each
 * currency. A position is paid for in full, long or short, whatever the venue's margin: so cash plus positions at cost
 * is the balance that venues show, and the two apart say how it is bound.
 */
import { type Decimal, isZero, negate, subtract, ZERO } from '#domain/decimal.ts';
import { applyFill, costOf, type FillFacts, type Holding } from '#domain/position-accounting.ts';
import type { Posting } from './transaction.ts';

export interface FillToPost {
  readonly instrumentId: string;
  readonly quoteCurrency: string;
  readonly fill: FillFacts;
  /** In the quote currency; negative is a rebate. */
  readonly fee: Decimal;
  /** The position before the fill; absent: flat. */
  readonly holding?: Holding;
}

export interface Money {
  readonly currency: string;
  readonly amount: Decimal;
}

/**
 * The fill and its fee, in the quote currency: what is opened enters at its price, what is closed leaves at its cost,
 * and the difference is realized. Throws a RangeError for a fill without quantity.
 */
export function postingsForFill({ instrumentId, quoteCurrency, fill, fee, holding }: FillToPost): Posting[] {
  const after = applyFill(holding, fill);
  const costBefore = holding === undefined ? ZERO : costOf(holding, fill.contractSize);
  const costChange = subtract(after.cost, costBefore);
  const at = { currency: quoteCurrency, instrumentId };
  const postings: Posting[] = [
    { account: 'positions', amount: costChange, ...at },
    { account: 'cash', currency: quoteCurrency, amount: subtract(after.realizedQuote, costChange) },
    { account: 'realized_pnl', amount: negate(after.realizedQuote), ...at },
    ...postingsForFee({ currency: quoteCurrency, amount: fee }, instrumentId),
  ];
  return postings.filter((posting) => !isZero(posting.amount));
}

/** A fee paid, or a rebate received when the amount is negative. */
export function postingsForFee(fee: Money, instrumentId?: string): Posting[] {
  return outOfCash('fees', fee, instrumentId);
}

/** Funding of a perpetual or an overnight swap: paid, or received when the amount is negative. */
export function postingsForFunding(paid: Money, instrumentId?: string): Posting[] {
  return outOfCash('funding', paid, instrumentId);
}

function outOfCash(account: 'fees' | 'funding', { currency, amount }: Money, instrumentId?: string): Posting[] {
  return [
    { account, currency, amount, ...(instrumentId === undefined ? {} : { instrumentId }) },
    { account: 'cash', currency, amount: negate(amount) },
  ];
}

/** Money paid in. Throws a RangeError unless the amount is positive. */
export function postingsForDeposit({ currency, amount }: Money): Posting[] {
  requirePositive(amount, 'a deposit');
  return [
    { account: 'cash', currency, amount },
    { account: 'equity', currency, amount: negate(amount) },
  ];
}

/** Money taken out. Throws a RangeError unless the amount is positive. */
export function postingsForWithdrawal({ currency, amount }: Money): Posting[] {
  requirePositive(amount, 'a withdrawal');
  return [
    { account: 'equity', currency, amount },
    { account: 'cash', currency, amount: negate(amount) },
  ];
}

/**
 * One currency given for another, at whatever rate the two amounts make. What is left on the conversion accounts is the
 * open side of the exchange in each currency. Throws a RangeError unless the currencies differ and both amounts have
 * one sign: a loss is converted as well, and then both are negative.
 */
export function postingsForConversion(given: Money, received: Money): Posting[] {
  if (given.currency === received.currency) throw new RangeError('a conversion needs two currencies');
  if (given.amount < ZERO !== received.amount < ZERO) {
    throw new RangeError('both sides of a conversion have the same sign');
  }
  return [
    { account: 'cash', currency: given.currency, amount: negate(given.amount) },
    { account: 'conversion', currency: given.currency, amount: given.amount },
    { account: 'cash', currency: received.currency, amount: received.amount },
    { account: 'conversion', currency: received.currency, amount: negate(received.amount) },
  ];
}

/** What the venue holds beyond our books (negative: short of them), accepted by a person or a reconciliation. */
export function postingsForAdjustment({ currency, amount }: Money): Posting[] {
  return [
    { account: 'cash', currency, amount },
    { account: 'adjustments', currency, amount: negate(amount) },
  ];
}

function requirePositive(amount: Decimal, what: string): void {
  if (amount <= ZERO) throw new RangeError(`${what} must be positive`);
}
