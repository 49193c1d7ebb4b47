/**
 * Opens the file as the storage thread wants it: alone, durable, with little memory, of the newest schema. Durability
 * is WAL with synchronous=FULL: COMMIT returns after the fsync of the log. Checkpoints are the thread's own doing
 * (`checkpoint`), because an automatic one hides a failed fsync.
 */
import { closeSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { takeProcessLock } from './process-lock.ts';
import { hasLog, refuseUnreadable } from './refuse-unreadable.ts';
import { APPLICATION_ID, migrate } from './schema.ts';
import { failureDetail, failureMeaning } from './sqlite-failure.ts';
import { SqliteOpenError } from './sqlite-open-error.ts';

export interface OpenOptions {
  readonly path: string;
  readonly pid: number;
  /** For the marks of the migrations. */
  readonly time: number;
  /** Pages of 4 KiB the file may have; absent: as many as the disk holds. */
  readonly pagesMax?: number;
  /** Up to this size (bytes) a file that was not closed cleanly is checked before it is used. */
  readonly checkedBytesMax: number;
}

export interface OpenDatabase {
  readonly database: DatabaseSync;
  /** clean: closed properly last time. checked: was not, and is sound. due: was not, and is too large to check now. */
  readonly integrity: 'clean' | 'checked' | 'due';
  /** Closes the database, then gives up the lock. */
  readonly close: () => void;
}

const BUSY_TIMEOUT_MS = 250;
const CACHE_KIB = 8_000;
/** The log is written over from its beginning; to cut it short and let it grow again costs more than it saves. */
const LOG_BYTES_KEPT = 134_217_728;

/** Opens, checks and migrates. Throws SqliteOpenError; then nothing is left open. */
export function openDatabase(options: OpenOptions): OpenDatabase {
  const { path } = options;
  const opened: DatabaseSync[] = [];
  const close = (): void => {
    for (const handle of opened.splice(0).reverse()) handle.close();
  };
  try {
    createFile(path);
    opened.push(takeProcessLock(path, options.pid));
    const wasClean = !hasLog(path);
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    opened.push(database);
    refuseUnreadable(database, path);
    mark(database);
    configure(database, options.pagesMax);
    const integrity = wasClean ? 'clean' : checkSmall(database, options);
    migrate(database, options.time);
    return { database, integrity, close };
  } catch (error) {
    close();
    throw openError(error, path);
  }
}

/** The database is for the owner of the process only: signals and accounts are in it. */
function createFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

/** Says in the header of a new file whose it is. */
function mark(database: DatabaseSync): void {
  const isNew = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (isNew) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
}

function configure(database: DatabaseSync, pagesMax: number | undefined): void {
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = ${LOG_BYTES_KEPT};
    PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
  `);
  const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
  if (mode !== 'wal') throw new Error(`the file system has no write-ahead log (journal mode ${String(mode)})`);
  if (pagesMax !== undefined) database.exec(`PRAGMA max_page_count = ${pagesMax}`);
}

function checkSmall(database: DatabaseSync, { path, checkedBytesMax }: OpenOptions): 'checked' | 'due' {
  if (statSync(path).size > checkedBytesMax) return 'due';
  const detail = integrityFault(database);
  if (detail !== undefined) throw new SqliteOpenError('store_corrupt', { path, detail });
  return 'checked';
}

/** The first thing wrong with the structure of the file, or undefined. Reads the whole file. */
export function integrityFault(database: DatabaseSync): string | undefined {
  const answer = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  return answer === 'ok' ? undefined : String(answer);
}

/** Moves the log into the file; its pages. Throws what SQLite throws; a busy reader or writer only makes it do less. */
export function checkpoint(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()?.['log'] ?? 0);
}

function openError(error: unknown, path: string): SqliteOpenError {
  if (error instanceof SqliteOpenError) return error;
  const code = failureMeaning(error) === 'broken' ? 'store_corrupt' : 'store_unopenable';
  return new SqliteOpenError(code, { path, detail: failureDetail(error) });
}
