/**
 * Which files this release can read: its own, of a layout it knows. It can be asked of a file before anything is opened
 * for writing, so that the folder of another release, or of another program, is left exactly as it is.
 */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { APPLICATION_ID, hasKnownLayout, KNOWN_STEP, reachedStep } from './schema.ts';
import { SqliteOpenError } from './sqlite-open-error.ts';

/**
 * Looks at the file, if there is one, without changing a byte of it. Throws SqliteOpenError when it is foreign, newer or
 * of an earlier layout; a file that can't be looked at now is left to whoever opens it, who will say why.
 */
export function refuseUnreadableFile(path: string): void {
  if (isEmptyFile(path)) return;
  try {
    const database = new DatabaseSync(readingUrl(path), { readOnly: true });
    try {
      refuseUnreadable(database, path);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof SqliteOpenError) throw error;
  }
}

/** Throws SqliteOpenError when the open database is foreign, newer or of an earlier layout. */
export function refuseUnreadable(database: DatabaseSync, path: string): void {
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (isEmpty) return;
  const id = database.prepare('PRAGMA application_id').get()?.['application_id'];
  if (id !== APPLICATION_ID) throw new SqliteOpenError('store_foreign', { path });
  const step = reachedStep(database);
  if (step > KNOWN_STEP) {
    throw new SqliteOpenError('store_newer', { path, step: String(step), known: String(KNOWN_STEP) });
  }
  if (!hasKnownLayout(database)) throw new SqliteOpenError('store_earlier', { path });
}

/** SQLite removes the log when the last connection closes; one that is still there tells of a kill or a crash. */
export function hasLog(path: string): boolean {
  return !isEmptyFile(`${path}-wal`);
}

function isEmptyFile(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

/** Without a log the file is all there is, and even the little files that SQLite keeps beside it need not be made. */
function readingUrl(path: string): URL {
  const url = pathToFileURL(path);
  if (!hasLog(path)) url.searchParams.set('immutable', '1');
  return url;
}
