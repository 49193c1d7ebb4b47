/**
 * What a killed process left on disk, read from a copy with nothing but SQLite: opening the original would recover it,
 * and the next start is to find it as the kill left it.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type PackRow, unpackRecords } from '#adapters/stores/sqlite/record-pack.ts';
import type { JournalRecord } from '#ports/journal.ts';

export type StoredEvent = JournalRecord;

export interface StoredSignal {
  readonly signal_id: string;
  readonly status: string;
  readonly attempts: number;
  readonly detail: string;
}

export interface StoredOrder {
  readonly id: string;
  readonly status: string;
  readonly body: string;
}

export interface StoredRow {
  readonly stream: string;
  readonly sequence: number;
  readonly records: number;
  readonly correlation: string | null;
  readonly body: string;
  readonly hash: string;
}

export interface CrashImage {
  /** As they lie in the file: one or more records each. */
  readonly rows: readonly StoredRow[];
  readonly events: readonly StoredEvent[];
  readonly signals: readonly StoredSignal[];
  /** The rows of orders that have come to an end; open ones live in the journal alone. */
  readonly orders: readonly StoredOrder[];
}

/** Undefined when there is no database yet, or one without tables. */
export function readCrashImage(dataDirectory: string): CrashImage | undefined {
  const source = join(dataDirectory, 'signalbox.db');
  if (!existsSync(source)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-image-'));
  try {
    const copy = join(folder, 'copy.db');
    copyFileSync(source, copy);
    if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${copy}-wal`);
    const database = new DatabaseSync(copy);
    try {
      return readTables(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readTables(database: DatabaseSync): CrashImage | undefined {
  const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name IN ('event', 'inbox')").get();
  if (Number(tables?.['count']) < 2) return undefined;
  const all = <T>(sql: string): readonly T[] => database.prepare(sql).all() as unknown as readonly T[];
  return {
    rows: all<StoredRow>(`SELECT name AS stream, sequence, records, correlation, body, hash
      FROM event JOIN stream ON stream.id = event.stream ORDER BY position`),
    events: readEvents(database),
    signals: all<StoredSignal>('SELECT signal_id, status, attempts, detail FROM inbox ORDER BY position'),
    orders: all<StoredOrder>("SELECT id, status, body FROM document WHERE collection = 'order'"),
  };
}

function readEvents(database: DatabaseSync): readonly StoredEvent[] {
  const rows = database.prepare(`SELECT position, stream.name, sequence, records, correlation, body
    FROM event JOIN stream ON stream.id = event.stream ORDER BY position`);
  rows.setReturnArrays(true);
  return (rows.all() as unknown as readonly PackRow[]).flatMap(unpackRecords);
}
