/**
 * The streams of the simulated disk. A record lies in the list of all records, at its position, and in that of its
 * stream, at its sequence; neither list ever loses or moves one. Records are never changed, so readers get them as they
 * are.
 */
import type { JournalRecord, NewRecord, Snapshot } from '#ports/journal.ts';

const NOTHING: readonly JournalRecord[] = [];

export class JournalTable {
  readonly records: JournalRecord[] = [];
  readonly streams = new Map<string, JournalRecord[]>();
  readonly #trails = new Map<string, JournalRecord[]>();
  /** One for each stream: a newer one, of whatever version, takes its place. */
  readonly #snapshots = new Map<string, Snapshot>();

  /** Adds the records to the end of the stream; the position of the first, or what it would be. */
  append(stream: string, added: readonly NewRecord[]): number {
    const first = this.records.length + 1;
    if (added.length === 0) return first;
    const ofStream = listAt(this.streams, stream);
    for (const { time, kind, correlation, body } of added) {
      const place = { sequence: ofStream.length + 1, position: this.records.length + 1, stream, time, kind };
      const record = correlation === undefined ? { ...place, body } : { ...place, correlation, body };
      ofStream.push(record);
      this.records.push(record);
      if (correlation !== undefined) listAt(this.#trails, correlation).push(record);
    }
    return first;
  }

  lastSequence(stream: string): number {
    return this.streams.get(stream)?.length ?? 0;
  }

  read(stream: string, afterSequence: number, limit: number): readonly JournalRecord[] {
    return (this.streams.get(stream) ?? NOTHING).slice(afterSequence, afterSequence + limit);
  }

  readAll(afterPosition: number, limit: number, prefix: string): readonly JournalRecord[] {
    if (prefix === '') return this.records.slice(afterPosition, afterPosition + limit);
    const found: JournalRecord[] = [];
    for (let at = afterPosition; at < this.records.length && found.length < limit; at += 1) {
      const record = this.records[at];
      if (record?.stream.startsWith(prefix) === true) found.push(record);
    }
    return found;
  }

  trail(correlation: string, limit: number): readonly JournalRecord[] {
    return (this.#trails.get(correlation) ?? NOTHING).slice(0, limit);
  }

  saveSnapshot(snapshot: Snapshot): void {
    this.#snapshots.set(snapshot.stream, snapshot);
  }

  loadSnapshot(stream: string, version: string): Snapshot | undefined {
    const snapshot = this.#snapshots.get(stream);
    return snapshot?.version === version ? snapshot : undefined;
  }

  /** In place of the chain of hashes: a record that was changed in one list differs from the other's. */
  verify(stream: string): { readonly records: number; readonly fault?: string } {
    const records = this.streams.get(stream) ?? NOTHING;
    for (const [index, record] of records.entries()) {
      const sequence = index + 1;
      if (record.sequence !== sequence) return { records: index, fault: `sequence ${sequence} is missing` };
      if (this.records[record.position - 1] !== record) {
        return { records: index, fault: `sequence ${sequence} is not what was written` };
      }
    }
    return { records: records.length };
  }
}

function listAt(lists: Map<string, JournalRecord[]>, key: string): JournalRecord[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}
