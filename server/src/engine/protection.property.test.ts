/** Protection under everything a venue can do to it: it covers what is held, no more, at its own price, and nothing runs away. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { BTC, buy, clientIdOf, EngineBench, sell } from './test/engine-harness.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';

const only = (orders: readonly Order[]): Order => {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
};
const text = (orders: readonly Order[]): string[] => orders.map(({ request }) => formatDecimal(request.quantity));
const codes = (bench: EngineBench): string[] => bench.effectsOf('notify').map(({ code }) => code);

function enter(bench: EngineBench, command: SignalCommand): Order {
  const entry = only(bench.execute(command));
  bench.accept(entry);
  bench.fill(entry, { price: '60010' });
  return entry;
}

function acceptAll(bench: EngineBench): void {
  for (const order of [...bench.open('stop_loss'), ...bench.open('take_profit')]) {
    if (order.status === 'submitting') bench.accept(order);
  }
}

const STOP = { stopLoss: decimal('59000') };
const refusal = (order: Order, bench: EngineBench) => ({
  clientOrderId: clientIdOf(order),
  venueCode: 'WOULD_TRIGGER',
  message: 'no',
  time: bench.now,
});

describe('a stop-loss that could not be placed', () => {
  it('because too little had filled is placed once enough has', () => {
    const bench = new EngineBench();
    const coarse = { ...BTC, quantityMin: decimal('0.01') };
    Object.assign(bench.state.volatile.settings, { directory: createInstrumentDirectory([coarse]) });
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.fill(entry, { price: '60010', quantity: '0.001' });
    expect(bench.open('stop_loss')).toHaveLength(0);
    bench.fill(entry, { price: '60010', quantity: '0.999' });
    expect(text(bench.open('stop_loss'))).toEqual(['1']);
  });

  it('because the venue refused it is an alarm, and is not tried again by itself', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', STOP));
    const stop = only(bench.open('stop_loss'));
    bench.report({ kind: 'rejected', ...refusal(stop, bench) });
    expect(codes(bench)).toContain('PROTECTION_NOT_PLACED');
    expect(bench.open('stop_loss')).toHaveLength(0);
  });

  it('because the venue cancels it each time is given up after a few attempts, with an alarm', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', STOP));
    let attempts = 0;
    for (; bench.open('stop_loss').length > 0 && attempts < 50; attempts += 1) {
      const stop = only(bench.open('stop_loss'));
      bench.accept(stop);
      bench.cancel(stop);
    }
    expect(attempts).toBeGreaterThan(1);
    expect(attempts).toBeLessThan(10);
    expect(codes(bench)).toContain('PROTECTION_NOT_PLACED');
  });
});

describe('a stop-loss while trading is closed', () => {
  /** 08:00 on a Friday: open until 08:30, and again on Monday at 08:00. */
  function closedSoon(): EngineBench {
    const bench = new EngineBench();
    const sessions = [{ days: [1, 2, 3, 4, 5], start: '08:00', end: '08:30' }];
    Object.assign(bench.state.volatile.settings, { directory: createInstrumentDirectory([{ ...BTC, sessions }]) });
    return bench;
  }
  const HALF_HOUR = 1_800_000;
  const wake = (bench: EngineBench): void => {
    const timer = bench.effectsOf('poll_after').at(-1);
    if (timer === undefined) throw new Error('nobody looks again');
    bench.now += timer.delayMs;
    bench.send({ kind: 'poll', orderId: timer.orderId });
  };
  const opens = (bench: EngineBench): boolean => bench.open('stop_loss').length > 0;

  it('waits with an alarm that says until when, and is placed when trading opens', () => {
    const bench = closedSoon();
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.now += HALF_HOUR;
    bench.fill(entry, { price: '60010' });
    expect(opens(bench)).toBe(false);
    expect(bench.effectsOf('notify').at(-1)).toMatchObject({
      level: 'alarm',
      code: 'PROTECTION_WAITS',
      values: { symbol: 'BTCUSDT', role: 'stop_loss', opens: '2027-01-18T08:00:00.000Z' },
    });
    const notices = bench.effectsOf('notify').length;
    for (let round = 0; round < 1_000 && !opens(bench); round += 1) wake(bench);
    expect(new Date(bench.now).toISOString()).toBe('2027-01-18T08:00:00.000Z');
    expect(text(bench.open('stop_loss'))).toEqual(['1']);
    expect(bench.effectsOf('notify').length).toBe(notices);
    expect([...bench.state.orders.values()].filter(({ status }) => status === 'denied')).toHaveLength(1);
  });

  it('is placed by the first price too, should no timer come', () => {
    const bench = closedSoon();
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.now += HALF_HOUR;
    bench.fill(entry, { price: '60010' });
    bench.quote('BTCUSDT', '60000', '60010');
    expect(opens(bench)).toBe(false);
    bench.now = Date.parse('2027-01-18T08:00:01Z');
    bench.quote('BTCUSDT', '60000', '60010');
    expect(opens(bench)).toBe(true);
  });

  it('that was to be moved is moved then', () => {
    const bench = closedSoon();
    enter(bench, buy('1', STOP));
    acceptAll(bench);
    bench.now += HALF_HOUR;
    const route = { maxAgeMs: 1e12 };
    bench.execute(
      { action: 'modify', symbol: 'BTCUSDT', stopLoss: decimal('59500'), stopLossUnit: 'price' },
      { route },
    );
    expect(codes(bench)).toContain('PROTECTION_WAITS');
    for (let round = 0; round < 1_000 && bench.effectsOf('amend').length === 0; round += 1) wake(bench);
    expect(bench.effectsOf('amend')).toMatchObject([{ amend: { stopPrice: decimal('59500') } }]);
  });

  it('does not bring back what the venue refused', () => {
    const bench = closedSoon();
    enter(bench, buy('1', { ...STOP, takeProfit: decimal('62000') }));
    bench.report({ kind: 'rejected', ...refusal(only(bench.open('stop_loss')), bench) });
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.now += HALF_HOUR;
    bench.fill(entry, { price: '60010' });
    for (let round = 0; round < 1_000 && !opens(bench); round += 1) wake(bench);
    expect(text(bench.open('stop_loss'))).toEqual(['1']);
  });

  it('is tried again after a restart', () => {
    const bench = closedSoon();
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.now += HALF_HOUR;
    bench.fill(entry, { price: '60010' });
    bench.state.volatile.awaitingOpening.clear();
    bench.effects.splice(0);
    const positions = [
      { positionId: 'p', instrumentId: 'BTCUSDT', quantity: decimal('1'), averagePrice: decimal('1') },
    ];
    bench.send({ kind: 'reconciled', positions, ordersCompared: 0 });
    expect(codes(bench)).toContain('PROTECTION_WAITS');
    for (let round = 0; round < 1_000 && !opens(bench); round += 1) wake(bench);
    expect(text(bench.open('stop_loss'))).toEqual(['1']);
  });
});

