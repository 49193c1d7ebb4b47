/** Each fault of the line does what its sentence says, to the venue and to the one who asked. */
import { describe, expect, it } from 'vitest';
import type { FaultName } from '../faults/fault-kinds.ts';
import { openWorld, type TestWorld, targetOf } from './test/test-world.ts';
import { VENUE_KINDS, type VenueKind } from './venue-kind.ts';

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1);
const RESTING = { limitPrice: '90' } as const;

/** Places one resting order while the fault happens once; `isThere` is the truth once all has passed. */
async function placeUnder(kind: VenueKind, fault: FaultName, seed = 1) {
  const world = await openWorld(kind, { seed, always: [fault], times: 1 });
  const sentAt = world.kernel.now;
  const outcome = await world.place('a', RESTING);
  const tookMs = world.kernel.now - sentAt;
  await world.pass(60_000);
  return { world, outcome, tookMs, isThere: world.venue.accepted.length === 1 };
}

describe.each(VENUE_KINDS)('%s: an order whose', (kind) => {
  it('request is lost is ambiguous after five seconds and not there', async () => {
    const { outcome, tookMs, isThere } = await placeUnder(kind, 'request_lost');
    expect([outcome.kind, isThere, tookMs]).toEqual(['ambiguous', false, 5_000]);
  });

  it('answer is lost is ambiguous after five seconds and there', async () => {
    const { outcome, tookMs, isThere } = await placeUnder(kind, 'reply_lost');
    expect([outcome.kind, isThere, tookMs]).toEqual(['ambiguous', true, 5_000]);
  });

  it('answer never comes is there, and its adapter waits for ever', async () => {
    const world = await openWorld(kind, { always: ['answer_never'], times: 1 });
    let isAnswered = false;
    void world.broker.place(world.order('a', RESTING)).then(() => {
      isAnswered = true;
    });
    await world.pass(600_000);
    expect([isAnswered, world.venue.accepted.length]).toEqual([false, 1]);
  });

  it('answer is late is ambiguous, or accepted after the runtime has given up too', async () => {
    const seen = new Set<string>();
    for (const seed of SEEDS) {
      const { outcome, tookMs, isThere } = await placeUnder(kind, 'reply_late', seed);
      expect(isThere).toBe(true);
      seen.add(`${outcome.kind} ${tookMs === 5_000 ? 'at 5 s' : tookMs > 15_000 ? 'after 15 s' : tookMs}`);
    }
    expect([...seen].sort()).toEqual(['accepted after 15 s', 'ambiguous at 5 s']);
  });

  it('request is carried out and called a server error is ambiguous and there', async () => {
    const { outcome, isThere } = await placeUnder(kind, 'server_error_done');
    expect([outcome, isThere]).toMatchObject([{ kind: 'ambiguous', detail: 'HTTP 500' }, true]);
  });

  it('request is called a server error and not carried out is ambiguous and not there', async () => {
    const { outcome, isThere } = await placeUnder(kind, 'server_error_not_done');
    expect([outcome.kind, isThere]).toEqual(['ambiguous', false]);
  });

  it('answer can not be read is ambiguous and there', async () => {
    const { outcome, isThere } = await placeUnder(kind, 'body_unreadable');
    expect([outcome.kind, isThere]).toEqual(['ambiguous', true]);
  });

  it('request met a rate limit is refused for good and not there', async () => {
    const { outcome, isThere } = await placeUnder(kind, 'rate_limited');
    expect([outcome, isThere]).toMatchObject([{ kind: 'rejected', venueCode: 'RATE_LIMITED' }, false]);
  });

  it('request is late is there only where nothing is too late, or in time', async () => {
    const ends = new Set<string>();
    for (const seed of SEEDS) {
      const { outcome, world, isThere } = await placeUnder(kind, 'request_late', seed);
      const [order] = world.venue.accepted;
      if (kind === 'raw') expect(isThere).toBe(true);
      else if (order !== undefined) expect(order.acceptedAt).toBeLessThan(2_000 + 3_000 + 1_000);
      if (outcome.kind === 'rejected') expect(isThere).toBe(false);
      ends.add(`${outcome.kind} ${isThere}`);
    }
    expect(ends).toContain(kind === 'raw' ? 'ambiguous true' : 'ambiguous false');
  });

  it('request comes twice is one order where ids are unique for ever; elsewhere it never comes twice', async () => {
    for (const seed of SEEDS) {
      const { outcome, world } = await placeUnder(kind, 'request_duplicated', seed);
      expect(outcome.kind).toBe('accepted');
      expect(world.venue.accepted).toHaveLength(1);
      const isPossible = kind === 'unique_ever' || kind === 'gateway';
      expect(world.faults.injections).toHaveLength(isPossible ? 1 : 0);
    }
  });

  it('fill comes before the answer is reported first', async () => {
    const world = await openWorld(kind, { always: ['fill_before_answer'] });
    const outcome = world.broker.place(world.order('a'));
    let fillsAtAnswer = 0;
    void outcome.then(() => {
      fillsAtAnswer = world.fills.length;
    });
    expect(await world.drive(outcome)).toMatchObject({ kind: 'accepted' });
    expect(fillsAtAnswer).toBeGreaterThan(0);
  });
});

