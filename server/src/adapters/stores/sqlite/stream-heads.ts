/**
 * The end of each stream: its last sequence and the hash there, which the next record is chained to. Kept in memory
 * because every append asks; forgotten whenever a transaction is rolled back, so that memory never runs ahead of disk.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

export interface StreamHead {
  /** The stream's row; undefined before its first append. */
  readonly id: number | undefined;
  readonly sequence: number;
  readonly hash: string;
}

/** What a link of the chain is made over: one row of the journal. */
export interface ChainedRow {
  /** Of its last record. */
  readonly sequence: number;
  readonly records: number;
  readonly correlation: string | null;
  readonly body: string;
}

export interface StreamHeads {
  get(stream: string): StreamHead;
  set(stream: string, head: StreamHead): void;
  /** The highest position of the journal. */
  lastPosition(): number;
  setLastPosition(position: number): void;
  forget(): void;
}

const HEADS_MAX = 10_000;

/**
 * SHA-256 (base64url) over the hash before and all that the row says. The head part is a JSON array, so that no two
 * different rows can read the same.
 */
export function chainHash(previous: string, row: ChainedRow): string {
  const { sequence, records, correlation, body } = row;
  return hash('sha256', JSON.stringify([previous, sequence, records, correlation]) + body, 'base64url');
}

/** What the first row of a stream is chained to: the stream's name, so that no row fits another stream. */
export function genesisHash(stream: string): string {
  return hash('sha256', JSON.stringify(['stream', stream]), 'base64url');
}

/** Heads read from the database when first asked for. */
export function createStreamHeads(database: DatabaseSync): StreamHeads {
  const heads = new Map<string, StreamHead>();
  let lastPosition: number | undefined;
  const selectId = database.prepare('SELECT id FROM stream WHERE name = ?');
  const select = database.prepare('SELECT sequence, hash FROM event WHERE stream = ? ORDER BY sequence DESC LIMIT 1');
  const selectPosition = database.prepare('SELECT coalesce(max(position), 0) AS position FROM event');
  const load = (stream: string): StreamHead => {
    const id = selectId.get(stream)?.['id'] as number | undefined;
    const row = id === undefined ? undefined : select.get(id);
    if (row === undefined) return { id, sequence: 0, hash: genesisHash(stream) };
    return { id, sequence: Number(row['sequence']), hash: String(row['hash']) };
  };
  return {
    get(stream) {
      let head = heads.get(stream);
      if (head !== undefined) return head;
      head = load(stream);
      if (heads.size >= HEADS_MAX) heads.clear();
      heads.set(stream, head);
      return head;
    },
    set: (stream, head) => void heads.set(stream, head),
    lastPosition: () => (lastPosition ??= Number(selectPosition.get()?.['position'])),
    setLastPosition: (position) => {
      lastPosition = position;
    },
    forget: () => {
      heads.clear();
      lastPosition = undefined;
    },
  };
}
