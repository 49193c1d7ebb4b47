/** What a venue tells late: a trade of an order that it has called ended, and positions of a while ago. */
import { describe, expect, it } from 'vitest';
import { openWorld, sumOf } from './test/test-world.ts';
import { VENUE_KINDS } from './venue-kind.ts';

const RESTING = { limitPrice: '90', timeInForce: 'gtc' } as const;

describe('a trade that comes to light late', () => {
  it.each(VENUE_KINDS)(
    '%s learns of it after the order has ended, where it is a terminal, and of an entry',
    async (kind) => {
      const isTerminal = kind === 'gateway' || kind === 'raw';
      const world = await openWorld(kind, { always: ['late_trade'] });
      await world.place('entry', RESTING);
      await world.place('target', { ...RESTING, role: 'take_profit' });
      for (const id of ['entry', 'target']) expect(await world.cancel(id)).toMatchObject({ kind: 'canceled' });
      await world.pass(10_000);
      expect(world.venue.accepted.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
      expect(new Set(world.fills.map(({ clientOrderId }) => clientOrderId))).toEqual(
        new Set(isTerminal ? ['entry'] : []),
      );
      expect(world.venue.position('XYZ')).toBe(sumOf(world.fills));
      const { broker } = world;
      expect(await world.drive(broker.fillsSince(0))).toHaveLength(isTerminal ? 1 : 0);
    },
  );
});

describe('positions that are behind', () => {
  it.each(VENUE_KINDS)('%s tells them as they were, and trades as they are', async (kind) => {
    const world = await openWorld(kind, { always: ['positions_behind'], times: 1 });
    await world.pass(60_000);
    await world.place('a');
    await world.pass(300);
    const { broker } = world;
    expect(await world.drive(broker.fillsSince(0))).not.toEqual([]);
    expect(await world.drive(broker.positions())).toEqual([]);
    expect(await world.drive(broker.positions())).toHaveLength(1);
  });
});
