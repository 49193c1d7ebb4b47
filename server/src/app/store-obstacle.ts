/** Whether the store of a data directory can be used by this release, found out before anything is made or opened there. */
import { existsSync } from 'node:fs';

/** Why the store at `path` can't be read, an error with a code and values; undefined when it can, or is not there. */
export async function storeObstacle(path: string): Promise<unknown> {
  if (!existsSync(path)) return undefined;
  const { refuseUnreadableFile } = await import('#adapters/stores/sqlite/refuse-unreadable.ts');
  try {
    refuseUnreadableFile(path);
    return undefined;
  } catch (error) {
    return error;
  }
}
