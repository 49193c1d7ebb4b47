/** The store's side of a journal in memory: a row can be found once the append that carries it is durable, not before. */
import type { DocumentWrite } from '#ports/journal.ts';
import type { DocumentQuery, Store } from '#ports/store.ts';
import type { MemoryJournal } from '../../../test/venue/memory-journal.ts';

/** For reading only; `delay` is what an answer waits for after it was made up. */
export interface JournalStore extends Store {
  delay: () => Promise<void>;
}

export function createJournalStore(journal: MemoryJournal): JournalStore {
  const rows = (collection: string): DocumentWrite[] => {
    const newest = new Map<string, DocumentWrite>();
    for (const { documents } of journal.appends)
      for (const row of documents ?? []) if (row.collection === collection) newest.set(row.id, row);
    return [...newest.values()];
  };
  const refuse = (): Promise<never> => Promise.reject(new Error('only the journal writes here'));
  const store: JournalStore = {
    delay: () => Promise.resolve(),
    put: refuse,
    putIfAbsent: refuse,
    delete: refuse,
    async get(collection, id) {
      const found = rows(collection).find((row) => row.id === id);
      await store.delay();
      return found;
    },
    async list(query) {
      const found = rows(query.collection).filter((row) => isAsked(row, query));
      found.sort((left, right) => right.time - left.time || (left.id < right.id ? 1 : -1));
      await store.delay();
      return found.slice(0, query.limit);
    },
  };
  return store;
}

function isAsked(row: DocumentWrite, { account, reference, statuses, before }: DocumentQuery): boolean {
  if (account !== undefined && row.account !== account) return false;
  if (reference !== undefined && row.reference !== reference) return false;
  if (statuses !== undefined && !statuses.includes(row.status ?? '')) return false;
  return before === undefined || row.time < before.time || (row.time === before.time && row.id < before.id);
}
