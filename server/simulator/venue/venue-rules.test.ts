/** The rules of the truth, by kind: ids, deadlines, parts, reductions. */
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '#domain/decimal.ts';
import { openWorld, sumOf } from './test/test-world.ts';
import { mannerOf, REQUEST_DEADLINE_MS, VENUE_KINDS, type VenueKind } from './venue-kind.ts';

const WITH_DEADLINE: readonly VenueKind[] = ['unique_ever', 'unique_open', 'gateway'];
const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

describe('ids', () => {
  it('unique_ever: an id is taken once, also after its order has ended; the second use is no refusal', async () => {
    const world = await openWorld('unique_ever');
    expect(await world.place('a')).toMatchObject({ kind: 'accepted', venueOrderId: 'V1' });
    await world.pass(5_000);
    expect(await world.place('a')).toMatchObject({ kind: 'ambiguous', detail: 'DUPLICATE_ID' });
    expect(world.venue.accepted).toHaveLength(1);
  });

  it('unique_open: an id is refused while its order is open and taken again afterwards', async () => {
    const world = await openWorld('unique_open');
    await world.place('a', { limitPrice: '90' });
    expect(await world.place('a', { limitPrice: '90' })).toMatchObject({ kind: 'ambiguous', detail: 'DUPLICATE_ID' });
    await world.cancel('a');
    expect(await world.place('a')).toMatchObject({ kind: 'accepted', venueOrderId: 'V2' });
    expect(world.venue.accepted.map(({ clientOrderId }) => clientOrderId)).toEqual(['a', 'a']);
  });

  it('gateway: the second request of an id gets the answer of the first, also a refusal', async () => {
    const world = await openWorld('gateway');
    const first = await world.place('a');
    expect(await world.place('a')).toEqual(first);
    expect(await world.place('b', { quantity: '1000000' })).toMatchObject({ venueCode: 'INSUFFICIENT' });
    expect(await world.place('b')).toMatchObject({ kind: 'rejected', venueCode: 'INSUFFICIENT' });
    expect(world.venue.accepted).toHaveLength(1);
  });

  it('gateway: nothing is placed twice when the bridge has died over a request', async () => {
    for (const seed of SEEDS) {
      const world = await openWorld('gateway', { seed, always: ['maintenance'], times: 1 });
      const placing = world.broker.place(world.order('a'));
      await world.drive(placing);
      await world.pass(40_000);
      await world.place('a');
      await world.pass(10_000);
      expect(world.venue.accepted.length).toBeLessThanOrEqual(1);
    }
  });

  it('gateway: a bridge that dies over requests never contradicts what it said about them', async () => {
    let dropped = 0;
    for (const seed of SEEDS) {
      const world = await openWorld('gateway', { seed, always: ['maintenance'], times: 0 });
      const placing = world.broker.place(world.order('a', { limitPrice: '90' }));
      await world.pass(seed * 3);
      world.allow(1);
      await world.query('z');
      await world.drive(placing);
      await world.pass(40_000);
      const found = await world.query('a');
      expect(found.kind === 'found').toBe(world.venue.accepted.length === 1);
      if (found.kind === 'not_found') dropped += 1;
      await world.pass(20_000);
      expect(world.venue.accepted.length).toBe(found.kind === 'found' ? 1 : 0);
    }
    expect(dropped).toBeGreaterThan(0);
  });

  it('gateway: what died with the bridge before the terminal got it is never placed', async () => {
    const ends = new Set<number>();
    for (let seed = 1; seed <= 300; seed += 1) {
      const world = await openWorld('gateway', { seed, always: ['maintenance'], times: 0 });
      const placing = world.broker.place(world.order('a', { limitPrice: '90' }));
      await world.pass(330);
      const isPending = world.venue.accepted.length === 0;
      world.allow(1);
      await world.query('z');
      await world.drive(placing);
      await world.pass(60_000);
      if (isPending) ends.add(world.venue.accepted.length);
    }
    expect([...ends].sort()).toEqual([0, 1]);
  });

  it('raw: every request that arrives becomes an order, and the remark finds it', async () => {
    const world = await openWorld('raw');
    await world.place('a', { limitPrice: '90' });
    await world.place('a', { limitPrice: '90' });
    expect(world.venue.accepted).toHaveLength(2);
    expect(await world.query('a')).toMatchObject({ kind: 'found' });
  });
});

describe('deadlines', () => {
  it.each(WITH_DEADLINE)('%s: what arrives after its deadline is refused for good', async (kind) => {
    const world = await openWorld(kind);
    expect(await world.place('a', {}, 0)).toMatchObject({ kind: 'rejected', venueCode: 'TOO_LATE' });
    expect(world.venue.accepted).toEqual([]);
    expect(world.venue.writes).toMatchObject([{ writeNumber: 1, clientOrderId: 'a', orderId: 'order-a', life: 1 }]);
  });

  it('raw: nothing is too late', async () => {
    const world = await openWorld('raw');
    expect(await world.place('a', {}, -60_000)).toMatchObject({ kind: 'accepted' });
  });

  it.each(WITH_DEADLINE)('%s: an order is never accepted later than deadline and processing allow', async (kind) => {
    const delays: number[] = [];
    for (const seed of SEEDS) {
      const world = await openWorld(kind, { seed, always: ['request_late'], times: 0 });
      for (let index = 0; index < 10; index += 1) {
        const signedAt = world.kernel.now;
        await world.place(`a${index}`, { limitPrice: '90' });
        await world.pass(10_000);
        const order = world.venue.accepted.find(({ clientOrderId }) => clientOrderId === `a${index}`);
        if (order !== undefined) delays.push(order.acceptedAt - signedAt);
      }
    }
    const longestMs = REQUEST_DEADLINE_MS + mannerOf(kind).processingMs;
    expect(Math.max(...delays)).toBeLessThanOrEqual(longestMs);
    expect(Math.max(...delays)).toBeGreaterThan(longestMs - 500);
    expect(delays.length).toBeLessThan(SEEDS.length * 10);
  });
});

