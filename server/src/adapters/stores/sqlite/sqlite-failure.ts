/**
 * What an error of SQLite means for those who wait. The default is `mistake`: an error that is not in the table is the
 * code's own, and is told to the one caller whose request it was.
 */

/**
 * unavailable: nothing was written, and it may work later. broken: what is on disk can't be relied upon any more.
 * mistake: the request itself was wrong.
 */
export type FailureMeaning = 'unavailable' | 'broken' | 'mistake';

const PRIMARY_MASK = 0xff;

/** Primary result codes of https://sqlite.org/rescode.html. */
const MEANINGS: ReadonlyMap<number, FailureMeaning> = new Map([
  [3, 'unavailable'], // PERM
  [5, 'unavailable'], // BUSY
  [6, 'unavailable'], // LOCKED
  [7, 'unavailable'], // NOMEM
  [8, 'unavailable'], // READONLY
  [10, 'unavailable'], // IOERR
  [11, 'broken'], // CORRUPT
  [13, 'unavailable'], // FULL
  [14, 'unavailable'], // CANTOPEN
  [15, 'unavailable'], // PROTOCOL: the WAL's locks could not be had
  [26, 'broken'], // NOTADB
]);

/** IOERR_FSYNC and IOERR_DIR_FSYNC: the kernel may have dropped the pages, so that a second try would lie. */
const FSYNC_FAILURES: ReadonlySet<number> = new Set([1034, 1290]);

const FULL = 13;
const BUSY = 5;

/** The meaning of an error thrown by a statement inside a transaction. */
export function failureMeaning(error: unknown): FailureMeaning {
  const code = sqliteCode(error);
  if (code === undefined) return 'mistake';
  if (FSYNC_FAILURES.has(code)) return 'broken';
  return MEANINGS.get(code & PRIMARY_MASK) ?? 'mistake';
}

/**
 * The meaning of an error thrown by COMMIT. Only a full disk and a busy database prove that nothing was committed; after
 * anything else the commit record may be on disk or not.
 */
export function commitFailureMeaning(error: unknown): 'unavailable' | 'broken' {
  const primary = (sqliteCode(error) ?? 0) & PRIMARY_MASK;
  return primary === FULL || primary === BUSY ? 'unavailable' : 'broken';
}

/** The result code of SQLite with its extension, or undefined when the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** The error in words: SQLite's own with its number. */
export function failureDetail(error: unknown): string {
  const code = sqliteCode(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === undefined ? message : `${message} (SQLite ${code})`;
}