describe('a protective order that the venue will not change', () => {
  it('is asked once for each reason to change it, not for ever, and it is an alarm', () => {
    const bench = new EngineBench();
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.fill(entry, { price: '60010', quantity: '0.4' });
    acceptAll(bench);
    bench.fill(entry, { price: '60010', quantity: '0.6' });
    const stop = only(bench.open('stop_loss'));
    for (let round = 0; round < 20 && stop.status === 'pending_amend'; round += 1) {
      bench.report({ kind: 'amend_rejected', ...refusal(stop, bench) });
    }
    expect(stop.status).toBe('accepted');
    expect(bench.effectsOf('amend')).toHaveLength(1);
    expect(codes(bench)).toContain('PROTECTION_NOT_PLACED');
  });
});

describe('a stop-loss that may not grow with its position', () => {
  it('because the account is halted is an alarm, and grows with the resume', () => {
    const bench = new EngineBench();
    const entry = only(bench.execute(buy('1', STOP)));
    bench.accept(entry);
    bench.fill(entry, { price: '60010', quantity: '0.4' });
    acceptAll(bench);
    const reason = { code: 'TRADING_STATE_SET', values: {} };
    bench.send({ kind: 'set_trading_state', state: 'halted', reason, actor: 'me' });
    bench.fill(entry, { price: '60010', quantity: '0.6' });
    expect(codes(bench)).toContain('PROTECTION_NOT_PLACED');
    bench.send({ kind: 'set_trading_state', state: 'active', reason, actor: 'me' });
    expect(bench.effectsOf('amend')).toMatchObject([{ amend: { quantity: decimal('1') } }]);
  });
});

