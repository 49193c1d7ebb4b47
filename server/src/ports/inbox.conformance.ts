/** What every inbox promises, one promise a test. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { derivedIdSource, idFromBytes, timedId } from '#domain/derived-id.ts';
import type { InboxEntry, ReceiveOutcome } from './inbox.ts';
import type { OpenStorage, StorageUnderTest } from './store.conformance.ts';

const WINDOW_MS = 60_000;
const START = 1_700_000_000_000;

const entry = (more: Partial<InboxEntry> = {}): InboxEntry => ({
  source: 'hook:h1',
  key: 'k1',
  bodyHash: 'hash1',
  windowMs: WINDOW_MS,
  receivedAt: START,
  status: 'accepted',
  text: 'buy 1 BTCUSDT',
  detail: '{"commands":[]}',
  ...more,
});

/** The suite of the inbox port; `open` gives a fresh, empty storage. */
export function describeInbox(name: string, open: OpenStorage): void {
  describe(`inbox: ${name}`, () => {
    let storage: StorageUnderTest;
    beforeEach(async () => {
      storage = await open();
    });
    afterEach(() => storage.dispose());

    const receive = (more: Partial<InboxEntry> = {}): Promise<ReceiveOutcome> => storage.inbox.receive(entry(more));
    const receiveNew = async (more: Partial<InboxEntry> = {}): Promise<string> => {
      const outcome = await receive(more);
      if (outcome.kind !== 'received') throw new Error(`expected received, not ${outcome.kind}`);
      return outcome.signalId;
    };

    it('keeps what it received, to the character, after a reopening', async () => {
      const text = `买入 😀 "quoted" 'single' \u0000 \r\n end`;
      const signalId = await receiveNew({ text });
      storage = await storage.reopen();
      const { windowMs: _, ...kept } = entry({ text });
      expect(await storage.inbox.find(signalId)).toEqual({ ...kept, signalId, position: 1, attempts: 0 });
      expect(await storage.inbox.find('nobody')).toBeUndefined();
    });

    it('gives the id that its time, source, key and ordinal derive, whatever the store', async () => {
      const idOf = (ordinal: number, time: number): string => {
        const source = derivedIdSource(['signal', 'hook:h1', 'k1', String(ordinal)]);
        return timedId(time, idFromBytes(createHash('sha256').update(source).digest()));
      };
      expect(await receiveNew()).toBe(idOf(1, START));
      expect(await receiveNew({ receivedAt: START + WINDOW_MS })).toBe(idOf(2, START + WINDOW_MS));
    });

    it('answers the same signal again with the id of the first, after a reopening too', async () => {
      const signalId = await receiveNew();
      expect(await receive({ receivedAt: START + WINDOW_MS - 1 })).toEqual({ kind: 'duplicate', signalId });
      storage = await storage.reopen();
      expect(await receive()).toEqual({ kind: 'duplicate', signalId });
      expect(await storage.inbox.pendingCount()).toBe(1);
    });

    it('calls another body under the same key a conflict and keeps nothing of it', async () => {
      const signalId = await receiveNew();
      expect(await receive({ bodyHash: 'hash2', text: 'sell' })).toEqual({ kind: 'conflict', signalId });
      expect((await storage.inbox.list({ limit: 10 })).map(({ text }) => text)).toEqual(['buy 1 BTCUSDT']);
    });

    it('takes the key again when the window of its newest row is over', async () => {
      const first = await receiveNew();
      const second = await receiveNew({ receivedAt: START + WINDOW_MS, bodyHash: 'hash2' });
      expect(second).not.toBe(first);
      expect(await receive({ receivedAt: START + WINDOW_MS + 1, bodyHash: 'hash2' })).toEqual({
        kind: 'duplicate',
        signalId: second,
      });
      expect(await receive({ receivedAt: START + WINDOW_MS + 1 })).toEqual({ kind: 'conflict', signalId: second });
    });

    it('takes the key again in place of a signal that came to nothing, once, and guards it from then on', async () => {
      const denied = await receiveNew();
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => receive({ inPlaceOf: denied })));
      const received = outcomes.filter(({ kind }) => kind === 'received');
      expect(received).toHaveLength(1);
      const signalId = received[0]?.kind === 'received' ? received[0].signalId : '';
      expect(signalId).not.toBe(denied);
      expect(outcomes.filter(({ kind }) => kind === 'duplicate')).toHaveLength(19);
      storage = await storage.reopen();
      expect(await receive({ inPlaceOf: denied, receivedAt: START + 1 })).toEqual({ kind: 'duplicate', signalId });
      expect(await receive({ receivedAt: START + 1 })).toEqual({ kind: 'duplicate', signalId });
    });

    it('still knows a duplicate that was stamped a little before the first one', async () => {
      const signalId = await receiveNew();
      expect(await receive({ receivedAt: START - 1 })).toEqual({ kind: 'duplicate', signalId });
    });

    it('is not blocked by a row of a far future, as a wrong clock leaves it', async () => {
      const future = await receiveNew({ receivedAt: START + 10 * WINDOW_MS });
      const now = await receiveNew();
      expect(now).not.toBe(future);
      expect(await receive({ receivedAt: START + 5 })).toEqual({ kind: 'duplicate', signalId: now });
    });

    it('never sees a duplicate when the window is zero', async () => {
      expect(await receiveNew({ windowMs: 0 })).not.toBe(await receiveNew({ windowMs: 0 }));
    });

    it('keeps sources and keys apart', async () => {
      const ids = new Set([
        await receiveNew(),
        await receiveNew({ source: 'hook:h2' }),
        await receiveNew({ key: 'k2' }),
        await receiveNew({ source: 'hook:h1k', key: '1' }),
      ]);
      expect(ids.size).toBe(4);
    });

    it('finds duplicates of refused and rehearsed signals too', async () => {
      const signalId = await receiveNew({ status: 'refused' });
      expect(await receive({ status: 'refused' })).toEqual({ kind: 'duplicate', signalId });
      expect(await storage.inbox.pendingCount()).toBe(0);
    });

    it('receives a signal once, however often it is delivered at the same time', async () => {
      const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => receive()));
      const received = outcomes.filter(({ kind }) => kind === 'received');
      expect(received).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'duplicate')).toHaveLength(999);
      expect(new Set(outcomes.map((outcome) => 'signalId' in outcome && outcome.signalId)).size).toBe(1);
      expect(await storage.inbox.list({ limit: 10 })).toHaveLength(1);
    });

    it('lists what is pending oldest first, in pages, without what is settled', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 6; index += 1) ids.push(await receiveNew({ key: `k${index}` }));
      await storage.inbox.settle(ids[1]!, 'done');
      await storage.inbox.settle(ids[2]!, 'quarantined');
      storage = await storage.reopen();
      const first = await storage.inbox.pending(0, 2);
      expect(first.map(({ signalId }) => signalId)).toEqual([ids[0], ids[3]]);
      const rest = await storage.inbox.pending(first[1]!.position, 10);
      expect(rest.map(({ signalId }) => signalId)).toEqual([ids[4], ids[5]]);
      expect(await storage.inbox.pendingCount()).toBe(4);
    });

    it('settles a signal once: what has ended stays as it ended', async () => {
      const signalId = await receiveNew();
      await storage.inbox.settle(signalId, 'quarantined');
      await storage.inbox.settle(signalId, 'done');
      await storage.inbox.settle('nobody', 'done');
      expect((await storage.inbox.find(signalId))?.status).toBe('quarantined');
    });

    it('counts attempts durably', async () => {
      const signalId = await receiveNew();
      expect(await storage.inbox.countAttempt(signalId)).toBe(1);
      storage = await storage.reopen();
      expect(await storage.inbox.countAttempt(signalId)).toBe(2);
      expect((await storage.inbox.find(signalId))?.attempts).toBe(2);
      expect(await storage.inbox.countAttempt('nobody')).toBe(0);
    });

    it('takes an attempt back durably, and none that was not counted', async () => {
      const signalId = await receiveNew();
      await storage.inbox.countAttempt(signalId);
      await storage.inbox.countAttempt(signalId);
      await storage.inbox.takeBackAttempt(signalId);
      storage = await storage.reopen();
      expect((await storage.inbox.find(signalId))?.attempts).toBe(1);
      for (let count = 0; count < 2; count += 1) await storage.inbox.takeBackAttempt(signalId);
      expect((await storage.inbox.find(signalId))?.attempts).toBe(0);
      await storage.inbox.takeBackAttempt('nobody');
    });

    it('lists newest first, by source, by status, and in pages', async () => {
      const statuses = ['accepted', 'refused', 'rehearsed', 'accepted', 'refused', 'accepted'] as const;
      for (const [index, status] of statuses.entries()) {
        await receiveNew({ key: `k${index}`, status, source: index % 2 === 0 ? 'hook:even' : 'hook:odd' });
      }
      await storage.inbox.settle((await storage.inbox.pending(0, 1))[0]!.signalId, 'done');
      const keys = async (query: Omit<Parameters<typeof storage.inbox.list>[0], 'limit'>, limit = 10) =>
        (await storage.inbox.list({ ...query, limit })).map(({ key }) => key);
      expect(await keys({})).toEqual(['k5', 'k4', 'k3', 'k2', 'k1', 'k0']);
      expect(await keys({}, 2)).toEqual(['k5', 'k4']);
      expect(await keys({ beforePosition: 3 })).toEqual(['k1', 'k0']);
      expect(await keys({ source: 'hook:even' })).toEqual(['k4', 'k2', 'k0']);
      expect(await keys({ status: 'refused' })).toEqual(['k4', 'k1']);
      expect(await keys({ status: 'rehearsed' })).toEqual(['k2']);
      expect(await keys({ status: 'accepted' })).toEqual(['k5', 'k3']);
      expect(await keys({ status: 'done' })).toEqual(['k0']);
      expect(await keys({ status: 'refused', source: 'hook:odd', beforePosition: 5 })).toEqual(['k1']);
    });
  });
}
