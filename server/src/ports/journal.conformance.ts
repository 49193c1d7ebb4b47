/** What every journal promises, one promise a test. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Append, NewRecord } from './journal.ts';
import type { OpenStorage, StorageUnderTest } from './store.conformance.ts';

const record = (kind: string, more: Partial<NewRecord> = {}): NewRecord => ({
  time: 1_700_000_000_000,
  kind,
  body: `{"kind":"${kind}"}`,
  ...more,
});

const batch = (stream: string, expectedSequence: number, ...kinds: readonly string[]): Append => ({
  stream,
  expectedSequence,
  records: kinds.map((kind) => record(kind)),
});

const signal = {
  source: 'hook:h1',
  key: 'k1',
  bodyHash: 'hash',
  windowMs: 60_000,
  receivedAt: 1_000,
  status: 'accepted',
  text: 'buy',
  detail: '{}',
} as const;

/** The suite of the journal port; `open` gives a fresh, empty storage. */
export function describeJournal(name: string, open: OpenStorage): void {
  describe(`journal: ${name}`, () => {
    let storage: StorageUnderTest;
    beforeEach(async () => {
      storage = await open();
    });
    afterEach(() => storage.dispose());

    const kinds = async (stream: string): Promise<readonly string[]> =>
      (await storage.journal.read(stream, 0, 1_000)).map(({ kind }) => kind);

    it('is empty at first', async () => {
      expect(await storage.journal.lastPosition()).toBe(0);
      expect(await storage.journal.lastSequence('a')).toBe(0);
      expect(await storage.journal.read('a', 0, 10)).toEqual([]);
      expect(await storage.journal.streams()).toEqual([]);
      expect(await storage.journal.verify('a')).toEqual({ records: 0 });
    });

    it('gives back what was appended, to the character, after a reopening', async () => {
      const written = record('order.filled', { correlation: 'sig1', body: '{"text":"中文 😀 \\u0000 \'quoted\'"}' });
      expect(
        await storage.journal.append({ stream: 'a', expectedSequence: 0, records: [written, record('x')] }),
      ).toEqual({
        kind: 'appended',
        position: 1,
      });
      storage = await storage.reopen();
      expect(await storage.journal.read('a', 0, 10)).toEqual([
        { stream: 'a', sequence: 1, position: 1, ...written },
        { stream: 'a', sequence: 2, position: 2, ...record('x') },
      ]);
    });

    it('goes on with the next sequence and position after a reopening', async () => {
      await storage.journal.append(batch('a', 0, 'one', 'two'));
      storage = await storage.reopen();
      expect(await storage.journal.append(batch('a', 2, 'three'))).toEqual({ kind: 'appended', position: 3 });
      expect(await storage.journal.lastSequence('a')).toBe(3);
      expect(await storage.journal.verify('a')).toEqual({ records: 3 });
    });

    it.each([0, 1, 3, 99])('fences a writer who expects sequence %i of a stream that is at 2', async (expected) => {
      await storage.journal.append(batch('a', 0, 'one', 'two'));
      expect(await storage.journal.append(batch('a', expected, 'late'))).toEqual({ kind: 'fenced', actualSequence: 2 });
      expect(await kinds('a')).toEqual(['one', 'two']);
    });

    it('lets exactly one of many writers with the same expectation through', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, index) => storage.journal.append(batch('a', 0, `writer${index}`))),
      );
      expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'fenced')).toHaveLength(99);
      expect(await kinds('a')).toHaveLength(1);
    });

    it('keeps the streams apart and their sequences free of gaps', async () => {
      const appends: Promise<unknown>[] = [];
      for (let sequence = 0; sequence < 30; sequence += 1) {
        for (const stream of ['a', 'b', 'c']) appends.push(storage.journal.append(batch(stream, sequence, 'event')));
      }
      await Promise.all(appends);
      for (const stream of ['a', 'b', 'c']) {
        const sequences = (await storage.journal.read(stream, 0, 100)).map(({ sequence }) => sequence);
        expect(sequences).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
      }
      expect([...(await storage.journal.streams())].sort()).toEqual(['a', 'b', 'c']);
      expect(await storage.journal.lastPosition()).toBe(90);
    });

    it('commits events, documents and settled signals together', async () => {
      const received = await storage.inbox.receive(signal);
      if (received.kind !== 'received') throw new Error(received.kind);
      await storage.journal.append({
        ...batch('a', 0, 'order.created'),
        documents: [{ collection: 'order', id: 'o1', time: 5, body: '{}' }],
        settledSignals: [{ signalId: received.signalId, status: 'done' }],
      });
      storage = await storage.reopen();
      expect(await kinds('a')).toEqual(['order.created']);
      expect(await storage.store.get('order', 'o1')).toBeDefined();
      expect((await storage.inbox.find(received.signalId))?.status).toBe('done');
    });

    it('writes nothing at all of a fenced append', async () => {
      const received = await storage.inbox.receive(signal);
      if (received.kind !== 'received') throw new Error(received.kind);
      const outcome = await storage.journal.append({
        ...batch('a', 7, 'order.created'),
        documents: [{ collection: 'order', id: 'o1', time: 5, body: '{}' }],
        settledSignals: [{ signalId: received.signalId, status: 'done' }],
      });
      expect(outcome).toEqual({ kind: 'fenced', actualSequence: 0 });
      expect(await storage.store.get('order', 'o1')).toBeUndefined();
      expect(await storage.inbox.pendingCount()).toBe(1);
      expect(await storage.journal.streams()).toEqual([]);
    });

    it('takes documents without records, and they are fenced too', async () => {
      await storage.journal.append(batch('a', 0, 'one'));
      const documents = [{ collection: 'order', id: 'o1', time: 5, body: '{}' }];
      const only = { stream: 'a', records: [], documents };
      expect((await storage.journal.append({ ...only, expectedSequence: 0 })).kind).toBe('fenced');
      expect(await storage.store.get('order', 'o1')).toBeUndefined();
      expect((await storage.journal.append({ ...only, expectedSequence: 1 })).kind).toBe('appended');
      expect(await storage.store.get('order', 'o1')).toBeDefined();
    });

    it('reads a stream in pages', async () => {
      await storage.journal.append(batch('a', 0, ...Array.from({ length: 25 }, (_, index) => `k${index}`)));
      const pages: number[] = [];
      let after = 0;
      for (;;) {
        const page = await storage.journal.read('a', after, 10);
        if (page.length === 0) break;
        pages.push(page.length);
        expect(page.map(({ sequence }) => sequence)).toEqual(page.map((_, index) => after + index + 1));
        after += page.length;
      }
      expect(pages).toEqual([10, 10, 5]);
    });

    it('reads all streams in the order of positions, or those whose name begins so', async () => {
      await storage.journal.append(batch('account:1', 0, 'a'));
      await storage.journal.append(batch('venue:1', 0, 'b'));
      await storage.journal.append(batch('account:2', 0, 'c', 'd'));
      await storage.journal.append(batch('account%', 0, 'e'));
      const all = await storage.journal.readAll(0, 10);
      expect(all.map(({ position, kind }) => [position, kind])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
        [4, 'd'],
        [5, 'e'],
      ]);
      expect((await storage.journal.readAll(2, 2)).map(({ kind }) => kind)).toEqual(['c', 'd']);
      expect((await storage.journal.readAll(0, 10, 'account:')).map(({ kind }) => kind)).toEqual(['a', 'c', 'd']);
      expect((await storage.journal.readAll(1, 1, 'account:')).map(({ kind }) => kind)).toEqual(['c']);
      expect((await storage.journal.readAll(0, 10, 'account%')).map(({ kind }) => kind)).toEqual(['e']);
    });

    it('tells the trail of a correlation over all streams, in order, bounded', async () => {
      const of = (correlation: string, kind: string) => ({
        ...batch('a', 0),
        records: [record(kind, { correlation })],
      });
      await storage.journal.append({ ...of('s1', 'first'), stream: 'b' });
      await storage.journal.append({ ...of('s2', 'other'), stream: 'c' });
      await storage.journal.append(of('s1', 'second'));
      await storage.journal.append({ ...batch('d', 0, 'uncorrelated') });
      expect((await storage.journal.trail('s1', 10)).map(({ kind }) => kind)).toEqual(['first', 'second']);
      expect((await storage.journal.trail('s1', 1)).map(({ kind }) => kind)).toEqual(['first']);
      expect(await storage.journal.trail('nobody', 10)).toEqual([]);
    });

    it('loads the newest snapshot of the asked version only', async () => {
      const snapshot = { stream: 'a', sequence: 1, version: 'v1', body: '{"n":1}' };
      await storage.journal.saveSnapshot(snapshot);
      await storage.journal.saveSnapshot({ ...snapshot, sequence: 2 });
      storage = await storage.reopen();
      expect(await storage.journal.loadSnapshot('a', 'v1')).toEqual({ ...snapshot, sequence: 2 });
      expect(await storage.journal.loadSnapshot('a', 'v2')).toBeUndefined();
      expect(await storage.journal.loadSnapshot('b', 'v1')).toBeUndefined();
    });

    it('reads any page of records that were written together, and finds each by its correlation', async () => {
      const correlations = ['s1', 's1', 's1', undefined, undefined, 's2', 's1', 's2', 's2'];
      const written = correlations.map((correlation, index) => {
        const body = JSON.stringify({ index, text: '中文 😀\n'.repeat(index) });
        return record(`k${index}`, { time: index, body, ...(correlation === undefined ? {} : { correlation }) });
      });
      await storage.journal.append({ stream: 'a', expectedSequence: 0, records: written.slice(0, 7) });
      await storage.journal.append({ stream: 'b', expectedSequence: 0, records: written });
      await storage.journal.append({ stream: 'a', expectedSequence: 7, records: written.slice(7) });
      const all = (await storage.journal.readAll(0, 100)).filter(({ stream }) => stream === 'a');
      expect(all.map(({ sequence }) => sequence)).toEqual(written.map((_, index) => index + 1));
      for (let after = 0; after <= 9; after += 1) {
        for (let limit = 1; limit <= 9; limit += 1) {
          const page = await storage.journal.read('a', after, limit);
          expect(page).toEqual(all.slice(after, after + limit));
        }
      }
      expect(all.map(({ sequence: _, position: __, stream: ___, ...given }) => given)).toEqual(written);
      const trail = await storage.journal.trail('s2', 100);
      expect(trail.map(({ stream, sequence }) => `${stream}${sequence}`)).toEqual(['a6', 'b6', 'b8', 'b9', 'a8', 'a9']);
      expect((await storage.journal.trail('s1', 2)).map(({ sequence }) => sequence)).toEqual([1, 2]);
      expect((await storage.journal.readAll(10, 3, 'b')).map(({ position }) => position)).toEqual([11, 12, 13]);
      expect(await storage.journal.verify('a')).toEqual({ records: 9 });
    });

    it('finds one changed character in a long stream, and only in that stream', async () => {
      const records = Array.from({ length: 2_500 }, (_, index) => record('k', { correlation: `c${index}` }));
      await storage.journal.append({ stream: 'a', expectedSequence: 0, records });
      await storage.journal.append(batch('b', 0, 'one', 'two'));
      expect(await storage.journal.verify('a')).toEqual({ records: 2_500 });
      await storage.tamper('a', 1_777);
      const verified = await storage.journal.verify('a');
      expect(verified.records).toBe(1_776);
      expect(verified.fault).toContain('1777');
      expect(await storage.journal.verify('b')).toEqual({ records: 2 });
    });
  });
}
