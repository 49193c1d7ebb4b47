/** Amends that follow each other closely: the venue tells of each twice, in its answer and in its stream. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, clientIdOf, EngineBench, START } from './test/engine-harness.ts';

const RESTING = { orderType: 'limit', price: decimal('59500') } as const;

describe('an answer to an amend that is heard again', () => {
  it('says nothing of the amend that was asked for since', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('1', RESTING)) as [Order];
    bench.accept(order);
    bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('2'), actor: 'me' });
    const first = { kind: 'amended', clientOrderId: clientIdOf(order), quantity: decimal('2'), time: START } as const;
    bench.report(first);
    bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('3'), actor: 'me' });
    bench.report(first);
    bench.fill(order, { price: '59500', quantity: '2' });
    expect(order.status).toBe('pending_amend');
    bench.report({ ...first, quantity: decimal('3'), time: START + 1 });
    expect(order.status).toBe('partially_filled');
  });

  it('does not take the order back below what a fill has shown', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('1', RESTING)) as [Order];
    bench.accept(order);
    bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('2'), actor: 'me' });
    const first = { kind: 'amended', clientOrderId: clientIdOf(order), quantity: decimal('2'), time: START } as const;
    bench.report(first);
    bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('3'), actor: 'me' });
    bench.fill(order, { price: '59500', quantity: '2.5' });
    bench.report(first);
    bench.fill(order, { price: '59500', quantity: '0.5' });
    expect([order.filledQuantity, bench.state.tradingState]).toEqual([decimal('3'), 'active']);
  });

  it('is not the first answer to an amend below what fills meanwhile: that one ends the order', () => {
    const bench = new EngineBench();
    const [order] = bench.execute(buy('1', RESTING)) as [Order];
    bench.accept(order);
    bench.send({ kind: 'amend', orderId: order.id, quantity: decimal('0.6'), actor: 'me' });
    bench.fill(order, { price: '59500', quantity: '0.8' });
    bench.report({ kind: 'amended', clientOrderId: clientIdOf(order), quantity: decimal('0.6'), time: START });
    expect(order.status).toBe('filled');
  });
});
