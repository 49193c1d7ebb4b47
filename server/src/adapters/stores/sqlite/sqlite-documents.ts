/** The document store port over the storage thread. */
import type { DocumentWrite } from '#ports/journal.ts';
import type { Store, StoredDocument } from '#ports/store.ts';
import type { GroupCommit } from './group-commit.ts';
import type { DocumentRow } from './operations.ts';

/** The documents of the database behind `thread`. */
export function createDocumentStore(thread: GroupCommit): Store {
  return {
    put: async (document) => {
      await thread.submit('putDocument', documentRow(document));
    },
    putIfAbsent: (document) => thread.submit('putDocumentIfAbsent', documentRow(document)),
    get: async (collection, id) => {
      const row = await thread.submit('getDocument', [collection, id]);
      return row === null ? undefined : storedDocument(row);
    },
    list: async ({ collection, account, reference, statuses, before, limit }) => {
      const from = before === undefined ? null : ([before.time, before.id] as const);
      const input = [collection, account ?? null, reference ?? null, statuses ?? null, from, limit] as const;
      return (await thread.submit('listDocuments', input)).map(storedDocument);
    },
    delete: async (collection, id) => {
      await thread.submit('deleteDocument', [collection, id]);
    },
  };
}

/** A document as its row. */
export function documentRow(document: DocumentWrite): DocumentRow {
  const { collection, id, account, reference, status, time, body } = document;
  return [collection, id, account ?? null, reference ?? null, status ?? null, time, body];
}

function storedDocument(row: DocumentRow): StoredDocument {
  const [collection, id, account, reference, status, time, body] = row;
  return {
    collection,
    id,
    ...(account === null ? {} : { account }),
    ...(reference === null ? {} : { reference }),
    ...(status === null ? {} : { status }),
    time,
    body,
  };
}
