/** Each fault of the stream does what its sentence says, and none of them touches the books. */
import { describe, expect, it } from 'vitest';
import type { FaultName } from '../faults/fault-kinds.ts';
import { decimal, ZERO } from '#domain/decimal.ts';
import { openWorld, sumOf, TestWorld } from './test/test-world.ts';

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1);

/** Buys ten in the market while the fault happens `times` times, and lets a minute pass. */
async function bought(fault: FaultName, { seed = 1, times = 1 } = {}): Promise<TestWorld> {
  const world = await openWorld('unique_ever', { seed, always: [fault], times });
  await world.place('a');
  await world.pass(90_000);
  expect(sumOf(world.venue.accepted[0]?.fills ?? [])).toBe(decimal('10'));
  return world;
}

const kinds = (world: TestWorld) => world.events.map(({ kind }) => kind);

describe('reports', () => {
  it('come in order and once without a fault', async () => {
    for (const seed of SEEDS) {
      const world = await bought('report_lost', { seed, times: 0 });
      const numbers = world.fills.map(({ tradeId }) => Number(tradeId.slice(1)));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(kinds(world).slice(0, 2)).toEqual(['connected', 'accepted']);
    }
  });

  it('come twice, the same', async () => {
    const world = await bought('report_duplicated', { times: 100 });
    const once = new Set(world.fills.map(({ tradeId }) => tradeId));
    expect(world.fills).toHaveLength(once.size * 2);
  });

  it('overtake each other', async () => {
    let overtaken = 0;
    for (const seed of SEEDS) {
      const world = await bought('reports_out_of_order', { seed });
      if (kinds(world)[1] === 'fill') overtaken += 1;
    }
    expect(overtaken).toBeGreaterThan(0);
  });

  it('that are lost leave a gap that is noticed: the stream breaks and comes back', async () => {
    for (const seed of SEEDS) {
      const world = await bought('report_lost', { seed });
      expect(kinds(world)).not.toContain('accepted');
      const breaks = kinds(world).filter((kind) => kind !== 'fill');
      expect(breaks).toEqual(['connected', 'disconnected', 'connected']);
      // The next message shows the gap, if no heartbeat came before it.
      expect(kinds(world).indexOf('disconnected')).toBeLessThanOrEqual(2);
    }
  });

  it('that are lost where they have no numbers are missed by nobody', async () => {
    for (const seed of SEEDS) {
      const world = await openWorld('unique_ever', { seed, always: ['report_lost'], times: 1, numbersReports: false });
      await world.place('a');
      await world.pass(90_000);
      expect(kinds(world)).not.toContain('accepted');
      expect(kinds(world).filter((kind) => kind !== 'fill')).toEqual(['connected']);
    }
  });

  it('that are under way when the connection breaks are gone', async () => {
    const world = await openWorld('unique_ever', { always: ['venue_unreachable'], times: 0, hasWhims: false });
    void world.broker.place(world.order('a'));
    await world.pass(15);
    expect(world.venue.accepted).toHaveLength(1);
    world.allow(1);
    void world.query('a');
    await world.pass(60_000);
    expect(kinds(world)).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('over-fill: the venue claims more than was ordered, under a trade id that is not in its books', async () => {
    const world = await bought('over_fill');
    const lies = world.fills.filter(({ tradeId }) => tradeId.startsWith('X'));
    expect(lies).toHaveLength(1);
    expect(lies[0]?.quantity).toBeGreaterThan(decimal('10'));
    expect(sumOf(world.fills.filter((fill) => !lies.includes(fill)))).toBe(decimal('10'));
    const answer = await world.query('a');
    expect(answer.kind === 'found' && answer.fills.some(({ tradeId }) => tradeId.startsWith('X'))).toBe(false);
  });

  it('absurd: a price or quantity that can not be, in the stream alone', async () => {
    const seen = new Set<string>();
    for (const seed of SEEDS) {
      const world = await bought('absurd_report', { seed });
      const [lie] = world.fills.filter(({ tradeId }) => tradeId.startsWith('X'));
      expect(lie !== undefined && (lie.price <= ZERO || lie.quantity <= ZERO)).toBe(true);
      seen.add(`${(lie?.price ?? ZERO) <= ZERO} ${(lie?.quantity ?? ZERO) < ZERO}`);
      expect(await world.drive(world.broker.fillsSince(0))).toEqual(world.venue.accepted[0]?.fills.map(reportOf));
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});

const reportOf = (fill: object) => ('report' in fill ? fill.report : undefined);

describe('the stream', () => {
  it('breaks and comes back without what it missed', async () => {
    const world = await bought('stream_gap');
    expect(kinds(world).filter((kind) => kind !== 'fill')).toEqual(['connected', 'disconnected', 'connected']);
    expect(kinds(world)).not.toContain('accepted');
  });

  it('falls silent: it is taken for dead after ten seconds, again if need be, and gaps show at the end', async () => {
    const rounds = new Set<number>();
    for (const seed of SEEDS) {
      const world = await openWorld('unique_ever', { seed, always: ['stream_silent'], times: 1 });
      await world.place('a');
      const silentAt = world.venue.accepted[0]?.acceptedAt ?? 0;
      await world.pass(silentAt + 9_900 - world.kernel.now);
      expect(kinds(world)).toEqual(['connected']);
      await world.pass(80_000);
      const told = kinds(world).filter((kind) => kind !== 'fill');
      expect(told.at(-1)).toBe('connected');
      rounds.add(told.length);
      await world.place('b');
      await world.pass(5_000);
      expect(world.fills.some(({ clientOrderId }) => clientOrderId === 'b')).toBe(true);
    }
    expect([...rounds].sort()).toEqual([3, 5]);
  });

  it('is opened again when it breaks while it is opened', async () => {
    const world = new TestWorld('unique_ever', { always: ['venue_unreachable'], times: 0, hasWhims: false });
    let isStarted = false;
    void world.broker
      .start((event) => void world.events.push(event))
      .then(() => {
        isStarted = true;
      });
    await world.pass(15);
    world.allow(1);
    void world.broker.query({ clientOrderId: 'a', instrumentId: 'XYZ' });
    await world.pass(1_000);
    expect([isStarted, kinds(world)]).toEqual([false, []]);
    await world.pass(60_000);
    expect([isStarted, kinds(world)]).toEqual([true, ['connected']]);
    await world.place('a');
    await world.pass(5_000);
    expect(sumOf(world.fills)).toBe(decimal('10'));
  });

  it('tells nothing once it was stopped', async () => {
    const world = await openWorld('unique_ever');
    await world.broker.stop();
    await world.place('a');
    await world.pass(5_000);
    expect(kinds(world)).toEqual(['connected']);
  });

  it('tells a dead process nothing, and its successor what comes from then on', async () => {
    const world = await openWorld('unique_ever');
    await world.place('a', { limitPrice: '90' });
    await world.pass(1_000);
    await world.restart();
    await world.setPrice('89', '89.02');
    expect(kinds(world).filter((kind) => kind !== 'fill')).toEqual(['connected', 'accepted', 'connected']);
    expect(sumOf(world.fills)).toBe(decimal('10'));
  });
});
