/** Stores in folders of their own for the tests here, and the ways to get at a file behind a store's back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../sqlite-store.ts';

// As the command does: threads then start three times as fast.
enableCompileCache(join(tmpdir(), 'signalbox-compile-cache'));

export const FIXED_CLOCK = { now: () => 1_700_000_000_000 };

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** A path for a database in a fresh folder. */
export function temporaryDatabase(): TemporaryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-store-'));
  return { path: join(folder, 'signalbox.db'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A store at `path`; anything that breaks it fails the test that caused it. */
export function openAt(path: string, more: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
  const onFatal = (detail: string): void => {
    throw new Error(`the store broke: ${detail}`);
  };
  return openSqliteStore({ path, clock: FIXED_CLOCK, onFatal, ...more });
}

/** Runs SQL on the file through another connection, as an operator with a shell would. */
export function behindItsBack(path: string, sql: string): void {
  const database = new DatabaseSync(path, { timeout: 2_000 });
  database.exec(sql);
  database.close();
}
