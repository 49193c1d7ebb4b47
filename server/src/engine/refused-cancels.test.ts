/** A cancel that the venue refuses: protection that outlives its position is taken away as soon as the venue lets us. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import type { VenueOrder } from '#domain/report.ts';
import { buy, clientIdOf, EngineBench, sell } from './test/engine-harness.ts';

/** A take-profit that rests, whose position is gone and whose cancel is on its way. */
function withoutPosition(): { bench: EngineBench; target: Order } {
  const bench = new EngineBench();
  for (const order of bench.execute(buy('1', { takeProfit: decimal('63000') }))) bench.fill(order, { price: '60010' });
  const [target] = bench.open('take_profit') as [Order];
  bench.accept(target);
  for (const order of bench.execute(sell('1'))) bench.fill(order, { price: '60000' });
  expect(target.status).toBe('pending_cancel');
  return { bench, target };
}

function refuse(bench: EngineBench, order: Order, code?: string): void {
  const clientOrderId = clientIdOf(order);
  const reason = code === undefined ? {} : { reason: { code, values: {} } };
  const told = { venueCode: 'RATE_LIMITED', message: '', time: bench.now, ...reason };
  bench.report({ kind: 'cancel_rejected', clientOrderId, ...told });
}

/** The order as the venue shows it, open in spite of everything. */
const shown = ({ now }: EngineBench, order: Order): VenueOrder => ({
  ...{ instrumentId: order.request.instrumentId, side: order.request.side, type: 'limit' },
  ...{ clientOrderId: clientIdOf(order), venueOrderId: order.venueOrderId ?? '', quantity: order.request.quantity },
  ...{ limitPrice: decimal('59000'), filledQuantity: ZERO, averagePrice: ZERO, status: 'open', updatedAt: now },
});

/** How long it is until the order is looked at again. */
const delayOf = (bench: EngineBench, order: Order): number | undefined =>
  bench.effectsOf('poll_after').findLast(({ orderId }) => orderId === order.id)?.delayMs;

const cancelsOf = (bench: EngineBench, order: Order): number =>
  bench.effectsOf('cancel').filter(({ orderId }) => orderId === order.id).length;

describe('a take-profit without a position, whose cancel was refused', () => {
  it('is canceled again after a while, until the venue does it', () => {
    const { bench, target } = withoutPosition();
    refuse(bench, target);
    expect([target.status, cancelsOf(bench, target)]).toEqual(['accepted', 1]);
    expect(bench.effectsOf('query').at(-1)?.orderId).toBe(target.id);
    const first = delayOf(bench, target) ?? 0;
    expect(first).toBeGreaterThan(0);
    bench.now += first;
    bench.send({ kind: 'poll', orderId: target.id });
    expect([target.status, cancelsOf(bench, target)]).toEqual(['pending_cancel', 2]);
    refuse(bench, target);
    expect(delayOf(bench, target)).toBeGreaterThan(first);
    bench.send({ kind: 'poll', orderId: target.id });
    bench.cancel(target);
    expect([target.status, bench.state.groups.size]).toEqual(['canceled', 0]);
  });
});

describe('an entry whose cancel was refused', () => {
  it('is left to whoever asked for its cancel', () => {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1', { orderType: 'limit', price: decimal('59000') })) as [Order];
    bench.accept(entry);
    bench.send({ kind: 'cancel', orderId: entry.id, actor: 'me' });
    refuse(bench, entry);
    expect([entry.status, delayOf(bench, entry)]).toEqual(['accepted', undefined]);
    bench.send({ kind: 'poll', orderId: entry.id });
    expect(cancelsOf(bench, entry)).toBe(1);
  });

  it.each([
    'VENUE_RATE_LIMITED',
    'VENUE_IN_MAINTENANCE',
    'VENUE_TIMESTAMP_REFUSED',
    'DEADLINE_BEFORE_SEND',
    'REQUEST_NOT_CONNECTED',
  ])('for a moment (%s) is canceled again, later each time, until the venue does it', (code) => {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1', { orderType: 'limit', price: decimal('59000') })) as [Order];
    bench.accept(entry);
    bench.send({ kind: 'cancel', orderId: entry.id, actor: 'me' });
    const found = { kind: 'found', order: shown(bench, entry), fills: [] } as const;
    const pauses: number[] = [];
    for (let time = 1; time <= 3; time += 1) {
      refuse(bench, entry, code);
      expect([entry.status, cancelsOf(bench, entry)]).toEqual(['pending_cancel', time]);
      pauses.push(delayOf(bench, entry) ?? 0);
      bench.send({ kind: 'poll', orderId: entry.id });
      bench.send({ kind: 'query_answer', orderId: entry.id, clientOrderId: clientIdOf(entry), answer: found });
    }
    expect(pauses).toEqual([...pauses].sort((left, right) => left - right));
    bench.cancel(entry);
    expect(entry.status).toBe('canceled');
  });
});
