/**
 * Reads a whole file through a connection of its own and tells the first fault. For files too large to be checked before
 * they are used: it takes seconds for each gigabyte, and the storage thread goes on meanwhile.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { integrityFault } from './open-database.ts';
import { failureDetail } from './sqlite-failure.ts';

const CACHE_KIB = 2_000;

function check(path: string): string | undefined {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    try {
      return integrityFault(database);
    } finally {
      database.close();
    }
  } catch (error) {
    return failureDetail(error);
  }
}

parentPort?.postMessage(check(workerData as string));
