/**
 * What a killed process left on disk, read from a copy with nothing but SQLite: opening the original would recover it,
 * and the next start is to find it as the kill left it.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface StoredEvent {
  readonly position: number;
  readonly stream: string;
  readonly sequence: number;
  readonly time: number;
  readonly kind: string;
  readonly correlation: string | null;
  readonly body: string;
  readonly hash: string;
}

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

export interface CrashImage {
  readonly events: readonly StoredEvent[];
  readonly signals: readonly StoredSignal[];
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
    events: all<StoredEvent>('SELECT * FROM event ORDER BY position'),
    signals: all<StoredSignal>('SELECT signal_id, status, attempts, detail FROM inbox ORDER BY position'),
    orders: all<StoredOrder>("SELECT id, status, body FROM document WHERE collection = 'order'"),
  };
}
