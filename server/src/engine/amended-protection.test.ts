/** Protection that ends while the venue is asked to change it: what filled meanwhile is not left bare. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, clientIdOf, EngineBench, sell } from './test/engine-harness.ts';

/** A stop-loss over the first part of an entry, which fills whole while it is being enlarged by the second. */
function filledWhileAmended(): { bench: EngineBench; stop: Order } {
  const bench = new EngineBench();
  const [entry] = bench.execute(buy('1', { stopLoss: decimal('59000') })) as [Order];
  bench.accept(entry);
  bench.fill(entry, { price: '60010', quantity: '0.4' });
  const [stop] = bench.open('stop_loss') as [Order];
  bench.accept(stop);
  bench.fill(entry, { price: '60010', quantity: '0.6' });
  bench.fill(stop, { price: '58990', quantity: '0.4' });
  expect(stop.status).toBe('pending_amend');
  return { bench, stop };
}

describe('a stop-loss that fills whole while it is being enlarged', () => {
  it('is followed by another one for the rest once the venue has refused the change', () => {
    const { bench, stop } = filledWhileAmended();
    const before = bench.effectsOf('notify').length;
    const clientOrderId = clientIdOf(stop);
    bench.report({ kind: 'amend_rejected', clientOrderId, venueCode: 'NOT_OPEN', message: '', time: bench.now });
    expect(stop.status).toBe('filled');
    expect(bench.open('stop_loss').map(({ request }) => formatDecimal(request.quantity))).toEqual(['0.6']);
    expect(bench.effectsOf('notify')).toHaveLength(before);
  });
});

describe('a protective order that the venue has changed unasked, as by an amend that was long on its way', () => {
  it.each(['stop_loss', 'take_profit'] as const)('is put right where it is a %s', (role) => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    const levels = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };
    for (const order of bench.execute(buy('1', levels))) bench.fill(order, { price: '60010' });
    const [order] = bench.open(role) as [Order];
    bench.accept(order);
    bench.report({ kind: 'amended', clientOrderId: clientIdOf(order), quantity: decimal('2'), time: bench.now });
    const amends = bench.effectsOf('amend').map(({ amend }) => [amend.orderId, formatDecimal(amend.quantity)]);
    expect(amends).toEqual([[order.id, '1']]);
  });
});

describe('a stop-loss that has filled a part and is to grow', () => {
  /** 0.5 of it are gone and 0.2 are left, when the entry fills 0.3 more where no order is larger than that. */
  function grown(quantityMax: string): EngineBench {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1', { stopLoss: decimal('59000') })) as [Order];
    bench.accept(entry);
    bench.fill(entry, { price: '60010', quantity: '0.7' });
    const [stop] = bench.open('stop_loss') as [Order];
    bench.accept(stop);
    bench.fill(stop, { price: '58990', quantity: '0.5' });
    const directory = createInstrumentDirectory([{ ...BTC, quantityMax: decimal(quantityMax) }]);
    bench.send({ kind: 'directory', directory });
    bench.fill(entry, { price: '60010', quantity: '0.3' });
    return bench;
  }

  it('is changed in place while all of it is one order', () => {
    const bench = grown('1');
    expect(bench.effectsOf('amend').map(({ amend }) => formatDecimal(amend.quantity))).toEqual(['1']);
  });

  it('ends and is placed anew where all of it would be too large for one order', () => {
    const bench = grown('0.8');
    const [stop] = bench.open('stop_loss') as [Order];
    expect(stop.status).toBe('pending_cancel');
    bench.report({
      kind: 'canceled',
      clientOrderId: clientIdOf(stop),
      filledQuantity: decimal('0.5'),
      time: bench.now,
    });
    expect(bench.open('stop_loss').map(({ request }) => formatDecimal(request.quantity))).toEqual(['0.5']);
    expect(bench.effectsOf('amend')).toEqual([]);
  });
});

describe('a take-profit whose change the venue refuses', () => {
  /** It is to be cut to 0.6 after a close of 0.4, when something more happens; then the cut is refused. */
  function refusedAfter(more: (bench: EngineBench) => void): { bench: EngineBench; target: Order } {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    const [entry] = bench.execute(buy('1', { takeProfit: decimal('61000') })) as [Order];
    bench.accept(entry);
    bench.fill(entry, { price: '60010' });
    const [target] = bench.open('take_profit') as [Order];
    bench.accept(target);
    sold(bench, '0.4');
    expect(target.status).toBe('pending_amend');
    more(bench);
    const clientOrderId = clientIdOf(target);
    bench.report({ kind: 'amend_rejected', clientOrderId, venueCode: 'LATE', message: '', time: bench.now });
    return { bench, target };
  }

  function sold(bench: EngineBench, quantity: string): void {
    const [order] = bench.execute(sell(quantity)) as [Order];
    bench.accept(order);
    bench.fill(order, { price: '60000', quantity });
  }

  it('goes when its position has gone meanwhile', () => {
    const { target } = refusedAfter((bench) => sold(bench, '0.6'));
    expect(target.status).toBe('pending_cancel');
  });

  it('is asked to become what is wanted by now, and not once more what was refused', () => {
    const amends = ({ bench }: { readonly bench: EngineBench }): readonly string[] =>
      bench.effectsOf('amend').map(({ amend }) => formatDecimal(amend.quantity));
    expect(amends(refusedAfter((bench) => sold(bench, '0.1')))).toEqual(['0.6', '0.5']);
    expect(amends(refusedAfter(() => undefined))).toEqual(['0.6']);
  });
});
