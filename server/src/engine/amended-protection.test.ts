/** Protection that ends while the venue is asked to change it: what filled meanwhile is not left bare. */
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

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
