/**
 * The end of each stream: its last sequence and the hash there, which the next record is chained to. Kept in memory
 * because every append asks; forgotten whenever a transaction is rolled back, so that memory never runs ahead of disk.
 */
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

export interface StreamHead {
  readonly sequence: number;
  readonly hash: string;
}

export interface ChainedRecord {
  readonly sequence: number;
  readonly time: number;
  readonly kind: string;
  readonly correlation: string | null;
  readonly body: string;
}

export interface StreamHeads {
  get(stream: string): StreamHead;
  set(stream: string, head: StreamHead): void;
  forget(): void;
}

const HEADS_MAX = 10_000;

/**
 * SHA-256 (base64url) over the hash before and all that the record says. The head part is a JSON array, so that no two
 * different records can read the same.
 */
export function chainHash(previous: string, record: ChainedRecord): string {
  const { sequence, time, kind, correlation, body } = record;
  return hash('sha256', JSON.stringify([previous, sequence, time, kind, correlation]) + body, 'base64url');
}

/** What the first record of a stream is chained to: the stream's name, so that no record fits another stream. */
export function genesisHash(stream: string): string {
  return hash('sha256', JSON.stringify(['stream', stream]), 'base64url');
}

/** Heads read from the database when first asked for. */
export function createStreamHeads(database: DatabaseSync): StreamHeads {
  const heads = new Map<string, StreamHead>();
  const select = database.prepare('SELECT sequence, hash FROM event WHERE stream = ? ORDER BY sequence DESC LIMIT 1');
  const load = (stream: string): StreamHead => {
    const row = select.get(stream);
    if (row === undefined) return { sequence: 0, hash: genesisHash(stream) };
    return { sequence: Number(row['sequence']), hash: String(row['hash']) };
  };
  return {
    get(stream) {
      const head = heads.get(stream) ?? load(stream);
      if (heads.size >= HEADS_MAX) heads.clear();
      heads.set(stream, head);
      return head;
    },
    set: (stream, head) => void heads.set(stream, head),
    forget: () => heads.clear(),
  };
}
