/**
 * What every document store promises, and the harness that every storage adapter gives to the suites of the journal,
 * the inbox and the store: one object for the three, because an append writes into all of them in one commit.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox } from './inbox.ts';
import type { DocumentWrite, Journal } from './journal.ts';
import type { Store } from './store.ts';

export interface StorageUnderTest {
  readonly journal: Journal;
  readonly inbox: Inbox;
  readonly store: Store;
  /** Closes it and opens the same data again. */
  reopen(): Promise<StorageUnderTest>;
  /** Changes one character in the stored body of a record, behind the adapter's back. */
  tamper(stream: string, sequence: number): Promise<void>;
  /** Closes it and removes its data. */
  dispose(): Promise<void>;
}

export type OpenStorage = () => Promise<StorageUnderTest>;

const write = (id: string, more: Partial<DocumentWrite> = {}): DocumentWrite => ({
  collection: 'order',
  id,
  time: 1_000,
  body: `{"id":"${id}"}`,
  ...more,
});

const idsOf = (documents: readonly { readonly id: string }[]): readonly string[] => documents.map(({ id }) => id);

/** The suite of the store port; `open` gives a fresh, empty storage. */
export function describeStore(name: string, open: OpenStorage): void {
  describe(`store: ${name}`, () => {
    let storage: StorageUnderTest;
    beforeEach(async () => {
      storage = await open();
    });
    afterEach(() => storage.dispose());

    it('gives back what was put, with and without the optional parts, after a reopening', async () => {
      const full = write('a', { account: 'acc', reference: 'sig', status: 'open', body: '{"text":"中文 \\u0000 😀"}' });
      await storage.store.put(full);
      await storage.store.put(write('b'));
      storage = await storage.reopen();
      expect(await storage.store.get('order', 'a')).toEqual(full);
      expect(await storage.store.get('order', 'b')).toEqual(write('b'));
    });

    it('knows nothing of what was never put', async () => {
      await storage.store.put(write('a'));
      expect(await storage.store.get('order', 'b')).toBeUndefined();
      expect(await storage.store.get('account', 'a')).toBeUndefined();
    });

    it('replaces the whole document, optional parts included', async () => {
      await storage.store.put(write('a', { account: 'acc', status: 'open' }));
      await storage.store.put(write('a', { time: 2_000, body: '{}' }));
      expect(await storage.store.get('order', 'a')).toEqual(write('a', { time: 2_000, body: '{}' }));
      expect(await storage.store.list({ collection: 'order', account: 'acc', limit: 10 })).toEqual([]);
    });

    it('puts if absent only once, whoever comes first', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => storage.store.putIfAbsent(write('a', { time: index }))),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await storage.store.get('order', 'a'))?.time).toBe(answers.indexOf(true));
    });

    it('forgets what was deleted, and deleting nothing is not a failure', async () => {
      await storage.store.put(write('a'));
      await storage.store.delete('order', 'a');
      await storage.store.delete('order', 'a');
      expect(await storage.store.get('order', 'a')).toBeUndefined();
      expect(await storage.store.putIfAbsent(write('a'))).toBe(true);
    });

    it('lists one collection newest first, then by id descending', async () => {
      for (const [id, time] of [['a', 1] as const, ['c', 2] as const, ['b', 2] as const, ['d', 3] as const]) {
        await storage.store.put(write(id, { time }));
      }
      await storage.store.put(write('z', { collection: 'account', time: 9 }));
      expect(idsOf(await storage.store.list({ collection: 'order', limit: 10 }))).toEqual(['d', 'c', 'b', 'a']);
      expect(idsOf(await storage.store.list({ collection: 'order', limit: 2 }))).toEqual(['d', 'c']);
    });

    it('pages backwards without losing or repeating documents of the same time', async () => {
      for (let index = 0; index < 20; index += 1) {
        await storage.store.put(write(`id${String(index).padStart(2, '0')}`, { time: Math.floor(index / 7) }));
      }
      const all = idsOf(await storage.store.list({ collection: 'order', limit: 100 }));
      const paged: string[] = [];
      let before: { time: number; id: string } | undefined;
      for (;;) {
        const page = await storage.store.list({ collection: 'order', limit: 3, ...(before ? { before } : {}) });
        const last = page.at(-1);
        if (last === undefined) break;
        paged.push(...idsOf(page));
        before = { time: last.time, id: last.id };
      }
      expect(paged).toEqual(all);
      expect(paged).toHaveLength(20);
    });

    it.each([
      [{ account: 'x' }, ['f', 'd', 'b']],
      [{ reference: 's1' }, ['c', 'b', 'a']],
      [{ statuses: ['open'] }, ['d', 'c', 'b', 'a']],
      [{ statuses: ['open', 'filled'] }, ['f', 'e', 'd', 'c', 'b', 'a']],
      [{ statuses: ['filled', 'filled'] }, ['f', 'e']],
      [{ statuses: [] }, []],
      [{ account: 'x', statuses: ['open'] }, ['d', 'b']],
      [{ account: 'x', reference: 's1', statuses: ['open'] }, ['b']],
      [{ account: 'x', before: { time: 6, id: 'f' } }, ['d', 'b']],
      [{ account: 'none' }, []],
    ] as const)('filters by %o', async (filter, expected) => {
      for (const [index, id] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
        await storage.store.put(
          write(id, {
            time: index + 1,
            account: index % 2 === 0 ? 'y' : 'x',
            reference: index < 3 ? 's1' : 's2',
            status: index < 4 ? 'open' : 'filled',
          }),
        );
      }
      await storage.store.put(write('z', { time: 9 }));
      expect(idsOf(await storage.store.list({ collection: 'order', limit: 10, ...filter }))).toEqual(expected);
    });

    it('reads its own writes in the order they were asked for', async () => {
      const reads = Array.from({ length: 20 }, (_, index) => {
        void storage.store.put(write('a', { time: index }));
        return storage.store.get('order', 'a');
      });
      expect((await Promise.all(reads)).map((document) => document?.time)).toEqual([...reads.keys()]);
    });
  });
}
