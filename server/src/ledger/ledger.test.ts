import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, decimal, formatDecimal, negate, subtract, ZERO } from '#domain/decimal.ts';
import { type AppliedFill, applyFill, type FillFacts } from '#domain/position-accounting.ts';
import {
  balanceOf,
  type Books,
  createBooks,
  currenciesOf,
  foldTransactions,
  post,
  type Statement,
  statementGap,
  statementOf,
} from './balances.ts';
import {
  postingsForAdjustment,
  postingsForConversion,
  postingsForDeposit,
  postingsForFee,
  postingsForFill,
  postingsForFunding,
  postingsForWithdrawal,
} from './postings.ts';
import { createTransaction, imbalances, type Posting, type Transaction, type TransactionKind } from './transaction.ts';

const transaction = (kind: TransactionKind, postings: readonly Posting[], id = 'T1'): Transaction =>
  createTransaction({ id, kind, time: 0, postings });
const usd = (amount: string) => ({ currency: 'USD', amount: decimal(amount) });

function inWords(statement: Statement): Record<string, string> {
  const words: Record<string, string> = {};
  const { currency: _currency, ...amounts } = statement;
  for (const [name, amount] of Object.entries<Decimal>(amounts)) {
    if (amount !== ZERO) words[name] = formatDecimal(amount);
  }
  return words;
}

/** A trader of one instrument, whose fills are posted one after the other. */
function trade(books: Books, fills: readonly (FillFacts & { fee: Decimal })[]): AppliedFill | undefined {
  let holding: AppliedFill | undefined;
  for (const { fee, ...fill } of fills) {
    const before = holding === undefined ? {} : { holding };
    const postings = postingsForFill({ instrumentId: 'XAUUSD', quoteCurrency: 'USD', fill, fee, ...before });
    post(books, transaction('fill', postings));
    holding = applyFill(holding, fill);
  }
  return holding;
}

const fillOf = (side: 'buy' | 'sell', quantity: string, price: string, fee = '0') => ({
  side,
  quantity: decimal(quantity),
  price: decimal(price),
  contractSize: decimal('10'),
  fee: decimal(fee),
});

describe('a transaction', () => {
  it('must sum to zero in each currency on its own', () => {
    const crooked: Posting[] = [
      { account: 'cash', currency: 'USD', amount: decimal('1') },
      { account: 'equity', currency: 'EUR', amount: decimal('-1') },
    ];
    expect([...imbalances(crooked)]).toEqual([
      ['USD', decimal('1')],
      ['EUR', decimal('-1')],
    ]);
    expect(() => transaction('deposit', crooked, 'D7')).toThrow('transaction D7 does not balance in USD, EUR');
  });

  it('keeps no posting of zero and can not be changed', () => {
    const free = transaction('fill', postingsForFee(usd('0')));
    expect(free.postings).toEqual([]);
    expect(Object.isFrozen(free)).toBe(true);
  });
});

describe('the books', () => {
  it('tell the story of a long that is partly closed', () => {
    const books = createBooks();
    post(books, transaction('deposit', postingsForDeposit(usd('10000'))));
    trade(books, [fillOf('buy', '2', '100', '1'), fillOf('sell', '1', '130', '0.5')]);
    expect(inWords(statementOf(books, 'USD'))).toEqual({
      cash: '9298.5',
      positionsAtCost: '1000',
      balance: '10298.5',
      equity: '10000',
      realizedPnl: '300',
      fees: '1.5',
    });
    const gold = { account: 'positions', currency: 'USD', instrumentId: 'XAUUSD' } as const;
    expect(formatDecimal(balanceOf(books, gold))).toBe('1000');
    expect(balanceOf(books, { ...gold, instrumentId: 'EURUSD' })).toBe(ZERO);
  });

  it('tell the story of a long that is turned into a short', () => {
    const books = createBooks();
    trade(books, [fillOf('buy', '2', '100'), fillOf('sell', '5', '90')]);
    expect(inWords(statementOf(books, 'USD'))).toEqual({
      cash: '2500',
      positionsAtCost: '-2700',
      balance: '-200',
      realizedPnl: '-200',
    });
  });

  it('keep a rebate, a swap, a withdrawal and a correction apart', () => {
    const books = foldTransactions([
      transaction('deposit', postingsForDeposit(usd('100'))),
      transaction('fill', postingsForFee(usd('-2'), 'XAUUSD')),
      transaction('funding', postingsForFunding(usd('3'), 'XAUUSD')),
      transaction('withdrawal', postingsForWithdrawal(usd('40'))),
      transaction('adjustment', postingsForAdjustment(usd('-0.5'))),
    ]);
    expect(inWords(statementOf(books, 'USD'))).toEqual({
      cash: '58.5',
      balance: '58.5',
      equity: '60',
      fees: '-2',
      funding: '3',
      adjustments: '-0.5',
    });
  });

  it('exchange one currency for another, a loss as well', () => {
    const yen = { currency: 'JPY', amount: decimal('-15000') };
    const books = foldTransactions([transaction('conversion', postingsForConversion(yen, usd('-100')))]);
    expect(currenciesOf(books)).toEqual(['JPY', 'USD']);
    expect(inWords(statementOf(books, 'JPY'))).toEqual({ cash: '15000', balance: '15000', converted: '15000' });
    expect(inWords(statementOf(books, 'USD'))).toEqual({ cash: '-100', balance: '-100', converted: '-100' });
  });

  it.each([
    ['a deposit of nothing', () => postingsForDeposit(usd('0'))],
    ['a negative withdrawal', () => postingsForWithdrawal(usd('-1'))],
    ['a conversion into itself', () => postingsForConversion(usd('1'), usd('1'))],
    ['a conversion that only takes', () => postingsForConversion(usd('1'), { currency: 'EUR', amount: decimal('-1') })],
    ['a fill of nothing', () => trade(createBooks(), [fillOf('buy', '0', '1')])],
  ])('refuse %s', (_what, attempt) => {
    expect(attempt).toThrow(RangeError);
  });
});

