/** Store: documents by collection and id (accounts, webhooks, keys, settings) and the read models written with the journal. */
import type { DocumentWrite } from './journal.ts';

export interface StoredDocument extends DocumentWrite {}

export interface DocumentQuery {
  readonly collection: string;
  readonly account?: string;
  readonly reference?: string;
  /** Any of these. */
  readonly statuses?: readonly string[];
  /** Documents older than this (time, id), for paging backwards. */
  readonly before?: { readonly time: number; readonly id: string };
  readonly limit: number;
}

/**
 * A failing store rejects with StoreUnavailableError: nothing was written then, and it may work later. So do all calls
 * of the journal and the inbox whose answer has no `unavailable`.
 */
export interface Store {
  put(document: DocumentWrite): Promise<void>;
  /** Writes only if no document of that collection and id exists; answers whether it wrote. */
  putIfAbsent(document: DocumentWrite): Promise<boolean>;
  get(collection: string, id: string): Promise<StoredDocument | undefined>;
  /** Newest first, then by id descending. */
  list(query: DocumentQuery): Promise<readonly StoredDocument[]>;
  delete(collection: string, id: string): Promise<void>;
}