describe('protection of a position that is gone', () => {
  it('does not come back on another entry that asked for none', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', STOP));
    acceptAll(bench);
    const stop = only(bench.open('stop_loss'));
    bench.fill(only(bench.execute({ action: 'close', symbol: 'BTCUSDT' })), { price: '60000' });
    expect(stop.status).toBe('pending_cancel');
    enter(bench, buy('1'));
    bench.cancel(stop);
    expect(bench.open('stop_loss')).toHaveLength(0);
    expect(bench.state.groups.size).toBe(0);
  });

  it('in part does not stretch over what was bought later without any', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', STOP));
    acceptAll(bench);
    const stop = only(bench.open('stop_loss'));
    const close = { action: 'close', symbol: 'BTCUSDT', quantity: decimal('0.6'), quantityUnit: 'units' } as const;
    bench.fill(only(bench.execute(close)), { price: '60000' });
    const { amend } = bench.effectsOf('amend')[0] ?? {};
    expect(amend?.quantity).toBe(decimal('0.4'));
    bench.report({ kind: 'amended', clientOrderId: clientIdOf(stop), quantity: decimal('0.4'), time: bench.now });
    enter(bench, buy('0.6'));
    expect(stop.request.quantity).toBe(decimal('0.4'));
    expect(bench.effectsOf('amend')).toHaveLength(1);
  });

  it('by a reversal protects neither the other side nor a later return', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', STOP));
    acceptAll(bench);
    const stop = only(bench.open('stop_loss'));
    bench.fill(only(bench.execute(sell('2'))), { price: '60000' });
    bench.fill(only(bench.execute(buy('2'))), { price: '60010' });
    bench.cancel(stop);
    expect(bench.open('stop_loss')).toHaveLength(0);
  });
});

describe('a modify of several targets into one', () => {
  it('leaves no order of the targets that are no more', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', { ...STOP, takeProfits: [{ value: decimal('61000') }, { value: decimal('62000') }] }));
    acceptAll(bench);
    bench.execute({ action: 'modify', symbol: 'BTCUSDT', takeProfit: decimal('63000'), takeProfitUnit: 'price' });
    for (const { orderId } of bench.effectsOf('cancel')) {
      bench.cancel(bench.order(orderId));
    }
    for (const { amend } of bench.effectsOf('amend')) {
      bench.report({ kind: 'amended', time: bench.now, ...amend });
    }
    expect(text(bench.open('take_profit'))).toEqual(['1']);
    expect(only(bench.open('take_profit')).request.limitPrice).toBe(decimal('63000'));
    expect(text(bench.open('stop_loss'))).toEqual(['1']);
  });
});

describe('a stop-loss that a person has moved', () => {
  it('stays where it was put', () => {
    const bench = new EngineBench();
    enter(bench, buy('1', STOP));
    acceptAll(bench);
    const stop = only(bench.open('stop_loss'));
    bench.send({ kind: 'amend', orderId: stop.id, stopPrice: decimal('59500'), actor: 'me' });
    const stopPrice = decimal('59500');
    bench.report({
      kind: 'amended',
      clientOrderId: clientIdOf(stop),
      quantity: decimal('1'),
      stopPrice,
      time: bench.now,
    });
    expect([stop.status, stop.request.stopPrice]).toEqual(['accepted', stopPrice]);
    expect(bench.effectsOf('amend')).toHaveLength(1);
  });
});
