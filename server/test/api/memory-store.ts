/** A Store in memory, for tests of what stands on one. It can be told to fail. */
import type { DocumentWrite } from '#ports/journal.ts';
import type { DocumentQuery, Store, StoredDocument } from '#ports/store.ts';

export class MemoryStore implements Store {
  readonly documents = new Map<string, DocumentWrite>();
  /** While set, every write rejects. */
  full = false;

  put(document: DocumentWrite): Promise<void> {
    if (this.full) return Promise.reject(new Error('database or disk is full'));
    this.documents.set(`${document.collection}/${document.id}`, document);
    return Promise.resolve();
  }

  async putIfAbsent(document: DocumentWrite): Promise<boolean> {
    if (this.documents.has(`${document.collection}/${document.id}`)) return false;
    await this.put(document);
    return true;
  }

  get(collection: string, id: string): Promise<StoredDocument | undefined> {
    return Promise.resolve(this.documents.get(`${collection}/${id}`));
  }

  list(query: DocumentQuery): Promise<readonly StoredDocument[]> {
    const { before } = query;
    const found = [...this.documents.values()]
      .filter((document) => document.collection === query.collection)
      .toSorted((left, right) => right.time - left.time || (left.id < right.id ? 1 : -1))
      .filter(
        (one) => before === undefined || one.time < before.time || (one.time === before.time && one.id < before.id),
      );
    return Promise.resolve(found.slice(0, query.limit));
  }

  delete(collection: string, id: string): Promise<void> {
    if (this.full) return Promise.reject(new Error('database or disk is full'));
    this.documents.delete(`${collection}/${id}`);
    return Promise.resolve();
  }
}
