/**
 * A start: the store opens in its own thread while this one loads the parts, which are most of the program, and then
 * everything is brought up over it. What this file imports is waited for before the store begins to open, so it is little.
 */
import { mkdirSync } from 'node:fs';
import { openSqliteStore, type SqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import type { Clock } from '#ports/clock.ts';
import { databasePath } from './database-path.ts';
import type { RunningServer, StartOptions } from './running-server.ts';

export type { FaultHooks, RunningServer, StartOptions } from './running-server.ts';

/** Starts everything. Rejects when the store, an account or the port can't be opened; what was open is closed again. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  const clock = createSystemClock();
  const [storage, { bringUp }] = await Promise.all([openStorage(options, clock), import('./bring-up.ts')]);
  try {
    return await bringUp({ options, clock, storage });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function openStorage(options: StartOptions, clock: Clock): Promise<SqliteStore> {
  const path = databasePath(options.dataDirectory, options.loaded.config);
  return openSqliteStore({ path, clock, onFatal: options.onFatal });
}
