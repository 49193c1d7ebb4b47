/**
 * The journal inside the storage thread: appending with the fence and the hash chain, and reading back. Every function
 * runs inside a transaction that someone else began, and leaves failing to them.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentRow, Handlers, Input, SettlementInput, VerifyOutput } from './operations.ts';
import type { PackRow } from './record-pack.ts';
import { type ChainedRow, chainHash, genesisHash, type StreamHeads } from './stream-heads.ts';

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

const ROWS = `SELECT position, stream.name, sequence, records, correlation, body
  FROM event JOIN stream ON stream.id = event.stream`;
/** Of one step of a verification: small, so that writes get in between. */
const VERIFIED_PER_STEP = 1_000;
/** Where a row says how many records it holds. */
const RECORDS = 3;
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
    lastPosition: () => heads.lastPosition(),
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
  const insertStream = database.prepare('INSERT INTO stream (name) VALUES (?)');
  const insert = database.prepare(
    'INSERT INTO event (position, stream, sequence, records, correlation, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ([stream, expectedSequence, packs, documents, settlements]) => {
    const head = heads.get(stream);
    if (head.sequence !== expectedSequence) return ['fenced', head.sequence];
    let { sequence, hash } = head;
    let position = heads.lastPosition();
    const first = position + 1;
    if (packs.length > 0) {
      const id = head.id ?? Number(insertStream.run(stream).lastInsertRowid);
      for (const [records, correlation, body] of packs) {
        sequence += records;
        position += records;
        hash = chainHash(hash, { sequence, records, correlation, body });
        insert.run(position, id, sequence, records, correlation, body, hash);
      }
      heads.set(stream, { id, sequence, hash });
      heads.setLastPosition(position);
    }
    for (const document of documents) companions.putDocument(document);
    for (const settlement of settlements) companions.settle(settlement);
    return ['appended', first];
  };
}

type ReadHandlers = Pick<JournalHandlers, 'read' | 'readAll' | 'trail' | 'streams'>;

function createReads(database: DatabaseSync): ReadHandlers {
  // Rows until they hold as many records as were asked for; one more, because the first may hold some from before.
  const rows = (where: string): ((limit: number, ...values: (string | number)[]) => readonly PackRow[]) => {
    const statement = database.prepare(`${ROWS} WHERE ${where}`);
    statement.setReturnArrays(true);
    return (limit, ...values) => {
      const found: PackRow[] = [];
      let records = 0;
      for (const row of statement.iterate(...values) as unknown as Iterable<PackRow>) {
        found.push(row);
        if (found.length > 1) records += row[RECORDS];
        if (records >= limit || found.length > limit) break;
      }
      return found;
    };
  };
  const ofStream = rows('event.stream = (SELECT id FROM stream WHERE name = ?) AND sequence > ? ORDER BY sequence');
  const ofAll = rows('position > ? ORDER BY position');
  // The plus keeps the planner on the order of positions: sorting a whole stream for one page would be worse.
  const ofPrefix = rows(
    'position > ? AND +event.stream IN (SELECT id FROM stream WHERE name >= ? AND name < ?) ORDER BY position',
  );
  const ofCorrelation = rows('correlation = ? ORDER BY position');
  const names = database.prepare('SELECT name FROM stream ORDER BY name');
  return {
    read: ([stream, afterSequence, limit]) => ofStream(limit, stream, afterSequence),
    readAll: ([afterPosition, limit, prefix]) =>
      prefix === '' ? ofAll(limit, afterPosition) : ofPrefix(limit, afterPosition, prefix, prefix + HIGHEST_CHARACTER),
    trail: ([correlation, limit]) => ofCorrelation(limit, correlation),
    streams: () => names.all().map((row) => String(row['name'])),
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
    `SELECT sequence, records, correlation, body, hash FROM event
    WHERE stream = (SELECT id FROM stream WHERE name = ?) AND sequence > ? ORDER BY sequence`,
  );
  return ([stream, cursor]: Input<'verifyStep'>): VerifyOutput => {
    let [sequence, hash] = cursor ?? [0, genesisHash(stream)];
    const until = sequence + VERIFIED_PER_STEP;
    for (const row of select.iterate(stream, sequence) as unknown as Iterable<StoredRow>) {
      if (row.sequence - row.records !== sequence) return ['fault', sequence, `sequence ${sequence + 1} is missing`];
      if (row.hash !== chainHash(hash, row)) {
        return ['fault', sequence, `sequence ${sequence + 1} is not what was written`];
      }
      [sequence, hash] = [row.sequence, row.hash];
      if (sequence >= until) return ['more', [sequence, hash]];
    }
    return ['end', sequence];
  };
}

type StoredRow = ChainedRow & { readonly hash: string };
