/**
 * A start: the store opens in its own thread while this one loads the parts, which are most of the program, and then
 * everything is brought up over it. What this file imports is waited for before the store begins to open, so it is little.
 */
import { mkdirSync } from 'node:fs';
import { openSqliteStore, type SqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import type { SetupCode } from '#api/auth/setup-code.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger, TradeLog } from '#ports/logger.ts';
import type { LiveDesk } from '#runtime/live-desk.ts';
import type { LoadedConfig } from './config/compile-config.ts';
import type { Config } from './config/config.ts';
import { databasePath } from './database-path.ts';
import type { FirstStart } from './first-start.ts';

export interface StartOptions {
  readonly dataDirectory: string;
  readonly loaded: LoadedConfig;
  readonly logger: Logger;
  /** One line for each event in the life of an order; absent: none is kept. */
  readonly trades?: TradeLog;
  readonly version: string;
  /** Overrides the configured port; 0 picks a free one. */
  readonly port?: number;
  readonly onFatal: (detail: string) => void;
  readonly hooks?: FaultHooks;
}

/** Named points that harnesses and benches listen to; they can stop the process there, and nothing else. */
export interface FaultHooks {
  readonly onPhase: (phase: 'committed' | 'effects' | 'place') => void;
  /** The order that is about to be handed to its broker. */
  readonly onPlace?: (order: ApprovedOrder) => void;
}

export interface RunningServer {
  readonly url: string;
  readonly first: FirstStart;
  readonly setupCode: SetupCode | undefined;
  readonly desk: LiveDesk;
  /** Applies a changed configuration; what needs a restart is left as it is. */
  applyConfig(config: Config): void;
  stop(): Promise<void>;
}

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
