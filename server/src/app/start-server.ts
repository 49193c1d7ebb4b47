/**
 * A start: the store opens in its own thread while this one loads the parts, which are most of the program, and then
 * everything is brought up over it. What this file imports is waited for before the store begins to open, so it is little.
 */
import { dirname } from 'node:path';
import { openSqliteStore, type SqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { makeDirectory } from '#adapters/system/make-directory.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import type { Clock } from '#ports/clock.ts';
import { databasePath } from './database-path.ts';
import type { RunningServer, StartOptions } from './running-server.ts';

export type { FaultHooks, RunningServer, StartOptions } from './running-server.ts';

/** Starts everything. Rejects when the store, an account or the port can't be opened; what was open is closed again. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  makeDirectory(options.dataDirectory);
  const clock = createSystemClock();
  const [storage, { bringUp }] = await Promise.all([openStorage(options, clock), import('./bring-up.ts')]);
  try {
    return await bringUp({ options, clock, storage });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function openStorage(options: StartOptions, clock: Clock): Promise<SqliteStore> {
  const path = databasePath(options.dataDirectory, options.loaded.config);
  makeDirectory(dirname(path));
  return openSqliteStore({ path, clock, onFatal: options.onFatal });
}
