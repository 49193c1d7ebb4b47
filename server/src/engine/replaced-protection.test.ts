/** Protection that the venue ends by itself: it is placed again, some times; what we denied ourselves was never at the venue. */
import { describe, expect, it } from 'vitest';
import { decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const STOP = { stopLoss: decimal('59000') };

function setState(bench: EngineBench, state: 'active' | 'halted'): void {
  bench.send({ kind: 'set_trading_state', state, reason: { code: 'TRADING_STATE_SET', values: {} }, actor: 'me' });
}

/** The venue ends the stop-loss there is, of its own accord; answers whether another one follows. */
function endsAndFollows(bench: EngineBench): boolean {
  const [stop] = bench.open('stop_loss') as [Order?];
  if (stop === undefined) return false;
  bench.accept(stop);
  bench.report({ kind: 'expired', clientOrderId: clientIdOf(stop), filledQuantity: ZERO, time: bench.now });
  expect(stop.status).toBe('expired');
  return bench.open('stop_loss').length > 0;
}

describe('a stop-loss that the venue ends by itself', () => {
  it('is placed again three times, and then a person is told', () => {
    const bench = new EngineBench();
    for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
    expect([1, 2, 3, 4].map(() => endsAndFollows(bench))).toEqual([true, true, true, false]);
    expect(bench.effectsOf('notify').map(({ code }) => code)).toContain('PROTECTION_NOT_PLACED');
  });

  it('is placed again as often where a halt had denied it before', () => {
    const bench = new EngineBench();
    const orders = bench.execute(buy('1', STOP));
    setState(bench, 'halted');
    for (const order of orders) bench.fill(order, { price: '60010' });
    const position = { positionId: 'BTCUSDT', instrumentId: 'BTCUSDT', quantity: ONE, averagePrice: decimal('60010') };
    for (let time = 0; time < 4; time += 1) {
      bench.send({ kind: 'recovered' });
      bench.send({ kind: 'reconciled', positions: [position], ordersCompared: 0 });
    }
    expect([...bench.state.orders.values()].filter(({ status }) => status === 'denied').length).toBeGreaterThan(4);
    setState(bench, 'active');
    expect(bench.open('stop_loss')).toHaveLength(1);
    expect([1, 2, 3, 4].map(() => endsAndFollows(bench))).toEqual([true, true, true, false]);
  });

  it('is placed again as often where it had given way to closes that were not sent', () => {
    const bench = new EngineBench({ traits: { reduceOnly: false } });
    for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
    for (let time = 0; time < 5; time += 1) {
      const [stop] = bench.open('stop_loss') as [Order];
      bench.accept(stop);
      const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT' }) as [Order];
      bench.send({ kind: 'cancel', orderId: close.id, actor: 'me' });
      bench.report({ kind: 'canceled', clientOrderId: clientIdOf(stop), filledQuantity: ZERO, time: bench.now });
      expect([close.status, stop.status]).toEqual(['canceled', 'canceled']);
      expect(bench.open('stop_loss')).toHaveLength(1);
    }
    expect([1, 2, 3, 4].map(() => endsAndFollows(bench))).toEqual([true, true, true, false]);
  });

  it('is placed again as often where some before it never left', () => {
    const bench = new EngineBench();
    for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
    for (let time = 0; time < 5; time += 1) {
      const [stop] = bench.open('stop_loss') as [Order];
      const never = { filledQuantity: ZERO, venueReason: 'DEADLINE_BEFORE_SEND', time: bench.now } as const;
      bench.report({ kind: 'canceled', clientOrderId: clientIdOf(stop), ...never });
    }
    expect([1, 2, 3, 4].map(() => endsAndFollows(bench))).toEqual([true, true, true, false]);
  });

  it('is not placed for ever where none of them leaves', () => {
    const bench = new EngineBench();
    for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
    let left = 0;
    for (; left < 100 && bench.open('stop_loss').length > 0; left += 1) {
      const [stop] = bench.open('stop_loss') as [Order];
      const never = { filledQuantity: ZERO, venueReason: 'DEADLINE_BEFORE_SEND', time: bench.now } as const;
      bench.report({ kind: 'canceled', clientOrderId: clientIdOf(stop), ...never });
    }
    expect(left).toBe(14);
    expect(bench.effectsOf('notify').map(({ code }) => code)).toContain('PROTECTION_NOT_PLACED');
  });

  it('is placed again where a person says that the venue has none', () => {
    const bench = new EngineBench();
    for (const order of bench.execute(buy('1', STOP))) bench.fill(order, { price: '60010' });
    for (let time = 0; time < 5; time += 1) {
      const [stop] = bench.open('stop_loss') as [Order];
      bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(stop), detail: 'silence', time: bench.now });
      bench.send({ kind: 'resolve_unknown', orderId: stop.id, actor: 'me', note: 'it is not there' });
      expect([stop.status, bench.open('stop_loss').length]).toEqual(['expired', 1]);
    }
  });
});
