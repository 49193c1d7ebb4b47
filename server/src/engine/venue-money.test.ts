/** The money of an account at an exchange, as the exchange says it. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { createAccountState } from './state.ts';
import { benchSettings, BTC, buy, EngineBench } from './test/engine-harness.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';

const told = (bench: EngineBench, total: string, currency = 'USD') =>
  bench.send({ kind: 'balances', balances: [{ currency, total: decimal(total), free: ZERO }] }).events;

const atExchange = (kind: 'crypto_spot' | 'crypto_perpetual' = 'crypto_perpetual'): EngineBench => {
  const bench = new EngineBench({ leverage: '3' });
  bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, kind }]) });
  return bench;
};

describe('the balance that an exchange names', () => {
  it('is the account’s, and is noted only when it is another one', () => {
    const bench = atExchange();
    expect(told(bench, '5000').map(({ kind }) => kind)).toEqual(['balance_noted']);
    expect(bench.state.balance).toBe(decimal('5000'));
    expect(told(bench, '5000')).toEqual([]);
    expect(told(bench, '4000.5').map((event) => decodeEvent(encodeEvent(event)))).toEqual([
      { kind: 'balance_noted', time: bench.now, balance: decimal('4000.5') },
    ]);
  });

  it('is nothing where the exchange names none in the account’s currency', () => {
    const bench = atExchange();
    told(bench, '5000', 'EUR');
    expect(bench.state.balance).toBe(ZERO);
  });

  it('does not count while an order is on its way, nor while a position on margin is open', () => {
    const bench = atExchange();
    const [order] = bench.execute(buy('0.5'));
    if (order === undefined) throw new Error('no order');
    expect(told(bench, '1')).toEqual([]);
    bench.fill(order, { price: '60010' });
    expect(told(bench, '1')).toEqual([]);
    expect(bench.state.balance).toBe(decimal('1000000'));
  });

  it('leaves coins that were bought at their cost, so that nothing is gained or lost by looking', () => {
    const bench = atExchange('crypto_spot');
    const [order] = bench.execute(buy('0.5'));
    if (order === undefined) throw new Error('no order');
    bench.fill(order, { price: '60000' });
    expect(told(bench, '970000')).toEqual([]);
    told(bench, '970100');
    expect(bench.state.balance).toBe(decimal('1000100'));
  });

  it('is of accounts at exchanges alone', () => {
    const bench = new EngineBench();
    expect(told(bench, '5')).toEqual([]);
  });

  it('is in the books', () => {
    const bench = atExchange();
    told(bench, '5000');
    const replayed = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    expect(replayed.balance).toBe(bench.state.balance);
  });
});

describe('coins at an exchange', () => {
  it('are no positions there, and so none that could differ', () => {
    const bench = atExchange('crypto_spot');
    const [order] = bench.execute(buy('0.5'));
    if (order === undefined) throw new Error('no order');
    bench.fill(order, { price: '60000' });
    bench.send({ kind: 'reconciled', positions: [], ordersCompared: 0 });
    expect([...bench.state.frozen.keys()]).toEqual([]);
  });
});
