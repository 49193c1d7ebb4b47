/** Venues that forget an order at once when it is canceled: nobody is told of the end, and nobody finds the order again. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy, EngineBench } from './test/engine-harness.ts';

const STOP = buy('1', { orderType: 'stop', stopPrice: decimal('61000') });

function accepted(externalTrading: boolean): { bench: EngineBench; order: Order } {
  const bench = new EngineBench({ traits: { externalTrading } });
  const [order] = bench.execute(STOP);
  if (order === undefined) throw new Error('no order');
  bench.accept(order);
  return { bench, order };
}

/** The venue is asked so many times, and says each time that it has no such order. */
function miss({ bench, order }: { bench: EngineBench; order: Order }, times: number): void {
  for (let time = 0; time < times; time += 1) {
    bench.now += 2_000;
    const { id: orderId, clientOrderId = '' } = order;
    bench.send({ kind: 'query_answer', orderId, clientOrderId, answer: { kind: 'not_found', venueTime: bench.now } });
  }
}

const cancel = ({ bench, order }: { bench: EngineBench; order: Order }) =>
  bench.send({ kind: 'cancel', orderId: order.id, actor: 'me' });
const alarms = (bench: EngineBench) => bench.effectsOf('notify').filter(({ level }) => level === 'alarm');

describe('an order that the venue had and does not find any more', () => {
  it('is canceled where that was asked of it, once it was looked for often enough', () => {
    const made = accepted(true);
    cancel(made);
    miss(made, 4);
    expect(made.order.status).toBe('unknown');
    miss(made, 1);
    expect([made.order.status, made.order.reason]).toEqual(['canceled', undefined]);
    expect([made.bench.state.frozen.size, made.bench.state.reserved, alarms(made.bench)]).toEqual([0, ZERO, []]);
  });

  it('may have filled before, and is told of late', () => {
    const made = accepted(true);
    cancel(made);
    miss(made, 5);
    made.bench.fill(made.order, { price: '61000', quantity: '0.4' });
    expect([made.order.status, made.order.filledQuantity]).toEqual(['canceled', decimal('0.4')]);
  });

  it('waits for a person where nobody had asked for its end', () => {
    const made = accepted(true);
    miss(made, 8);
    expect([made.order.status, alarms(made.bench)[0]?.code]).toEqual(['unknown', 'ORDER_NEEDS_A_PERSON']);
  });

  it('waits for a person where nobody would notice that it is open after all', () => {
    const made = accepted(false);
    cancel(made);
    miss(made, 8);
    expect([made.order.status, alarms(made.bench)[0]?.code]).toEqual(['unknown', 'ORDER_NEEDS_A_PERSON']);
  });
});
