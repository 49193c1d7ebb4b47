/**
 * One process for one database. The lock is SQLite's own exclusive lock on a little database of its own beside the real
 * one, so that the operating system takes it back when the process dies in whatever way, and readers (a backup, the
 * sqlite3 shell) still get at the real one. The owner's process id stands in the little database for whoever is refused.
 */
import { chmodSync, closeSync, openSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { sqliteCode } from './sqlite-failure.ts';
import { SqliteOpenError } from './sqlite-open-error.ts';

const BUSY = 5;
const NOT_A_DATABASE = 26;

/** Takes the lock; it is held until the handle is closed. Throws SqliteOpenError `store_in_use` when another holds it. */
export function takeProcessLock(path: string, pid: number): DatabaseSync {
  const lockPath = `${path}.lock`;
  makePrivate(lockPath);
  try {
    return lockFile(lockPath, pid);
  } catch (error) {
    const code = primaryCode(error);
    if (code === BUSY) throw new SqliteOpenError('store_in_use', { path, pid: ownerOf(lockPath) });
    if (code !== NOT_A_DATABASE) throw error;
    // A power cut tore the little file. Its content was readable, so nobody holds it; emptied in place, its inode stays.
    truncateSync(lockPath);
    return lockFile(lockPath, pid);
  }
}

/**
 * The file is its owner's alone, as the database is. One that is there is not opened for it: closing a plain descriptor
 * would drop a lock of our own. Where the file can't be made or changed, the opening of it says so.
 */
function makePrivate(lockPath: string): void {
  try {
    closeSync(openSync(lockPath, 'wx', 0o600));
  } catch {
    try {
      chmodSync(lockPath, 0o600);
    } catch {
      // Another user's file, or a folder that is not there.
    }
  }
}

function lockFile(lockPath: string, pid: number): DatabaseSync {
  const lock = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    // In this mode the lock outlives the transaction that took it.
    lock.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = MEMORY;
      PRAGMA synchronous = OFF;
      BEGIN EXCLUSIVE;
      PRAGMA user_version = ${pid};
      COMMIT;
    `);
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function primaryCode(error: unknown): number {
  return (sqliteCode(error) ?? 0) & 0xff;
}

/** `immutable` reads past the lock. Opened through SQLite, because closing a plain descriptor would drop our own locks. */
function ownerOf(lockPath: string): string {
  try {
    const url = pathToFileURL(lockPath);
    url.searchParams.set('immutable', '1');
    const reader = new DatabaseSync(url, { readOnly: true });
    const pid = String(reader.prepare('PRAGMA user_version').get()?.['user_version'] ?? 'unknown');
    reader.close();
    return pid;
  } catch {
    return 'unknown';
  }
}
