/** The documents of the simulated disk, by collection and id. A document is never changed, only replaced. */
import type { DocumentQuery, StoredDocument } from '#ports/store.ts';

export class DocumentTable {
  readonly collections = new Map<string, Map<string, StoredDocument>>();

  put(document: StoredDocument): void {
    const { collection, id } = document;
    const known = this.collections.get(collection);
    if (known === undefined) this.collections.set(collection, new Map([[id, document]]));
    else known.set(id, document);
  }

  /** Whether it wrote. */
  putIfAbsent(document: StoredDocument): boolean {
    if (this.get(document.collection, document.id) !== undefined) return false;
    this.put(document);
    return true;
  }

  get(collection: string, id: string): StoredDocument | undefined {
    return this.collections.get(collection)?.get(id);
  }

  delete(collection: string, id: string): void {
    this.collections.get(collection)?.delete(id);
  }

  list(query: DocumentQuery): readonly StoredDocument[] {
    const found: StoredDocument[] = [];
    for (const document of this.collections.get(query.collection)?.values() ?? []) {
      if (isAsked(document, query)) found.push(document);
    }
    return found.sort(newestFirst).slice(0, query.limit);
  }
}

function isAsked(document: StoredDocument, { account, reference, statuses, before }: DocumentQuery): boolean {
  if (account !== undefined && document.account !== account) return false;
  if (reference !== undefined && document.reference !== reference) return false;
  if (statuses !== undefined && (document.status === undefined || !statuses.includes(document.status))) return false;
  return before === undefined || newestFirst(before, document) < 0;
}

type Dated = Pick<StoredDocument, 'time' | 'id'>;

function newestFirst(left: Dated, right: Dated): number {
  if (left.time !== right.time) return right.time - left.time;
  if (left.id === right.id) return 0;
  return left.id < right.id ? 1 : -1;
}
