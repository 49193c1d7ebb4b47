/**
 * API keys: `sbk_<id>_<secret>`. The store holds the SHA-256 of the secret only; every key is in memory, so that a request
 * is answered without asking the store. A revoked key is refused from the moment its document is gone.
 */
import { createHash } from 'node:crypto';
import type { Scope } from '@signalbox/contract';
import type { Clock } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';
import type { Store } from '#ports/store.ts';
import { matchesSecret } from './secret-check.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

/** Writes reject when the store can't take them; nothing has changed then. */
export interface ApiKeyRegistry {
  /** The key, and the token that is shown this once. */
  create(creation: {
    readonly name: string;
    readonly scope: Scope;
  }): Promise<{ readonly key: ApiKey; readonly token: string }>;
  /** Oldest first. */
  list(): readonly ApiKey[];
  get(id: string): ApiKey | undefined;
  /** Answers whether there was one. */
  revoke(id: string): Promise<boolean>;
  /** The key of a token, in constant time, or undefined; marks the key as used. */
  verify(token: string): ApiKey | undefined;
}

export interface ApiKeyRegistryOptions {
  readonly store: Store;
  readonly ids: Ids;
  readonly clock: Pick<Clock, 'now'>;
}

interface KeyRecord {
  key: ApiKey;
  readonly secretHashes: readonly string[];
  savedUseAt: number;
}

const COLLECTION = 'api_key';
const PAGE_SIZE = 200;
const TOKEN = /^sbk_([a-z0-9]{8,40})_([A-Za-z0-9_-]{32,64})$/;
/** The last use is written down at most this often: a busy key must not busy the disk. */
const USE_SAVED_EVERY_MS = 300_000;

const SCOPE_RANK: Readonly<Record<Scope, number>> = { read: 1, trade: 2, admin: 3 };

/** Whether a key of scope `has` may do what needs `needs`: admin includes trade, trade includes read. */
export function scopeIncludes(has: Scope, needs: Scope): boolean {
  return SCOPE_RANK[has] >= SCOPE_RANK[needs];
}

/** Reads every key of the store. Rejects when the store can't be read. */
export async function createApiKeyRegistry(options: ApiKeyRegistryOptions): Promise<ApiKeyRegistry> {
  const registry = new StoredApiKeyRegistry(options);
  await registry.load();
  return registry;
}

class StoredApiKeyRegistry implements ApiKeyRegistry {
  readonly #options: ApiKeyRegistryOptions;
  readonly #records = new Map<string, KeyRecord>();

  constructor(options: ApiKeyRegistryOptions) {
    this.#options = options;
  }

  async load(): Promise<void> {
    let before: { time: number; id: string } | undefined;
    for (;;) {
      const query = { collection: COLLECTION, limit: PAGE_SIZE, ...(before === undefined ? {} : { before }) };
      const page = await this.#options.store.list(query);
      for (const document of page) this.#remember(JSON.parse(document.body) as StoredKey);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_SIZE) return;
      before = { time: last.time, id: last.id };
    }
  }

  async create(creation: { readonly name: string; readonly scope: Scope }) {
    const { ids, clock } = this.#options;
    const secret = ids.secret();
    const key: ApiKey = { id: ids.random(), name: creation.name, scope: creation.scope, createdAt: clock.now() };
    const stored: StoredKey = { key, secretHash: createHash('sha256').update(secret).digest('hex') };
    await this.#save(stored);
    this.#remember(stored);
    return { key, token: `sbk_${key.id}_${secret}` };
  }

  list(): readonly ApiKey[] {
    return [...this.#records.values()]
      .map((record) => record.key)
      .toSorted((left, right) => left.createdAt - right.createdAt);
  }

  get(id: string): ApiKey | undefined {
    return this.#records.get(id)?.key;
  }

  async revoke(id: string): Promise<boolean> {
    if (!this.#records.has(id)) return false;
    await this.#options.store.delete(COLLECTION, id);
    this.#records.delete(id);
    return true;
  }

  verify(token: string): ApiKey | undefined {
    const match = TOKEN.exec(token);
    const record = this.#records.get(match?.[1] ?? '');
    if (!matchesSecret(record?.secretHashes, match?.[2] ?? '') || record === undefined) return undefined;
    this.#markUsed(record);
    return record.key;
  }

  #markUsed(record: KeyRecord): void {
    const now = this.#options.clock.now();
    if (now - record.savedUseAt < USE_SAVED_EVERY_MS) return;
    record.savedUseAt = now;
    record.key = { ...record.key, lastUsedAt: now };
    // When it was last used is for people to look at; a store that is full must not refuse a request for it.
    this.#save({ key: record.key, secretHash: record.secretHashes[0] ?? '' }).catch(() => undefined);
  }

  async #save(stored: StoredKey): Promise<void> {
    const { key } = stored;
    await this.#options.store.put({
      collection: COLLECTION,
      id: key.id,
      time: key.createdAt,
      body: JSON.stringify(stored),
    });
  }

  #remember({ key, secretHash }: StoredKey): void {
    this.#records.set(key.id, { key, secretHashes: [secretHash], savedUseAt: key.lastUsedAt ?? 0 });
  }
}

interface StoredKey {
  readonly key: ApiKey;
  readonly secretHash: string;
}
