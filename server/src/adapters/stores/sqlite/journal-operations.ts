/**
 * The journal inside the storage thread: appending with the fence and the hash chain, and reading back. Every function
 * runs inside a transaction that someone else began, and leaves failing to them.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentRow, EventRow, Handlers, Input, SettlementInput, VerifyOutput } from './operations.ts';
import { chainHash, genesisHash, type StreamHeads } from './stream-heads.ts';

type JournalHandlers = Pick<
  Handlers,
  | 'append'
  | 'read'
  | 'readAll'
  | 'trail'
  | 'lastSequence'
  | 'lastPosition'
  | 'streams'
  | 'saveSnapshot'
  | 'loadSnapshot'
  | 'verifyStep'
>;

/** What an append carries beside its records, done by those who own the tables. */
export interface AppendCompanions {
  putDocument(document: DocumentRow): void;
  settle(settlement: SettlementInput): void;
}

const COLUMNS = 'sequence, position, stream, time, kind, correlation, body';
/** Of one step of a verification: small, so that writes get in between. */
const VERIFIED_PER_STEP = 1_000;
const HIGHEST_CHARACTER = '\u{10ffff}';

/** Prepares the statements of the journal. */
export function createJournalOperations(
  database: DatabaseSync,
  heads: StreamHeads,
  companions: AppendCompanions,
): JournalHandlers {
  return {
    append: createAppend(database, heads, companions),
    ...createReads(database),
    lastSequence: ([stream]) => heads.get(stream).sequence,
    ...createSnapshots(database),
    verifyStep: createVerifyStep(database),
  };
}

function createAppend(
  database: DatabaseSync,
  heads: StreamHeads,
  companions: AppendCompanions,
): JournalHandlers['append'] {
  const insert = database.prepare(
    'INSERT INTO event (stream, sequence, time, kind, correlation, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const lastPosition = createLastPosition(database);
  return ([stream, expectedSequence, records, documents, settlements]) => {
    let head = heads.get(stream);
    if (head.sequence !== expectedSequence) return ['fenced', head.sequence];
    const position = lastPosition() + 1;
    for (const [time, kind, correlation, body] of records) {
      const sequence = head.sequence + 1;
      head = { sequence, hash: chainHash(head.hash, { sequence, time, kind, correlation, body }) };
      insert.run(stream, sequence, time, kind, correlation, body, head.hash);
    }
    heads.set(stream, head);
    for (const document of documents) companions.putDocument(document);
    for (const settlement of settlements) companions.settle(settlement);
    return ['appended', position];
  };
}

function createLastPosition(database: DatabaseSync): () => number {
  const select = database.prepare('SELECT coalesce(max(position), 0) AS position FROM event');
  return () => Number(select.get()?.['position']);
}

type ReadHandlers = Pick<JournalHandlers, 'read' | 'readAll' | 'trail' | 'lastPosition' | 'streams'>;

function createReads(database: DatabaseSync): ReadHandlers {
  const lastPosition = createLastPosition(database);
  const rows = (where: string): ((...values: (string | number)[]) => readonly EventRow[]) => {
    const statement = database.prepare(`SELECT ${COLUMNS} FROM event WHERE ${where} LIMIT ?`);
    statement.setReturnArrays(true);
    return (...values) => statement.all(...values) as unknown as readonly EventRow[];
  };
  const ofStream = rows('stream = ? AND sequence > ? ORDER BY sequence');
  const ofAll = rows('position > ? ORDER BY position');
  // The plus keeps the planner on the order of positions: sorting a whole stream for one page would be worse.
  const ofPrefix = rows('position > ? AND +stream >= ? AND +stream < ? ORDER BY position');
  const ofCorrelation = rows('correlation = ? ORDER BY position');
  // Jumps from name to name over the index; DISTINCT would read every entry of it.
  const names = database.prepare(`
    WITH RECURSIVE name (stream) AS (
      SELECT min(stream) FROM event
      UNION ALL
      SELECT (SELECT min(stream) FROM event WHERE stream > name.stream) FROM name WHERE name.stream IS NOT NULL
    )
    SELECT stream FROM name WHERE stream IS NOT NULL
  `);
  return {
    read: (input) => ofStream(...input),
    readAll: ([afterPosition, limit, prefix]) =>
      prefix === '' ? ofAll(afterPosition, limit) : ofPrefix(afterPosition, prefix, prefix + HIGHEST_CHARACTER, limit),
    trail: (input) => ofCorrelation(...input),
    lastPosition: () => lastPosition(),
    streams: () => names.all().map((row) => String(row['stream'])),
  };
}

function createSnapshots(database: DatabaseSync): Pick<JournalHandlers, 'saveSnapshot' | 'loadSnapshot'> {
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO snapshot (stream, sequence, version, body) VALUES (?, ?, ?, ?)',
  );
  const select = database.prepare('SELECT sequence, body FROM snapshot WHERE stream = ? AND version = ?');
  return {
    saveSnapshot: (input) => {
      upsert.run(...input);
      return null;
    },
    loadSnapshot: ([stream, version]) => {
      const row = select.get(stream, version);
      return row === undefined ? null : [Number(row['sequence']), String(row['body'])];
    },
  };
}

function createVerifyStep(database: DatabaseSync): JournalHandlers['verifyStep'] {
  const select = database.prepare(
    'SELECT sequence, time, kind, correlation, body, hash FROM event WHERE stream = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  );
  return ([stream, cursor]: Input<'verifyStep'>): VerifyOutput => {
    let [sequence, hash] = cursor ?? [0, genesisHash(stream)];
    const rows = select.all(stream, sequence, VERIFIED_PER_STEP) as unknown as StoredRecord[];
    for (const row of rows) {
      if (row.sequence !== sequence + 1) return ['fault', sequence, `sequence ${sequence + 1} is missing`];
      const expected = chainHash(hash, row);
      if (row.hash !== expected) return ['fault', sequence, `sequence ${row.sequence} is not what was written`];
      [sequence, hash] = [row.sequence, row.hash];
    }
    return rows.length < VERIFIED_PER_STEP ? ['end', sequence] : ['more', [sequence, hash]];
  };
}

interface StoredRecord {
  readonly sequence: number;
  readonly time: number;
  readonly kind: string;
  readonly correlation: string | null;
  readonly body: string;
  readonly hash: string;
}