describe('a process that dies', () => {
  it('with its request on the way: the request arrives, the process hears nothing', async () => {
    const world = await openWorld('unique_open', { always: ['crash_after_send'] });
    const events = world.events.length;
    let isAnswered = false;
    void world.broker.place(world.order('a')).then(() => {
      isAnswered = true;
    });
    await world.pass(30_000);
    expect([world.crashes, world.venue.accepted.length]).toEqual([['crash_after_send'], 1]);
    expect([isAnswered, world.events.length]).toEqual([false, events]);
  });

  it('with the answer in hand: the order is there, nobody was told', async () => {
    const world = await openWorld('unique_open', { always: ['crash_after_reply'] });
    let isAnswered = false;
    void world.broker.place(world.order('a', RESTING)).then(() => {
      isAnswered = true;
    });
    await world.pass(30_000);
    expect([world.crashes, world.venue.accepted.length, isAnswered]).toEqual([['crash_after_reply'], 1, false]);
  });

  it('writes nothing more', async () => {
    const world = await openWorld('raw');
    world.life.end();
    void world.broker.place(world.order('a'));
    void world.broker.cancel(targetOf('a'));
    await world.pass(30_000);
    expect([world.venue.writes, world.venue.accepted]).toEqual([[], []]);
  });

  it('is followed by another life, whose writes are told apart', async () => {
    const world = await openWorld('unique_ever');
    await world.place('a', RESTING);
    await world.restart();
    await world.place('b', RESTING);
    expect(world.venue.writes.map(({ life, writeNumber }) => [life, writeNumber])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(await world.query('a')).toMatchObject({ kind: 'found', order: { status: 'open' } });
  });
});

describe('changes', () => {
  async function changing(fault: FaultName, seed = 1): Promise<TestWorld> {
    const world = await openWorld('unique_ever', { seed, always: [fault], times: 0 });
    await world.place('a', RESTING);
    world.allow(1);
    return world;
  }

  it('a fill races a cancel: part or all of the order fills, the rest is canceled', async () => {
    const ends = new Set<string>();
    for (const seed of SEEDS) {
      const world = await changing('fill_races_cancel', seed);
      const outcome = await world.cancel('a');
      const [order] = world.venue.accepted;
      expect(order?.fills.length).toBe(1);
      expect(outcome.kind).toBe(order?.status === 'filled' ? 'cancel_rejected' : 'canceled');
      ends.add(outcome.kind);
    }
    expect(ends.size).toBe(2);
  });

  it('a cancel of an order that the venue denies knowing is refused, done or not', async () => {
    const ends = new Set<string | undefined>();
    for (const seed of SEEDS) {
      const world = await changing('cancel_says_unknown', seed);
      expect(await world.cancel('a')).toMatchObject({ kind: 'cancel_rejected', venueCode: 'UNKNOWN_ORDER' });
      ends.add(world.venue.accepted[0]?.status);
    }
    expect([...ends].sort()).toEqual(['canceled', 'open']);
  });

  it('a half-done amend is ambiguous and shows in the order, in whole or in part', async () => {
    const prices = new Set<string>();
    for (const seed of SEEDS) {
      const world = await changing('amend_half_done', seed);
      expect((await world.amend('a', '12', '91')).kind).toBe('ambiguous');
      const answer = await world.query('a');
      expect(answer).toMatchObject({ kind: 'found', order: { quantity: 12n * 10n ** 18n } });
      if (answer.kind === 'found') prices.add(String(answer.order.limitPrice));
    }
    expect([...prices].sort()).toEqual([90n * 10n ** 18n, 91n * 10n ** 18n].map(String));
  });

  it.each(['request_lost', 'reply_lost', 'server_error_done', 'body_unreadable'] as const)(
    'a cancel and an amend under %s are ambiguous',
    async (fault) => {
      const world = await changing(fault);
      expect((await world.cancel('a')).kind).toBe('ambiguous');
      const other = await changing(fault);
      expect((await other.amend('a', '12', '91')).kind).toBe('ambiguous');
      expect(other.venue.accepted[0]?.quantity).toBe((fault === 'request_lost' ? 10n : 12n) * 10n ** 18n);
    },
  );
});

describe('the venue as a whole', () => {
  it.each(VENUE_KINDS)(
    '%s forgets an open order in its maintenance, and none of which something has filled',
    async (kind) => {
      const world = await openWorld(kind, { always: ['maintenance', 'order_forgotten'], times: 0 });
      await world.place('filled');
      await world.pass(10_000);
      await world.place('open', RESTING);
      await world.pass(5_000);
      world.allow(2);
      await world.query('open');
      await world.pass(60_000);
      expect(world.venue.accepted.map(({ status }) => status)).toEqual(['filled', 'forgotten']);
      expect([(await world.query('filled')).kind, (await world.query('open')).kind]).toEqual(['found', 'not_found']);
      expect(await world.cancel('open')).toMatchObject({
        kind: 'cancel_rejected',
        venueCode: 'UNKNOWN_ORDER',
      });
    },
  );

  it('maintenance: everything is turned away undone for two to thirty seconds', async () => {
    for (const seed of SEEDS) {
      const { world, outcome, isThere } = await placeUnder('unique_ever', 'maintenance', seed);
      expect([outcome.kind, isThere]).toEqual(['ambiguous', false]);
      expect(await world.place('b', RESTING)).toMatchObject({ kind: 'accepted' });
    }
  });

  it('maintenance: questions go unanswered meanwhile, lists are refused', async () => {
    const world = await openWorld('unique_ever', { always: ['maintenance'], times: 1 });
    expect(await world.query('a')).toEqual({ kind: 'unreachable', detail: 'HTTP 503' });
    await expect(world.drive(world.broker.positions())).rejects.toThrow('503');
  });

  it('unreachable: requests and answers under way are lost, the stream breaks and comes back', async () => {
    const world = await openWorld('unique_ever', { always: ['venue_unreachable'], times: 0 });
    const first = world.broker.place(world.order('a', RESTING));
    world.allow(1);
    const second = world.broker.place(world.order('b', RESTING));
    expect((await world.drive(first)).kind).toBe('ambiguous');
    expect((await world.drive(second)).kind).toBe('ambiguous');
    await world.pass(60_000);
    expect(world.venue.accepted).toEqual([]);
    expect(world.events.map(({ kind }) => kind)).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('a revoked credential: everything is refused for good, and later taken again', async () => {
    const { world, outcome, isThere } = await placeUnder('raw', 'credential_revoked');
    expect([outcome, isThere]).toMatchObject([{ kind: 'rejected', venueCode: 'PERMISSION' }, false]);
    expect((await world.place('b')).kind).toBe('accepted');
  });

  it('a terminal that restarts renumbers what is open; our id still finds and cancels it', async () => {
    for (const kind of ['gateway', 'raw'] as const) {
      const world = await openWorld(kind, { always: ['terminal_renumbers'], times: 0 });
      await world.place('a', RESTING);
      world.allow(1);
      expect(await world.query('a')).toMatchObject({ kind: 'unreachable' });
      await world.pass(20_000);
      expect(await world.query('a')).toMatchObject({ kind: 'found', order: { venueOrderId: 'V2', status: 'open' } });
      const old = { ...targetOf('a'), venueOrderId: 'V1' };
      expect(await world.drive(world.broker.cancel(old))).toMatchObject({ kind: 'canceled' });
    }
  });

  it('a stale replica does not know what is younger than its lag, and gives the time of now', async () => {
    let missed = 0;
    for (const seed of SEEDS) {
      const world = await openWorld('unique_ever', { seed, always: ['replica_stale'] });
      await world.place('a', RESTING);
      const answer = await world.query('a');
      if (answer.kind === 'not_found') {
        missed += 1;
        expect(Math.abs(answer.venueTime - world.wallMs)).toBeLessThan(400);
      }
      await world.pass(1_500);
      expect((await world.query('a')).kind).toBe('found');
      expect(await world.drive(world.broker.openOrders())).toHaveLength(1);
    }
    expect(missed).toBeGreaterThan(0);
  });

  it('a stale replica may be its whole lag behind', async () => {
    let missed = 0;
    for (const seed of SEEDS) {
      const world = await openWorld('unique_ever', { seed, always: ['replica_stale'], hasWhims: false });
      await world.place('a', RESTING);
      const acceptedAt = world.venue.accepted[0]?.acceptedAt ?? 0;
      await world.pass(acceptedAt + 1_480 - world.kernel.now);
      if ((await world.query('a')).kind === 'not_found') missed += 1;
    }
    expect(missed).toBeGreaterThan(3);
  });

  it('a stale replica shows positions and fills of one moment', async () => {
    for (const seed of SEEDS) {
      const world = await openWorld('unique_open', { seed, always: ['replica_stale'] });
      await world.place('a');
      await world.pass(600);
      const answer = await world.query('a');
      if (answer.kind !== 'found') continue;
      const sum = answer.fills.reduce((total, { quantity }) => total + quantity, 0n);
      expect(answer.order.filledQuantity).toBe(sum);
      expect(answer.order.status === 'filled').toBe(sum === answer.order.quantity);
    }
  });
});
