/**
 * The first start: a paper account, a webhook that trades on it, and keys, so that the first alert can be pasted at once.
 * Everything is made only when it is not there; secrets are shown this once and kept as hashes.
 */
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiKeyRegistry } from '#api/auth/api-keys.ts';
import { decimal } from '#domain/decimal.ts';
import type { Account } from '#domain/account.ts';
import type { Clock } from '#ports/clock.ts';
import type { Store } from '#ports/store.ts';
import { encodeAccount } from '#runtime/account-document.ts';
import { createRoute } from '#runtime/route-document.ts';
import type { WebhookRegistry } from '#runtime/webhook-registry.ts';
import { COMMAND_LINE_KEY_FILE } from './data-files.ts';

const FIRST_ACCOUNT = 'paper';
const FIRST_BALANCE = decimal('1000000');

export interface FirstStartOptions {
  readonly dataDirectory: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly apiKeys: ApiKeyRegistry;
  readonly webhooks: WebhookRegistry;
  readonly maxAgeMs: number;
}

/** What was made, with the secrets that are shown only now. */
export interface FirstStart {
  readonly apiKey?: string;
  readonly webhookId?: string;
  readonly webhookSecret?: string;
}

/** Makes the first paper account when there is none. Must be done before the desk starts. */
export async function ensureAccount(store: Store, clock: Clock): Promise<void> {
  const accounts = await store.list({ collection: 'account', limit: 1 });
  if (accounts.length > 0) return;
  const account: Account = {
    id: FIRST_ACCOUNT,
    name: 'Paper',
    broker: 'paper',
    environment: 'paper',
    currency: 'USD',
    positionMode: 'netting',
    initialBalance: FIRST_BALANCE,
    createdAt: clock.now(),
  };
  await store.putIfAbsent({
    collection: 'account',
    id: account.id,
    time: account.createdAt,
    body: encodeAccount(account),
  });
}

/** Makes the keys and the webhook that are missing, all at once, so that they wait for the disk together. */
export async function ensureAccess(options: FirstStartOptions): Promise<FirstStart> {
  const { apiKeys, webhooks, dataDirectory } = options;
  const isFresh = apiKeys.list().length === 0;
  const known = webhooks.list()[0];
  const [made, webhook] = await Promise.all([
    isFresh ? apiKeys.create({ name: 'first start', scope: 'admin' }) : undefined,
    known === undefined ? createWebhook(options) : undefined,
    ensureCommandLineKey(apiKeys, dataDirectory),
  ]);
  return {
    ...(made === undefined ? {} : { apiKey: made.token }),
    ...(known === undefined ? {} : { webhookId: known.id }),
    ...(webhook === undefined ? {} : { webhookId: webhook.webhook.id, webhookSecret: webhook.secret }),
  };
}

async function ensureCommandLineKey(apiKeys: ApiKeyRegistry, dataDirectory: string): Promise<void> {
  const path = join(dataDirectory, COMMAND_LINE_KEY_FILE);
  if (existsSync(path)) return;
  for (const key of apiKeys.list()) if (key.name === 'command line') await apiKeys.revoke(key.id);
  const { token } = await apiKeys.create({ name: 'command line', scope: 'admin' });
  writeFileSync(path, `${token}\n`, { mode: 0o600, flush: true });
  chmodSync(path, 0o600);
}

function createWebhook({ webhooks, maxAgeMs }: FirstStartOptions) {
  return webhooks.create({
    name: 'first webhook',
    route: createRoute([FIRST_ACCOUNT], { maxAgeMs }),
  });
}
