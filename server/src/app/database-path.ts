/** Where the embedded store of a data directory is. */
import { join } from 'node:path';
import type { Config } from './config/config.ts';
import { DATABASE_FILE } from './data-files.ts';

/** The configured path, or the store's own name in the data directory. */
export function databasePath(dataDirectory: string, { storage }: Config): string {
  return storage.path ?? join(dataDirectory, DATABASE_FILE);
}
