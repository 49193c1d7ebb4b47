/** Protection that the venue refuses for a moment: it is asked for again, and a person is told once. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const STOP = { stopLoss: decimal('59000') };

function held(): { readonly bench: EngineBench; readonly stop: Order } {
  const bench = new EngineBench();
  for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
  return { bench, stop: bench.open('stop_loss')[0] as Order };
}

function refuse(bench: EngineBench, stop: Order, code?: string): void {
  const told = code === undefined ? {} : { reason: { code, values: {} } };
  const why = { venueCode: '429', message: 'no', time: bench.now, ...told };
  bench.report({ kind: 'rejected', clientOrderId: clientIdOf(stop), ...why });
}

/** Lets the pause pass that was asked for with the last refusal. */
function waitOut(bench: EngineBench, stop: Order): number {
  const { delayMs = 0 } = bench.effectsOf('poll_after').findLast(({ orderId }) => orderId === stop.id) ?? {};
  bench.now += delayMs;
  bench.send({ kind: 'poll', orderId: stop.id });
  return delayMs;
}

const alarms = (bench: EngineBench): number =>
  bench.effectsOf('notify').filter(({ code }) => code === 'PROTECTION_NOT_PLACED').length;

describe('a stop-loss that the venue refuses', () => {
  it.each(['VENUE_RATE_LIMITED', 'VENUE_IN_MAINTENANCE', 'VENUE_TIMESTAMP_REFUSED', 'VENUE_MARKET_CLOSED'])(
    'for %s is asked for again, later each time, and comes when the venue takes it',
    (code) => {
      const { bench, stop } = held();
      let newest = stop;
      const pauses: number[] = [];
      for (let time = 0; time < 8; time += 1) {
        refuse(bench, newest, code);
        expect(bench.open('stop_loss')).toEqual([]);
        pauses.push(waitOut(bench, newest));
        newest = bench.open('stop_loss')[0] as Order;
        expect(newest.status).toBe('submitting');
      }
      expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 64_000, 64_000]);
      bench.accept(newest);
      expect([newest.status, alarms(bench)]).toEqual(['accepted', 1]);
    },
  );

  it('is not asked for before its time, whatever else happens', () => {
    const { bench, stop } = held();
    refuse(bench, stop, 'VENUE_RATE_LIMITED');
    bench.now += 1_000;
    bench.send({ kind: 'poll', orderId: stop.id });
    for (const order of bench.execute(buy('0.1'))) bench.fill(order, { price: '60010' });
    expect(bench.open('stop_loss')).toEqual([]);
  });

  it('for good stays away until a person acts', () => {
    const { bench, stop } = held();
    refuse(bench, stop);
    expect(bench.effectsOf('poll_after')).toEqual([]);
    bench.now += 600_000;
    bench.send({ kind: 'poll', orderId: stop.id });
    expect([bench.open('stop_loss').length, alarms(bench)]).toEqual([0, 1]);
  });

  it('is given up after many times, and a person is told once more', () => {
    const { bench, stop } = held();
    let newest: Order | undefined = stop;
    let count = 0;
    for (; newest !== undefined && count < 100; count += 1) {
      refuse(bench, newest, 'VENUE_RATE_LIMITED');
      waitOut(bench, newest);
      newest = bench.open('stop_loss')[0];
    }
    expect([count, alarms(bench)]).toEqual([30, 2]);
  });
});
