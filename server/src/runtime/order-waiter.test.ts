/** Who waits for orders is told when they have come to rest, whatever told the account so, and not before. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { buy } from '#engine/test/engine-harness.ts';
import { OrderWaiter } from './order-waiter.ts';
import { SignalFollowers } from './signal-followers.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

async function open() {
  const followers = new SignalFollowers();
  const bench: RuntimeBench = new RuntimeBench({ runner: { onEvents: (events) => followers.tell(events) } });
  await bench.start();
  bench.broker.mode = 'silent';
  let looks = 0;
  const runner = {
    get state() {
      looks += 1;
      return bench.runner.state;
    },
  };
  const waiter = new OrderWaiter(bench.clock, followers);
  const place = async (command = buy('1')) => {
    const signalId = await bench.signal([command]);
    await bench.turn();
    const order = bench.orders().at(-1);
    if (order === undefined) throw new Error('no order');
    return { signalId, order };
  };
  const wait = ({ signalId, order }: Awaited<ReturnType<typeof place>>, waitMs = 5_000) => {
    let settled: boolean | undefined;
    const awaited = { runner, signalId, orderIds: [order.id] };
    void waiter.wait(awaited, waitMs).then((outcome) => (settled = outcome));
    return () => settled;
  };
  return { bench, place, wait, looks: () => looks };
}

describe('who waits for orders', () => {
  it('is told when they have ended, and not when those of another signal have', async () => {
    const { bench, place, wait } = await open();
    const [first, second] = [await place(), await place()];
    const [firstSettled, secondSettled] = [wait(first), wait(second)];
    bench.broker.fill(second.order.clientOrderId ?? '');
    await bench.turn();
    expect([firstSettled(), secondSettled()]).toEqual([undefined, true]);
    bench.broker.fill(first.order.clientOrderId ?? '');
    await bench.turn();
    expect(firstSettled()).toBe(true);
  });

  it('is told when they rest at the venue, and at once when they do already', async () => {
    const { bench, place, wait } = await open();
    const placed = await place(buy('1', { orderType: 'limit', price: decimal('59000') }));
    const settled = wait(placed);
    const { clientOrderId = '' } = placed.order;
    bench.broker.say({ kind: 'accepted', clientOrderId, venueOrderId: 'V', time: bench.clock.now() });
    await bench.turn();
    expect(settled()).toBe(true);
    const again = wait(placed);
    await bench.turn();
    expect(again()).toBe(true);
  });

  it('is told so when the time is over first, and is looked after no more', async () => {
    const { bench, place, wait, looks } = await open();
    const placed = await place();
    const settled = wait(placed, 300);
    await bench.pass(500);
    expect(settled()).toBe(false);
    const looked = looks();
    bench.broker.fill(placed.order.clientOrderId ?? '');
    await bench.turn();
    expect(bench.orders()[0]?.status).toBe('filled');
    expect(looks()).toBe(looked);
  });

  it('is told when the end of them was written, the answer lost, and the account has come up again', async () => {
    const { bench, place, wait } = await open();
    const placed = await place();
    const settled = wait(placed, 60_000);
    const { journal, broker } = bench;
    const append = journal.append.bind(journal);
    journal.append = async (batch) => {
      await append(batch);
      journal.append = append;
      return { kind: 'unavailable', detail: 'the answer was lost' };
    };
    broker.fill(placed.order.clientOrderId ?? '');
    await bench.turn();
    expect(settled()).toBeUndefined();
    await bench.pass(2_000);
    expect(bench.orders()[0]?.status).toBe('filled');
    expect(settled()).toBe(true);
  });
});
