/** What a person may change of a resting order: only what an order of its type has, and never below what it has filled. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, EngineBench, LIMITS } from './test/engine-harness.ts';

const LIMIT = { orderType: 'limit', price: decimal('59500') } as const;
const STOP = { orderType: 'stop', stopPrice: decimal('61000') } as const;

function resting(
  terms: typeof LIMIT | typeof STOP,
  options: ConstructorParameters<typeof EngineBench>[0] = {},
): { bench: EngineBench; order: Order } {
  const bench = new EngineBench(options);
  const [order] = bench.execute(buy('1', terms)) as [Order];
  bench.accept(order);
  return { bench, order };
}

describe('a change of a resting order', () => {
  it.each([
    ['limit', LIMIT, { stopPrice: decimal('61500') }, 'stopPrice'],
    ['limit', LIMIT, { limitPrice: decimal('59400'), stopPrice: decimal('61500') }, 'stopPrice'],
    ['stop', STOP, { limitPrice: decimal('61600') }, 'limitPrice'],
  ] as const)(
    'of a price that a %s order has not is refused, and nothing is asked of the venue',
    (type, terms, change, field) => {
      const { bench, order } = resting(terms);
      const { refusal, effects } = bench.send({ kind: 'amend', orderId: order.id, actor: 'me', ...change });
      expect(refusal).toEqual({ code: 'AMEND_PRICE_NOT_USED', values: { order: order.id, type, field } });
      expect(effects).toEqual([]);
      expect(order.status).toBe('accepted');
    },
  );

  it('to what is filled already is refused with the numbers', () => {
    const { bench, order } = resting(LIMIT);
    bench.fill(order, { price: '59500', quantity: '0.4' });
    const { refusal } = bench.send({ kind: 'amend', orderId: order.id, actor: 'me', quantity: decimal('0.4') });
    expect(refusal).toEqual({ code: 'AMEND_BELOW_FILLED', values: { quantity: '0.4', filled: '0.4' } });
  });

  it.each([
    ['quantity', { limits: { quantityMax: new Map([['default', decimal('1')]]) } }, 'QUANTITY_ABOVE_MAXIMUM'],
    ['value', { limits: { orderValueMax: decimal('60000') } }, 'ORDER_VALUE_ABOVE_MAXIMUM'],
  ] as const)('beyond the greatest %s is denied though a part of it has filled already', (_what, options, code) => {
    const { bench, order } = resting(LIMIT, options);
    bench.fill(order, { price: '59500', quantity: '0.4' });
    const amend = (quantity: string): string | undefined =>
      bench.send({ kind: 'amend', orderId: order.id, actor: 'me', quantity: decimal(quantity) }).refusal?.code;
    expect(amend('1.1')).toBe(code);
    expect(amend('0.9')).toBeUndefined();
  });

  it('that makes it smaller passes, though the greatest quantity has been lowered since', () => {
    const { bench, order } = resting(LIMIT);
    bench.fill(order, { price: '59500', quantity: '0.4' });
    bench.send({ kind: 'limits', limits: { ...LIMITS, quantityMax: new Map([['default', decimal('0.5')]]) } });
    const amend = { kind: 'amend', orderId: order.id, actor: 'me', quantity: decimal('0.6') } as const;
    expect(bench.send(amend).refusal).toBeUndefined();
  });
});
