/** The money of an account at an exchange, as the exchange says it. */
import { describe, expect, it } from 'vitest';
import { add, decimal, ZERO } from '#domain/decimal.ts';
import type { FundingPayment } from '#domain/report.ts';
import { applyEvent } from './apply.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { createAccountState } from './state.ts';
import { benchSettings, BTC, buy, EngineBench, START } from './test/engine-harness.ts';
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

  it('counts while a position on margin is open once it has differed by just as much for minutes', () => {
    const bench = atExchange();
    const [order] = bench.execute(buy('0.5'));
    if (order !== undefined) bench.fill(order, { price: '60010' });
    const look = (total: string): string[] => {
      bench.now += 60_000;
      return told(bench, total).map(({ kind }) => kind);
    };
    // Profit that is counted in moves with the price.
    for (const total of ['900000', '900001', '900002', '900003', '900004', '900005', '900006', '900007'])
      expect(look(total)).toEqual([]);
    for (let minute = 0; minute < 6; minute += 1) expect(look('400000')).toEqual([]);
    expect(look('400000')).toEqual(['balance_adjusted']);
    expect(bench.state).toMatchObject({ balance: decimal('400000'), adjusted: decimal('-600000') });
    expect(look('400000')).toEqual([]);
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

describe('funding', () => {
  const paid = (id: string, amount: string, more: Partial<FundingPayment> = {}): FundingPayment => {
    return { id, instrumentId: 'BTCUSDT', currency: 'USD', amount: decimal(amount), time: START + 1, ...more };
  };
  const list = (bench: EngineBench, funding: readonly FundingPayment[], total?: string) => {
    const balances = total === undefined ? [] : [{ currency: 'USD', total: decimal(total), free: ZERO }];
    return bench.send({ kind: 'balances', balances, funding }).events;
  };
  const holding = (): EngineBench => {
    const bench = atExchange();
    const [order] = bench.execute(buy('0.5'));
    if (order !== undefined) bench.fill(order, { price: '60010' });
    return bench;
  };

  it('is in the balance while the position is held, by itself, and once', () => {
    const bench = holding();
    const before = bench.state.balance;
    expect(list(bench, [paid('1', '-3'), paid('2', '0.5')])).toMatchObject([
      { kind: 'balance_adjusted', reason: 'funding', instrumentId: 'BTCUSDT', paymentId: '1', venueTime: START + 1 },
      { kind: 'balance_adjusted', reason: 'funding', paymentId: '2' },
    ]);
    expect(list(bench, [paid('1', '-3'), paid('2', '0.5')])).toEqual([]);
    expect(list(bench, [paid('1', '1', { instrumentId: '600000.SH' })])).toHaveLength(1);
    const { balance, fundingReceived, adjusted, realizedPnl } = bench.state;
    expect([balance, fundingReceived]).toEqual([add(before, decimal('-1.5')), decimal('-1.5')]);
    expect([adjusted, realizedPnl]).toEqual([ZERO, ZERO]);
  });

  it('leaves nothing to be adjusted when the venue names the balance', () => {
    const bench = atExchange();
    told(bench, '5000');
    const before = bench.state.adjusted;
    expect(list(bench, [paid('1', '-3')], '4997')).toHaveLength(1);
    expect(bench.state).toMatchObject({ balance: decimal('4997'), fundingReceived: decimal('-3'), adjusted: before });
  });

  it('that is listed after the balance has told of it ends as funding all the same', () => {
    const bench = atExchange();
    told(bench, '5000');
    const before = bench.state.adjusted;
    told(bench, '4997');
    list(bench, [paid('1', '-3')], '4997');
    expect(bench.state).toMatchObject({ balance: decimal('4997'), fundingReceived: decimal('-3'), adjusted: before });
  });

  it('of before the account was compared, or without a rate, is not taken', () => {
    const bench = holding();
    expect(list(bench, [paid('1', '-3', { time: START - 1 }), paid('2', '-3', { currency: 'JPY' })])).toEqual([]);
    bench.send({ kind: 'conversion_rate', currency: 'JPY', rate: decimal('0.01') });
    expect(list(bench, [paid('2', '-300', { currency: 'JPY' })])).toHaveLength(1);
    expect(bench.state.fundingReceived).toBe(decimal('-3'));
  });

  it('is in the books and in what is kept of them', () => {
    const bench = holding();
    list(bench, [paid('1', '-3')]);
    const replayed = createAccountState(bench.state.account, benchSettings());
    for (const event of bench.events) applyEvent(replayed, decodeEvent(encodeEvent(event)));
    const kept = decodeState(encodeState(bench.state), bench.state.volatile.settings);
    for (const { balance, fundingReceived, fundingTimes } of [replayed, kept]) {
      expect([balance, fundingReceived]).toEqual([bench.state.balance, decimal('-3')]);
      expect([...fundingTimes]).toEqual([['BTCUSDT 1', START + 1]]);
    }
  });

  it('is remembered for a day, so that the list of what is known does not grow', () => {
    const bench = holding();
    for (let hour = 0; hour < 72; hour += 1) list(bench, [paid(`${hour}`, '-1', { time: START + hour * 3_600_000 })]);
    expect(bench.state.fundingTimes.size).toBe(25);
    expect(bench.state.fundingReceived).toBe(decimal('-72'));
  });
});