describe('any history', () => {
  const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((raw) => raw as Decimal);
  const positive = fc.bigInt({ min: 1n, max: 10n ** 24n }).map((raw) => raw as Decimal);
  const currency = fc.constantFrom('USD', 'EUR', 'JPY');
  const money = fc.record({ currency, amount });
  const gain = fc.record({ currency, amount: positive });
  const instrumentId = fc.constantFrom('XAUUSD', 'EURUSD', 'a b', 'a');
  const fill = fc.record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    price: amount,
    quantity: positive,
    contractSize: fc.constantFrom('1', '100', '0.001').map(decimal),
  });
  const holding = fc.option(fc.record({ quantity: amount, averagePrice: amount }), { nil: undefined });
  const history = fc.array(
    fc.oneof(
      fc
        .record({ instrumentId, quoteCurrency: currency, fill, fee: amount, holding })
        .map(({ holding, ...facts }) => postingsForFill(holding === undefined ? facts : { ...facts, holding })),
      fc.tuple(money, instrumentId).map(([fee, id]) => postingsForFee(fee, id)),
      fc.tuple(money, instrumentId).map(([paid, id]) => postingsForFunding(paid, id)),
      gain.map(postingsForDeposit),
      gain.map(postingsForWithdrawal),
      money.map(postingsForAdjustment),
      fc
        .tuple(positive, positive)
        .map(([given, received]) =>
          postingsForConversion({ currency: 'EUR', amount: given }, { currency: 'USD', amount: received }),
        ),
    ),
    { maxLength: 30 },
  );

  it('sums to zero in each transaction and in the books as a whole', () => {
    fc.assert(
      fc.property(history, (all) => {
        for (const postings of all) expect(imbalances(postings).size).toBe(0);
        const books = foldTransactions(all.map((postings) => transaction('fill', postings)));
        expect(imbalances([...books.balances.values()]).size).toBe(0);
        for (const each of currenciesOf(books)) expect(statementGap(statementOf(books, each))).toBe(ZERO);
      }),
    );
  });

  it('leaves balances that are the sums of their postings', () => {
    fc.assert(
      fc.property(history, (all) => {
        const books = foldTransactions(all.map((postings) => transaction('fill', postings)));
        for (const posting of all.flat()) {
          const same = all
            .flat()
            .filter(
              ({ account, currency, instrumentId }) =>
                account === posting.account && currency === posting.currency && instrumentId === posting.instrumentId,
            );
          const sum = same.reduce((so, { amount }) => add(so, amount), ZERO);
          const kept = [...books.balances.values()].filter(
            ({ account, currency, instrumentId }) =>
              account === posting.account && currency === posting.currency && instrumentId === posting.instrumentId,
          );
          expect(kept.map(({ amount }) => amount)).toEqual(sum === ZERO ? [] : [sum]);
        }
      }),
    );
  });

  it('comes to the same books in one go, in two parts, and in any order', () => {
    fc.assert(
      fc.property(history, fc.nat(30), (all, cut) => {
        const transactions = all.map((postings) => transaction('fill', postings));
        const whole = foldTransactions(transactions);
        const parts = foldTransactions(transactions.slice(0, cut));
        for (const each of transactions.slice(cut)) post(parts, each);
        expect(parts.balances).toEqual(whole.balances);
        expect(foldTransactions(transactions.toReversed()).balances).toEqual(whole.balances);
      }),
    );
  });

  it('agrees with the accounting of positions: cost, realized profit and balance', () => {
    const oneInstrument = fc.array(fc.record({ fill, fee: amount }), { maxLength: 20 });
    fc.assert(
      fc.property(oneInstrument, positive, (all, capital) => {
        const fills = all.map(({ fill, fee }) => ({ ...fill, contractSize: decimal('100'), fee }));
        const books = createBooks();
        post(books, transaction('deposit', postingsForDeposit({ currency: 'USD', amount: capital })));
        const last = trade(books, fills);
        let realized = ZERO;
        let holding: AppliedFill | undefined;
        for (const each of fills) {
          holding = applyFill(holding, each);
          realized = add(realized, holding.realizedQuote);
        }
        const fees = fills.reduce((sum, { fee }) => add(sum, fee), ZERO);
        const statement = statementOf(books, 'USD');
        expect(statement.positionsAtCost).toBe(last?.cost ?? ZERO);
        expect(statement.realizedPnl).toBe(realized);
        expect(statement.balance).toBe(subtract(add(capital, realized), fees));
      }),
    );
  });

  it('is undone by its opposite', () => {
    fc.assert(
      fc.property(history, (all) => {
        const books = foldTransactions(all.map((postings) => transaction('fill', postings)));
        for (const postings of all) {
          const opposite = postings.map((posting) => ({ ...posting, amount: negate(posting.amount) }));
          post(books, transaction('adjustment', opposite));
        }
        expect(books.balances.size).toBe(0);
      }),
    );
  });
});
