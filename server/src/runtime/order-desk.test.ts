/** Who asks for an order learns what became of it, also while its row is not durable or the answer to its commit was lost. */
import { describe, expect, it } from 'vitest';
import type { Order } from '#domain/order.ts';
import { buy } from '#engine/test/engine-harness.ts';
import { orderView } from '#views/order-view.ts';
import { DecisionPace } from './decision-pace.ts';
import type { OrderSubmissionResult } from './desk.ts';
import { OrderDesk } from './order-desk.ts';
import { OrderWaiter } from './order-waiter.ts';
import { SignalFollowers } from './signal-followers.ts';
import { SignalIntake } from './signal-intake.ts';
import { denyManyOrders, halt } from './test/many-denied-orders.ts';
import { RuntimeBench, VIEWED } from './test/runtime-bench.ts';

async function open() {
  const followers = new SignalFollowers();
  const bench = new RuntimeBench({ runner: { onEvents: (events) => followers.tell(events) } });
  await bench.start();
  const { inbox, journal, store, processor, clock, runners } = bench;
  const settings = { duplicateWindowMs: 1, explicitKeyWindowMs: 1, futureToleranceMs: 1, pendingMax: 100 };
  const intake = new SignalIntake({
    inbox,
    journal,
    processor,
    clock,
    pace: new DecisionPace(),
    settings: () => settings,
    rehearse: () => [],
    impossible: () => undefined,
  });
  const waiter = new OrderWaiter(clock, followers);
  const view = (order: Order) => orderView(order, VIEWED);
  const desk = new OrderDesk({ runners, intake, waiter, inbox, journal, store, clock, view });
  const place = (waitMs: number) => {
    let answer: OrderSubmissionResult | undefined;
    const actor = { kind: 'api_key', id: 'me' } as const;
    void desk
      .submit({ actor, account: 'paper', command: buy('1'), text: '', bodyHash: 'h', waitMs })
      .then((result) => (answer = result.kind === 'ok' ? result.value : undefined));
    return () => answer;
  };
  return { bench, desk, place };
}

/** The next commit of a decision is written, and its answer is lost. */
function loseAnswer({ journal }: RuntimeBench): void {
  const append = journal.append.bind(journal);
  journal.append = async (batch) => {
    const outcome = await append(batch);
    if (!batch.records.some(({ kind }) => kind === 'signal_decided')) return outcome;
    journal.append = append;
    return { kind: 'unavailable', detail: 'the answer was lost' };
  };
}

describe('who waits for an order', () => {
  it('learns it when its commit was written and the answer lost', async () => {
    const { bench, place } = await open();
    loseAnswer(bench);
    const answer = place(20_000);
    await bench.pass(25_000);
    const [order] = bench.orders();
    expect(order?.status).toBe('filled');
    expect(answer()).toMatchObject({ orders: [{ id: order?.id, status: 'filled' }], duplicate: false });
  });

  it('learns which orders there are when the time is over before the account is up again', async () => {
    const { bench, place } = await open();
    loseAnswer(bench);
    const answer = place(300);
    await bench.turn();
    await bench.pass(500);
    expect(answer()).toMatchObject({ orders: [{ id: bench.orders()[0]?.id }], settled: false });
  });

  it('learns that nothing is known yet, and by which id to ask', async () => {
    const { bench, place } = await open();
    bench.broken.add('account:paper');
    const answer = place(300);
    await bench.turn();
    await bench.pass(500);
    const signalId = bench.inbox.rows.at(-1)?.signalId ?? '';
    expect(answer()).toEqual({
      signalId,
      duplicate: false,
      orders: [],
      settled: false,
      reason: { code: 'OUTCOME_PENDING', values: { signal: signalId } },
    });
  });
});

describe('an order that memory has forgotten while its row is on its way', () => {
  const ME = { kind: 'api_key', id: 'me' } as const;

  it('is found at every moment: in the append under way, behind it, and in the store after it', async () => {
    const { bench, desk } = await open();
    await halt(bench);
    const release = bench.holdAppends();
    const { orders, written } = denyManyOrders(bench);
    // The first order's row went out with the append that is held back; the second's waits for the next one.
    const [first, second] = orders.map(({ id }) => id);
    for (const id of [first ?? '', second ?? '']) {
      expect(bench.runner.state.orders.has(id)).toBe(false);
      expect(await bench.store.get('order', id)).toBeUndefined();
      expect(await desk.order(id)).toMatchObject({ id, account: 'paper', status: 'denied' });
    }
    release();
    await written;
    for (const id of [first ?? '', second ?? '']) {
      expect(await bench.store.get('order', id)).toBeDefined();
      expect(await desk.order(id)).toMatchObject({ id, account: 'paper', status: 'denied' });
    }
  });

  it('is said to have ended, not to be unknown, when somebody wants to change it', async () => {
    const { bench, desk } = await open();
    await halt(bench);
    bench.holdAppends();
    const { orders } = denyManyOrders(bench);
    const id = orders[1]?.id ?? '';
    expect(bench.runner.state.orders.has(id)).toBe(false);
    const reason = { code: 'ORDER_NOT_CANCELABLE', values: { order: id, status: 'denied' } };
    expect(await desk.cancel(ME, id)).toEqual({ kind: 'failed', reason });
  });

  it('is not taken for one that never was', async () => {
    const { bench, desk } = await open();
    await halt(bench);
    bench.holdAppends();
    denyManyOrders(bench);
    expect(await desk.order('never')).toBeUndefined();
    expect(await desk.cancel(ME, 'never')).toMatchObject({ reason: { code: 'ORDER_NOT_FOUND' } });
  });
});