describe('filling', () => {
  it.each(VENUE_KINDS)(
    '%s: a market order fills in one to three parts within two seconds, at the price',
    async (kind) => {
      const counts = new Set<number>();
      for (const seed of SEEDS) {
        const world = await openWorld(kind, { seed });
        await world.place('a', { quantity: '7' });
        await world.pass(2_500);
        const [order] = world.venue.accepted;
        expect(order).toMatchObject({ status: 'filled', quantity: decimal('7') });
        expect(sumOf(order?.fills ?? [])).toBe(decimal('7'));
        expect(
          order?.fills.every(({ price, atMs }) => price === decimal('100.01') && atMs <= order.acceptedAt + 2_000),
        ).toBe(true);
        expect(world.venue.position('XYZ')).toBe(decimal('7'));
        counts.add(order?.fills.length ?? 0);
        expect(new Set(world.fills.map(({ tradeId }) => tradeId)).size).toBe(order?.fills.length);
      }
      expect([...counts].sort()).toEqual([1, 2, 3]);
    },
  );

  it('a resting limit fills at its price or better, and never before the price has come near', async () => {
    for (const seed of SEEDS) {
      const world = await openWorld('unique_ever', { seed });
      await world.place('a', { limitPrice: '95' });
      await world.setPrice('95.20', '95.30');
      expect(world.fills).toEqual([]);
      await world.setPrice('94.00', '94.02');
      expect(sumOf(world.fills)).toBe(decimal('10'));
      expect(world.fills.every(({ price }) => price <= decimal('95'))).toBe(true);
    }
  });

  it('ioc leaves nothing resting, fok fills whole or not at all', async () => {
    const ends = new Set<string>();
    for (const seed of SEEDS) {
      const world = await openWorld('unique_ever', { seed });
      await world.place('ioc', { timeInForce: 'ioc' });
      await world.place('fok', { timeInForce: 'fok' });
      const [ioc, fok] = world.venue.accepted;
      expect(ioc?.status).not.toBe('open');
      expect([ZERO, decimal('10')]).toContain(sumOf(fok?.fills ?? []));
      expect(fok?.status).toBe(sumOf(fok?.fills ?? []) === ZERO ? 'expired' : 'filled');
      ends.add(`${ioc?.status} ${fok?.status}`);
    }
    expect(ends.size).toBeGreaterThan(2);
  });

  it('a stop waits for its price and fills as a market order then', async () => {
    const world = await openWorld('unique_ever');
    await world.place('a', { stopPrice: '105' });
    await world.setPrice('104.80', '104.90');
    expect(world.venue.accepted[0]?.status).toBe('open');
    await world.setPrice('106', '106.02');
    expect(world.venue.accepted[0]?.status).toBe('filled');
  });

  it('a fee of 0.05 % is taken and the money follows', async () => {
    const world = await openWorld('unique_ever', { balance: decimal('10000') });
    await world.place('a');
    await world.pass(3_000);
    const fees = world.fills.reduce((sum, { fee }) => sum + fee, 0n);
    expect(fees).toBe(decimal('0.50005'));
    const [balance] = await world.drive(world.broker.balances());
    expect(balance?.total).toBe(decimal('9999.49995'));
  });
});

describe('reduce-only', () => {
  it.each(['unique_ever', 'unique_open'] as const)('%s: it is cut to the position and never turns it', async (kind) => {
    for (const seed of SEEDS) {
      const world = await openWorld(kind, { seed });
      const closing = { side: 'sell', reduceOnly: true, role: 'close' } as const;
      expect(await world.place('flat', closing)).toMatchObject({ kind: 'rejected', venueCode: 'REDUCE_ONLY' });
      await world.place('open', { quantity: '4' });
      await world.pass(3_000);
      await Promise.all([world.place('one', closing), world.place('two', closing)]);
      await world.pass(5_000);
      expect(world.venue.position('XYZ')).toBe(ZERO);
      expect(await world.drive(world.broker.openOrders())).toEqual([]);
    }
  });

  it('a stop ends with the position that it protected', async () => {
    const world = await openWorld('unique_ever');
    await world.place('open', { quantity: '4' });
    await world.pass(3_000);
    await world.place('stop', { quantity: '4', side: 'sell', stopPrice: '90', reduceOnly: true });
    await world.place('close', { quantity: '4', side: 'sell', reduceOnly: true });
    await world.pass(3_000);
    await world.setPrice('89', '89.02');
    expect(world.venue.accepted[1]).toMatchObject({ status: 'canceled', fills: [] });
    expect(world.venue.position('XYZ')).toBe(ZERO);
  });

  it.each(['gateway', 'raw'] as const)('%s: the terminal knows no such thing', async (kind) => {
    const world = await openWorld(kind);
    await world.place('a', { side: 'sell', reduceOnly: true });
    await world.pass(3_000);
    expect(world.venue.position('XYZ')).toBe(decimal('-10'));
  });
});

it('the same seed gives the same trace', async () => {
  const traces = [1, 2].map(async () => {
    const world = await openWorld('unique_open', { seed: 7 });
    for (const id of ['a', 'b', 'c']) await world.place(id, { limitPrice: '100' });
    await world.setPrice('99', '99.02');
    return world.trace.hash;
  });
  expect(new Set(await Promise.all(traces)).size).toBe(1);
});
