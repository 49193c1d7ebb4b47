/** A list misses no order and shows none twice, wherever it is: in memory, on its way to the store, or there. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { buy } from '#engine/test/engine-harness.ts';
import { orderView } from '#views/order-view.ts';
import type { OrderQuery } from './desk.ts';
import { listOrders } from './order-listing.ts';
import { DENIED_ORDERS, denyManyOrders, halt } from './test/many-denied-orders.ts';
import { RuntimeBench, VIEWED } from './test/runtime-bench.ts';

const ALL = DENIED_ORDERS + 1;

async function open() {
  const bench = new RuntimeBench();
  await bench.start();
  const { runners, store } = bench;
  const view = (order: Order) => orderView(order, VIEWED);
  const list = (query: Partial<OrderQuery> = {}) => listOrders({ runners, store, view }, { limit: ALL, ...query });
  const ids = async (query?: Partial<OrderQuery>) => (await list(query)).map(({ id }) => id);
  return { bench, list, ids };
}

/** Orders of which memory has forgotten the first while no row of them is durable. */
async function openWithRowsOnTheirWay() {
  const opened = await open();
  const { bench } = opened;
  await halt(bench);
  const release = bench.holdAppends();
  const { orders, written } = denyManyOrders(bench);
  expect(bench.runner.state.orders.has(orders[0]?.id ?? '')).toBe(false);
  expect(await bench.store.list({ collection: 'order', limit: 1 })).toEqual([]);
  return { ...opened, orders, newestFirst: orders.map(({ id }) => id).toReversed(), release, written };
}

describe('a list of orders whose rows are on their way', () => {
  it('has all of them, newest first: before they are durable, and after it', async () => {
    const { ids, newestFirst, release, written } = await openWithRowsOnTheirWay();
    expect(await ids()).toEqual(newestFirst);
    release();
    await written;
    expect(await ids()).toEqual(newestFirst);
  });

  it('has all of them when they become durable while the store is being read', async () => {
    const { bench, ids, newestFirst, release, written } = await openWithRowsOnTheirWay();
    let answer: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (answer = resolve));
    bench.store.delay = () => until;
    const listed = ids();
    release();
    await written;
    await bench.turn();
    expect(bench.runner.rowsOnTheirWay.map(({ id }) => id)).not.toContain(newestFirst.at(-1));
    answer();
    expect(await listed).toEqual(newestFirst);
  });

  it('asks of them what it asks of the others: account, signal, status and page', async () => {
    const { ids, orders, newestFirst } = await openWithRowsOnTheirWay();
    const [first, second] = orders;
    expect(await ids({ account: 'another' })).toEqual([]);
    expect(await ids({ account: 'paper', signalId: 'many0' })).toEqual([first?.id]);
    expect(await ids({ statuses: ['open'] })).toEqual([]);
    expect(await ids({ statuses: ['denied'], limit: 1_299 })).toEqual(newestFirst.slice(0, 1_299));
    const before = { time: second?.createdAt ?? 0, id: second?.id ?? '' };
    expect(await ids({ before })).toEqual([first?.id]);
  });
});

describe('an order that ended a second time, by a trade that came late', () => {
  it('is shown as its newest row has it, though the store still has the one before', async () => {
    const { bench, list } = await open();
    bench.broker.mode = 'rest';
    const signalId = await bench.signal([buy('1', { orderType: 'limit', price: decimal('59000') })]);
    await bench.turn();
    const [order] = bench.orders();
    const { id = '', clientOrderId = '' } = order ?? {};
    bench.broker.say({ kind: 'canceled', clientOrderId, filledQuantity: ZERO, time: bench.clock.now() });
    await bench.turn();
    await halt(bench);
    bench.holdAppends();
    bench.broker.fill(clientOrderId);
    denyManyOrders(bench);
    expect(bench.runner.state.orders.has(id)).toBe(false);
    expect(await bench.store.get('order', id)).toMatchObject({ status: 'canceled' });
    expect(await list({ signalId })).toMatchObject([{ id, status: 'filled' }]);
    expect(await list({ signalId, statuses: ['canceled'] })).toEqual([]);
  });
});
