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
  const bench = new EngineBench({ leverage: '3', traits: { balanceIsTruth: true } });
  bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, kind }]) });
  return bench;
};

describe('the balance that an exchange names', () => {
  it('is the account’s, and is noted only when it is another one', () => {
    const bench = atExchange();
    expect(told(bench, '5000').map(({ kind }) => kind)).toEqual(['balance_adjusted']);
    expect(bench.state.balance).toBe(decimal('5000'));
    expect(told(bench, '5000')).toEqual([]);
    expect(told(bench, '4000.5').map((event) => decodeEvent(encodeEvent(event)))).toEqual([
      {
        ...{ kind: 'balance_adjusted', time: bench.now, currency: 'USD', reason: 'venue' },
        ...{ before: decimal('5000'), after: decimal('4000.5') },
      },
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

describe('what the balance was adjusted by', () => {
  it('is a sum of its own, without what was there at the opening, and no profit', () => {
    const bench = new EngineBench({ leverage: '3', traits: { balanceIsTruth: true }, unreconciled: true });
    told(bench, '5000');
    expect(bench.events.at(-1)).toMatchObject({ kind: 'balance_adjusted', reason: 'opening' });
    bench.send({ kind: 'reconciled', positions: [], ordersCompared: 0 });
    told(bench, '4900');
    told(bench, '4950.5');
    expect(bench.state).toMatchObject({ adjusted: decimal('-49.5'), realizedPnl: ZERO, fees: ZERO });
  });
});

describe('what the venue says is free', () => {
  const free = (bench: EngineBench, amount: string) =>
    bench.send({
      kind: 'balances',
      balances: [
        { currency: 'USD', total: decimal('1000000'), free: ZERO },
        { currency: 'USDT', total: ZERO, free: decimal(amount) },
      ],
    });
  const order = (bench: EngineBench, quantity = '1') =>
    bench.execute(buy(quantity, { orderType: 'limit', price: decimal('60000') }))[0];

  it('is all that may be tied up by opening', () => {
    const bench = atExchange();
    bench.send({ kind: 'conversion_rate', currency: 'USDT', rate: decimal('2') });
    free(bench, '5999.99');
    expect(order(bench, '1')).toMatchObject({
      status: 'denied',
      reason: { code: 'VENUE_BALANCE_INSUFFICIENT', values: { needed: '12000', free: '11999.98', currency: 'USDT' } },
    });
    free(bench, '6000');
    expect(order(bench)?.status).toBe('submitting');
  });

  it('is less by what was sent since', () => {
    const bench = atExchange();
    bench.send({ kind: 'balances', balances: [{ currency: 'USD', total: decimal('1000000'), free: ZERO }] });
    expect(order(bench)?.reason?.code).toBe('VENUE_BALANCE_INSUFFICIENT');
    free(bench, '10000');
    expect(order(bench)?.status).toBe('submitting');
    expect(order(bench)?.reason?.code).toBe('VENUE_BALANCE_INSUFFICIENT');
  });

  it('is not known any more once something has filled or ended, and is nothing where our books count', () => {
    const bench = atExchange();
    free(bench, '6000');
    const first = order(bench);
    if (first !== undefined) bench.fill(first, { price: '60000' });
    expect(order(bench)?.status).toBe('submitting');
    const paper = new EngineBench();
    free(paper, '0');
    expect(order(paper)?.status).toBe('submitting');
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
