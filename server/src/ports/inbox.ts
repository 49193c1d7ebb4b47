/**
 * Inbox: where a signal becomes durable, once. A receive answers only after its row is on disk; the row is unique by
 * source and key, so the same signal delivered again finds the first one's id.
 */

export interface InboxEntry {
  /** The door it came through: `hook:<webhookId>`, `rest:<apiKeyId>`. */
  readonly source: string;
  /** The sender's own id, or the hash of the body without its secret. */
  readonly key: string;
  /** SHA-256 of the body without its secret; another hash under the same key is a conflict. */
  readonly bodyHash: string;
  /** How long after the first one the same key counts as a duplicate. */
  readonly windowMs: number;
  /** A signal under this key that came to nothing: as long as it is the newest one, its window counts as over. */
  readonly inPlaceOf?: string;
  readonly receivedAt: number;
  /** accepted is to be processed; the others are kept to be shown. */
  readonly status: 'accepted' | 'refused' | 'rehearsed';
  /** The text as received, without its secret. */
  readonly text: string;
  /** JSON: the parsed commands, the route, the error: what the processor and the trail need. */
  readonly detail: string;
}

export type InboxStatus = 'accepted' | 'done' | 'refused' | 'rehearsed' | 'quarantined';

export interface InboxRow extends Omit<InboxEntry, 'status' | 'windowMs' | 'inPlaceOf'> {
  readonly signalId: string;
  /** Ascending in order of arrival. */
  readonly position: number;
  readonly status: InboxStatus;
  /** How often a start found it undone: a signal that crashes the process is quarantined. */
  readonly attempts: number;
}

export type ReceiveOutcome =
  | { readonly kind: 'received'; readonly signalId: string; readonly position: number }
  | { readonly kind: 'duplicate'; readonly signalId: string }
  /** The key was used with another body. */
  | { readonly kind: 'conflict'; readonly signalId: string }
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface InboxQuery {
  readonly source?: string;
  readonly status?: InboxStatus;
  /** Rows before this position (for paging backwards); absent: from the newest. */
  readonly beforePosition?: number;
  readonly limit: number;
}

export interface Inbox {
  receive(entry: InboxEntry): Promise<ReceiveOutcome>;
  find(signalId: string): Promise<InboxRow | undefined>;
  /** Rows still to be processed after `afterPosition`, oldest first. */
  pending(afterPosition: number, limit: number): Promise<readonly InboxRow[]>;
  pendingCount(): Promise<number>;
  /** Newest first. */
  list(query: InboxQuery): Promise<readonly InboxRow[]>;
  /** Durably counts a start that found the row undone; returns the new count. */
  countAttempt(signalId: string): Promise<number>;
  /** Takes one such count back, because the process has survived it. */
  takeBackAttempt(signalId: string): Promise<void>;
  settle(signalId: string, status: 'done' | 'refused' | 'quarantined'): Promise<void>;
}
