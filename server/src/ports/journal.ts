/**
 * Journal: append-only streams of facts, one stream per account (and one per pretend venue). `(stream, sequence)` is
 * the primary key, so a second owner of a stream cannot append: that is the fence. What an append carries is committed
 * together or not at all: events, read-model rows, and the marks on the signals they settle.
 */

export interface JournalRecord {
  /** Gap-free within the stream, from 1. */
  readonly sequence: number;
  /** Ascending over all streams of the store; the sequence of the public event feed. */
  readonly position: number;
  readonly stream: string;
  readonly time: number;
  readonly kind: string;
  /** What a trail is asked by: the signal's id, or the order's when no signal caused it. */
  readonly correlation?: string;
  /** JSON. */
  readonly body: string;
}

export interface NewRecord {
  readonly time: number;
  readonly kind: string;
  readonly correlation?: string;
  readonly body: string;
}

/** A read-model row, written in the same commit as the events it was folded from. */
export interface DocumentWrite {
  readonly collection: string;
  readonly id: string;
  readonly account?: string;
  /** What it belongs to, for look-ups: an order's signal id. */
  readonly reference?: string;
  readonly status?: string;
  /** Sorts listings; ms UTC. */
  readonly time: number;
  /** JSON. */
  readonly body: string;
}

export interface Append {
  readonly stream: string;
  /** The sequence of the last record the writer knows, 0 for a new stream. */
  readonly expectedSequence: number;
  readonly records: readonly NewRecord[];
  readonly documents?: readonly DocumentWrite[];
  /** Signals that this append settles for `account`. */
  readonly settledSignals?: readonly SettledSignal[];
}

export interface SettledSignal {
  readonly signalId: string;
  readonly status: 'done' | 'refused' | 'quarantined';
}

export type AppendOutcome =
  /** Durable. `position` is that of the first record. */
  | { readonly kind: 'appended'; readonly position: number }
  /** Someone else has appended: the writer is not the owner and must stop. */
  | { readonly kind: 'fenced'; readonly actualSequence: number }
  /** Nothing was written: disk full, database busy or read-only. */
  | { readonly kind: 'unavailable'; readonly detail: string };

export interface Snapshot {
  readonly stream: string;
  readonly sequence: number;
  /** Of the code that wrote it; a snapshot of another version is not loaded. */
  readonly version: string;
  readonly body: string;
}

export interface Journal {
  append(batch: Append): Promise<AppendOutcome>;
  /** Records of one stream after `afterSequence`, in order, at most `limit`. */
  read(stream: string, afterSequence: number, limit: number): Promise<readonly JournalRecord[]>;
  /** Records of all streams whose name starts with `streamPrefix`, after `afterPosition`, at most `limit`. */
  readAll(afterPosition: number, limit: number, streamPrefix?: string): Promise<readonly JournalRecord[]>;
  /** Records with this correlation, in order of position, at most `limit`. */
  trail(correlation: string, limit: number): Promise<readonly JournalRecord[]>;
  /** 0 for a stream that does not exist. */
  lastSequence(stream: string): Promise<number>;
  /** The highest position of the store, 0 when empty. */
  lastPosition(): Promise<number>;
  streams(): Promise<readonly string[]>;
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  loadSnapshot(stream: string, version: string): Promise<Snapshot | undefined>;
  /** Walks a stream and checks sequences and the hash chain. Returns the first fault, if any. */
  verify(stream: string): Promise<{ readonly records: number; readonly fault?: string }>;
}
