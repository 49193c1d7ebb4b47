/** Protection that is wanted before the account has been compared with its venue: it waits, and nobody is alarmed for nothing. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const LEVELS = { stopLoss: decimal('59000'), takeProfit: decimal('61000') };
const AT = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', averagePrice: decimal('60010') };

/** The process ended while the venue had the entry and had not answered; it has filled there. */
function filledWhileAway(): { readonly bench: EngineBench; readonly entry: Order } {
  const bench = new EngineBench();
  const [entry] = bench.execute(buy('1', LEVELS)) as [Order];
  bench.send({ kind: 'recovered' });
  bench.fill(entry, { price: '60010' });
  return { bench, entry };
}

const compare = (bench: EngineBench, quantity: string): unknown => {
  const positions = quantity === '0' ? [] : [{ ...AT, quantity: decimal(quantity) }];
  return bench.send({ kind: 'reconciled', positions, ordersCompared: 1 });
};

const alarms = (bench: EngineBench): unknown[] =>
  bench.effectsOf('notify').flatMap(({ level, values }) => (level === 'alarm' ? [values] : []));
const denied = (bench: EngineBench): unknown[] => bench.events.filter(({ kind }) => kind === 'order_denied');

describe('protection that is wanted before the account is compared', () => {
  it('waits without an alarm and without a denied order, and is placed when it has been', () => {
    const { bench } = filledWhileAway();
    expect([bench.open('stop_loss'), bench.open('take_profit'), alarms(bench), denied(bench)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    compare(bench, '1');
    expect([bench.open('stop_loss').length, bench.open('take_profit').length, alarms(bench)]).toEqual([1, 1, []]);
  });

  it('is placed by a comparison of the clock too, where that is the first one', () => {
    const { bench } = filledWhileAway();
    const positions = [{ ...AT, quantity: decimal('1') }];
    bench.send({ kind: 'reconciled', positions, ordersCompared: 1, isRoutine: true });
    expect(bench.open('stop_loss')).toHaveLength(1);
  });

  it('is not missed where it was gone before the comparison found so', () => {
    const bench = new EngineBench();
    for (const order of bench.execute(buy('1', LEVELS))) bench.fill(order, { price: '60010' });
    const [stop] = bench.open('stop_loss') as [Order];
    const [target] = bench.open('take_profit') as [Order];
    for (const order of [stop, target]) bench.accept(order);
    bench.send({ kind: 'recovered' });
    bench.cancel(target);
    bench.fill(stop, { price: '59000' });
    compare(bench, '0');
    expect([alarms(bench), denied(bench), bench.open('take_profit')]).toEqual([[], [], []]);
  });

  it('is made larger then, and nobody is alarmed meanwhile', () => {
    const bench = new EngineBench();
    const [entry] = bench.execute(buy('1', LEVELS)) as [Order];
    bench.accept(entry);
    bench.fill(entry, { price: '60010', quantity: '0.4' });
    const [stop] = bench.open('stop_loss') as [Order];
    bench.accept(stop);
    bench.send({ kind: 'recovered' });
    bench.fill(entry, { price: '60010', quantity: '0.6' });
    expect([stop.status, alarms(bench)]).toEqual(['accepted', []]);
    compare(bench, '1');
    expect([stop.status, stop.amendTo?.quantity]).toEqual(['pending_amend', decimal('1')]);
  });

  it('raises an alarm where it fails after the comparison', () => {
    const { bench } = filledWhileAway();
    compare(bench, '1');
    const [stop] = bench.open('stop_loss') as [Order];
    const why = { venueCode: '1', message: 'no', time: bench.now };
    bench.report({ kind: 'rejected', clientOrderId: clientIdOf(stop), ...why });
    expect(alarms(bench)).toMatchObject([{ symbol: 'BTCUSDT', role: 'stop_loss' }]);
  });

  it('raises one alarm where the comparison does not come for a minute, and none where it came', () => {
    const { bench, entry } = filledWhileAway();
    const waits = bench.effectsOf('poll_after').filter(({ orderId }) => orderId === entry.id);
    expect(waits).toMatchObject([{ delayMs: 60_000 }]);
    bench.now += 59_999;
    bench.send({ kind: 'poll', orderId: entry.id });
    expect(alarms(bench)).toEqual([]);
    bench.now += 1;
    for (let time = 0; time < 2; time += 1) bench.send({ kind: 'poll', orderId: entry.id });
    expect(alarms(bench)).toEqual([{ symbol: 'BTCUSDT', role: 'stop_loss', reason: 'ACCOUNT_RECONCILING' }]);
    const other = filledWhileAway();
    compare(other.bench, '1');
    other.bench.now += 60_000;
    other.bench.send({ kind: 'poll', orderId: other.entry.id });
    expect(alarms(other.bench)).toEqual([]);
  });
});
