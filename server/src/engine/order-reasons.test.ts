/** What an order says about itself: only what is still true of it, in words that name the cause. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench } from './test/engine-harness.ts';

const only = (orders: readonly Order[]): Order => {
  expect(orders).toHaveLength(1);
  return orders[0] as Order;
};

const RESTING = { orderType: 'limit', price: decimal('59500') } as const;

function resting(): { bench: EngineBench; order: Order } {
  const bench = new EngineBench();
  const order = only(bench.execute(buy('1', RESTING)));
  bench.accept(order);
  return { bench, order };
}

function cancelRefused(bench: EngineBench, order: Order): void {
  bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
  const clientOrderId = clientIdOf(order);
  bench.report({ kind: 'cancel_rejected', clientOrderId, venueCode: 'BUSY', message: '', time: bench.now });
}

describe('the reason of an order', () => {
  it('that was unknown is gone once the venue has shown it', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', RESTING)));
    bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'silence', time: bench.now });
    expect(order.reason?.code).toBe('OUTCOME_UNKNOWN');
    bench.accept(order);
    expect(order.reason).toBeUndefined();
    bench.fill(order, { price: '59500' });
    expect([order.status, order.reason]).toEqual(['filled', undefined]);
  });

  it('that was unknown is gone when a fill is the first news of it, and when it ends by itself', () => {
    for (const news of ['fill', 'canceled'] as const) {
      const bench = new EngineBench();
      const order = only(bench.execute(buy('1', RESTING)));
      bench.report({ kind: 'ambiguous', clientOrderId: clientIdOf(order), detail: 'silence', time: bench.now });
      if (news === 'fill') bench.fill(order, { price: '59500', quantity: '0.5' });
      else bench.cancel(order);
      expect(order.reason).toBeUndefined();
    }
  });

  it('is not that of a refused cancel once it has filled, or was canceled after all', () => {
    const filled = resting();
    cancelRefused(filled.bench, filled.order);
    expect(filled.order.reason?.code).toBe('VENUE_REFUSED_CHANGE');
    filled.bench.fill(filled.order, { price: '59500' });
    expect(filled.order.reason).toBeUndefined();

    const canceled = resting();
    cancelRefused(canceled.bench, canceled.order);
    canceled.bench.cancel(canceled.order);
    expect([canceled.order.status, canceled.order.reason]).toEqual(['canceled', undefined]);
  });

  it('that may only rest and was not kept says so, and not when it had rested', () => {
    const postOnly = { ...RESTING, postOnly: true };
    for (const [restedMs, code] of [
      [800, 'POST_ONLY_WOULD_TRADE'],
      [60_000, undefined],
    ] as const) {
      const bench = new EngineBench();
      const order = only(bench.execute(buy('1', postOnly)));
      bench.accept(order);
      bench.now += restedMs;
      bench.cancel(order);
      expect([order.status, order.reason?.code]).toEqual(['canceled', code]);
    }
  });

  it('that may only rest and was taken back says nothing of that', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', { ...RESTING, postOnly: true })));
    bench.accept(order);
    bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
    bench.cancel(order);
    expect([order.status, order.reason]).toEqual(['canceled', undefined]);
  });

  it.each(['canceled', 'expired'] as const)('that had to fill at once says how much did when it %s', (kind) => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', { ...RESTING, timeInForce: 'ioc' })));
    bench.accept(order);
    bench.fill(order, { price: '59500', quantity: '0.4' });
    const filledQuantity = decimal('0.4');
    bench.report({ kind, clientOrderId: clientIdOf(order), filledQuantity, time: bench.now });
    expect(order.status).toBe(kind);
    expect(order.reason).toEqual({ code: 'REST_NOT_FILLED', values: { filled: '0.4', quantity: '1' } });
  });

  it('that had to fill at once says more than the venue’s own word for it', () => {
    const bench = new EngineBench();
    const order = only(bench.execute(buy('1', { ...RESTING, timeInForce: 'ioc' })));
    bench.accept(order);
    bench.cancel(order, 'ioc');
    expect(order.reason?.code).toBe('REST_NOT_FILLED');
  });

  it.each([
    ['oco', 'CANCELED_COUNTERPART_FILLED'],
    ['position', 'CANCELED_NOTHING_TO_REDUCE'],
    ['post_only', 'POST_ONLY_WOULD_TRADE'],
    ['KILL_SWITCH_BEFORE_SEND', 'KILL_SWITCH_BEFORE_SEND'],
    ['DEADLINE_BEFORE_SEND', 'DEADLINE_BEFORE_SEND'],
    ['margin call', 'VENUE_CANCELED'],
    ['request', undefined],
  ])('that was canceled because of "%s" is %s', (venueReason, code) => {
    const { bench, order } = resting();
    bench.cancel(order, venueReason);
    expect([order.status, order.reason?.code]).toEqual(['canceled', code]);
    const event = bench.events.findLast(({ kind }) => kind === 'order_canceled');
    expect(event).toMatchObject(code === undefined ? {} : { reason: { code } });
  });
});
