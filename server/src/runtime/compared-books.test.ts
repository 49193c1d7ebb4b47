/** What a venue is told that the books hold: what it may still tell of, and nothing of long ago. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, SHARES, TRAITS } from '#engine/test/engine-harness.ts';
import { booksOfLate, tradesFrom } from './compared-books.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

const LIMIT = buy('1', { orderType: 'limit', price: decimal('59000') });

async function started(): Promise<RuntimeBench> {
  const deriveId = (parts: readonly string[]): string => parts.join('~');
  const settings = { directory: createInstrumentDirectory([BTC, SHARES]), traits: TRAITS, deriveId };
  const bench = new RuntimeBench({ runner: { settings } });
  await bench.start();
  return bench;
}

describe('the books of late', () => {
  it('hold orders that are open, by the id they were sent under', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const [order] = bench.orders();
    const { instrumentIds, orders } = booksOfLate(bench.runner.state, Number.MAX_SAFE_INTEGER);
    expect([...instrumentIds]).toEqual([BTC.id]);
    expect(orders).toEqual([{ clientOrderId: order?.clientOrderId, instrumentId: BTC.id }]);
  });

  it('hold an order that has ended for as long as a trade of it may be missing', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const [order] = bench.orders();
    bench.broker.say({
      ...{ kind: 'canceled', clientOrderId: order?.clientOrderId ?? '', filledQuantity: decimal('0') },
      time: 1,
    });
    await bench.turn();
    const { state } = bench.runner;
    const endedAt = order?.updatedAt ?? 0;
    expect(order?.status).toBe('canceled');
    expect(booksOfLate(state, tradesFrom(state, endedAt + 600_000)).orders).toHaveLength(1);
    const later = booksOfLate(state, tradesFrom(state, endedAt + 600_001));
    expect([later.orders, [...later.instrumentIds]]).toEqual([[], []]);
  });

  it('hold the instruments of positions, however long ago they were opened, and none of an order that was not sent', async () => {
    const bench = await started();
    await bench.signal([buy('1')]);
    await bench.turn();
    await bench.signal([buy('100', { symbol: SHARES.id })]);
    await bench.turn();
    expect(bench.orders().map(({ status }) => status)).toEqual(['filled', 'denied']);
    const { instrumentIds, orders } = booksOfLate(bench.runner.state, Number.MAX_SAFE_INTEGER);
    expect([[...instrumentIds], orders]).toEqual([[BTC.id], []]);
  });

  it('hold both of two orders that others gave one id, by whichever it is found', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const { state } = bench.runner;
    const [ours] = bench.orders();
    const ofOthers = (id: string, instrumentId: string) => {
      if (ours === undefined) throw new Error('no order');
      const request = { ...ours.request, instrumentId, role: 'external' as const };
      state.orders.set(id, { ...ours, id, clientOrderId: 'web', attempt: 0, request });
      state.orderIdByClientId.set('web', id);
    };
    ofOthers('older', SHARES.id);
    ofOthers('newer', BTC.id);
    const { instrumentIds, orders } = booksOfLate(state, 0);
    expect([...instrumentIds].toSorted()).toEqual([BTC.id, SHARES.id].toSorted());
    expect(orders.filter(({ clientOrderId }) => clientOrderId === 'web')).toEqual([
      { clientOrderId: 'web', instrumentId: SHARES.id },
      { clientOrderId: 'web', instrumentId: BTC.id },
    ]);
  });

  it('hold an order by the ids of its earlier attempts, too', async () => {
    const bench = await started();
    bench.broker.mode = 'rest';
    await bench.signal([LIMIT]);
    await bench.turn();
    const [order] = bench.orders();
    if (order === undefined) throw new Error('no order');
    const { state } = bench.runner;
    const idOf = (attempt: number) => state.volatile.settings.deriveId([order.id, String(attempt)]);
    expect(order.clientOrderId).toBe(idOf(1));
    state.orders.set(order.id, { ...order, attempt: 2, clientOrderId: idOf(2) });
    const ids = booksOfLate(state, 0).orders.map(({ clientOrderId }) => clientOrderId);
    expect(ids.toSorted()).toEqual([idOf(1), idOf(2)].toSorted());
  });
});
