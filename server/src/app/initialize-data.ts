/**
 * A data directory made without starting a server: the store with the first account, a webhook and the keys, exactly as a
 * first start would make them.
 */
import { dirname } from 'node:path';
import { openSqliteStore } from '#adapters/stores/sqlite/sqlite-store.ts';
import { makeDirectory } from '#adapters/system/make-directory.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import { createSystemIds } from '#adapters/system/system-ids.ts';
import { createApiKeyRegistry } from '#api/auth/api-keys.ts';
import { createWebhookRegistry } from '#runtime/webhook-registry.ts';
import type { Config } from './config/config.ts';
import { databasePath } from './database-path.ts';
import { ensureAccess, ensureAccount, type FirstStart } from './first-start.ts';

/** What was made, with the secrets that are shown only now. Rejects when the store can't be opened or written. */
export async function initializeData(dataDirectory: string, config: Config): Promise<FirstStart> {
  makeDirectory(dataDirectory);
  const clock = createSystemClock();
  const ids = createSystemIds();
  const path = databasePath(dataDirectory, config);
  makeDirectory(dirname(path));
  const storage = await openSqliteStore({ path, clock });
  try {
    const { store } = storage;
    await ensureAccount(store, clock);
    const [apiKeys, webhooks] = await Promise.all([
      createApiKeyRegistry({ store, ids, clock }),
      createWebhookRegistry({ store, ids, clock }),
    ]);
    return await ensureAccess({ dataDirectory, store, clock, apiKeys, webhooks, maxAgeMs: config.webhook.maxAgeMs });
  } finally {
    await storage.close();
  }
}
