/**
 * Moves the log into the file through a connection of its own, so that nobody who writes waits for the disk to take it:
 * a write in WAL mode and a passive checkpoint do not lock each other out. Each message asks for one; the answer says
 * how long the log is, or why the file can't be relied upon any more.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { checkpoint } from './open-database.ts';
import { failureDetail } from './sqlite-failure.ts';

/** How many pages the log had grown to, or why the file can't be relied upon. */
export type CheckpointReply = readonly ['done', pages: number] | readonly ['failed', detail: string];
/** false asks for the end. */
export type CheckpointMessage = boolean;

const BUSY_TIMEOUT_MS = 250;
const CACHE_KIB = 500;

function serve(port: NonNullable<typeof parentPort>, path: string): void {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec(`PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -${CACHE_KIB}`);
  port.on('message', (message: CheckpointMessage) => {
    if (!message) {
      database.close();
      port.close();
      return;
    }
    port.postMessage(attempt(database));
  });
}

function attempt(database: DatabaseSync): CheckpointReply {
  try {
    return ['done', checkpoint(database)];
  } catch (error) {
    return ['failed', failureDetail(error)];
  }
}

if (parentPort !== null) serve(parentPort, workerData as string);
