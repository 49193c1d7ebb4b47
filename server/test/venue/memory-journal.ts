/** A journal in memory that can be told to fail: for tests of what stands on the journal port, not of a store. */
import type { Append, AppendOutcome, Journal, JournalRecord, Snapshot } from '#ports/journal.ts';

export interface MemoryJournal extends Journal {
  /** What the next appends answer instead of doing their work; they write nothing. */
  readonly failures: (Exclude<AppendOutcome, { kind: 'appended' }> | 'throw')[];
  /** Reads fail as long as it is true. */
  isUnreadable: boolean;
  readonly records: JournalRecord[];
  readonly appends: Append[];
  snapshots: Snapshot[];
  /** What an append waits for before it is durable. */
  delay: () => Promise<void>;
}

export function createMemoryJournal(): MemoryJournal {
  const records: JournalRecord[] = [];
  const ofStream = (stream: string) => records.filter((record) => record.stream === stream);
  const journal: MemoryJournal = {
    failures: [],
    isUnreadable: false,
    records,
    appends: [],
    snapshots: [],
    delay: () => Promise.resolve(),
    async append(batch) {
      await journal.delay();
      const failure = journal.failures.shift();
      if (failure === 'throw') throw new Error('the connection broke');
      if (failure !== undefined) return failure;
      const actualSequence = ofStream(batch.stream).length;
      if (actualSequence !== batch.expectedSequence) return { kind: 'fenced', actualSequence };
      journal.appends.push(batch);
      const position = records.length + 1;
      batch.records.forEach((record, offset) => {
        const sequence = actualSequence + offset + 1;
        records.push({ ...record, sequence, position: records.length + 1, stream: batch.stream });
      });
      return { kind: 'appended', position };
    },
    async read(stream, afterSequence, limit) {
      if (journal.isUnreadable) throw new Error('the disk does not answer');
      return await Promise.resolve(ofStream(stream).slice(afterSequence, afterSequence + limit));
    },
    async readAll(afterPosition, limit, streamPrefix = '') {
      const after = records.slice(afterPosition).filter((record) => record.stream.startsWith(streamPrefix));
      return await Promise.resolve(after.slice(0, limit));
    },
    async trail(correlation, limit) {
      if (journal.isUnreadable) throw new Error('the disk does not answer');
      return await Promise.resolve(records.filter((record) => record.correlation === correlation).slice(0, limit));
    },
    lastSequence: (stream) => Promise.resolve(ofStream(stream).length),
    lastPosition: () => Promise.resolve(records.length),
    streams: () => Promise.resolve([...new Set(records.map((record) => record.stream))]),
    saveSnapshot(snapshot) {
      journal.snapshots.push(snapshot);
      return Promise.resolve();
    },
    loadSnapshot: (stream, version) =>
      Promise.resolve(journal.snapshots.findLast((one) => one.stream === stream && one.version === version)),
    verify: (stream) => Promise.resolve({ records: ofStream(stream).length }),
  };
  return journal;
}
