/**
 * The webhooks: kept in the store, answered from memory, because every alert asks for one. A secret is random, given out
 * once when it is made, and kept as its SHA-256 only. A change is durable before it takes effect.
 */
import { createHash } from 'node:crypto';
import type { Route } from '#domain/route.ts';
import type { Clock } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';
import type { Store, StoredDocument } from '#ports/store.ts';
import { type RouteDocument, routeFromDocument, routeToDocument } from './route-document.ts';
import type { Webhook } from './webhook.ts';

export interface WebhookCreation {
  readonly name: string;
  readonly route: Route;
  readonly tradingViewOnly?: boolean;
  readonly allowedIps?: readonly string[];
}

export type WebhookChange = Partial<Pick<Webhook, 'name' | 'enabled' | 'route' | 'tradingViewOnly' | 'allowedIps'>>;

/** A webhook with a secret that is shown this once. */
export interface WebhookSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** Writes reject when the store can't take them; nothing has changed then. */
export interface WebhookRegistry {
  get(id: string): Webhook | undefined;
  /** The webhook that has this secret, by the secret's SHA-256 in hex. */
  findBySecretHash(hash: string): Webhook | undefined;
  /** Oldest first. */
  list(): readonly Webhook[];
  create(creation: WebhookCreation): Promise<WebhookSecret>;
  update(id: string, change: WebhookChange): Promise<Webhook | undefined>;
  /** Answers whether there was one. */
  delete(id: string): Promise<boolean>;
  /** A new secret. The newest old one stays valid beside it until the next rotation if `keepOld`. */
  rotate(id: string, keepOld: boolean): Promise<WebhookSecret | undefined>;
}

export interface WebhookRegistryOptions {
  readonly store: Store;
  readonly ids: Ids;
  readonly clock: Clock;
}

const COLLECTION = 'webhook';
const PAGE_SIZE = 200;

/** SHA-256 in hex: what is kept of a secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Reads every webhook of the store. Rejects when the store can't be read or a document is damaged. */
export async function createWebhookRegistry(options: WebhookRegistryOptions): Promise<WebhookRegistry> {
  const registry = new StoredWebhookRegistry(options);
  await registry.load();
  return registry;
}

class StoredWebhookRegistry implements WebhookRegistry {
  readonly #options: WebhookRegistryOptions;
  readonly #byId = new Map<string, Webhook>();
  readonly #bySecretHash = new Map<string, Webhook>();
  /** Changes happen one after the other, so that two at once do not undo each other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: WebhookRegistryOptions) {
    this.#options = options;
  }

  async load(): Promise<void> {
    let before: { time: number; id: string } | undefined;
    for (;;) {
      const query = { collection: COLLECTION, limit: PAGE_SIZE, ...(before === undefined ? {} : { before }) };
      const page = await this.#options.store.list(query);
      for (const document of page) this.#remember(readWebhook(document));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_SIZE) return;
      before = { time: last.time, id: last.id };
    }
  }

  get(id: string): Webhook | undefined {
    return this.#byId.get(id);
  }

  findBySecretHash(hash: string): Webhook | undefined {
    return this.#bySecretHash.get(hash);
  }

  list(): readonly Webhook[] {
    return [...this.#byId.values()].toSorted(
      (left, right) => left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1),
    );
  }

  create(creation: WebhookCreation): Promise<WebhookSecret> {
    return this.#inTurn(async () => {
      const { ids, clock } = this.#options;
      const secret = ids.secret();
      const webhook: Webhook = {
        id: ids.random(),
        name: creation.name,
        enabled: true,
        secretHashes: [hashSecret(secret)],
        route: creation.route,
        tradingViewOnly: creation.tradingViewOnly ?? false,
        allowedIps: creation.allowedIps ?? [],
        createdAt: clock.now(),
      };
      await this.#save(webhook);
      return { webhook, secret };
    });
  }

  update(id: string, change: WebhookChange): Promise<Webhook | undefined> {
    return this.#inTurn(async () => {
      const webhook = this.#byId.get(id);
      return webhook === undefined ? undefined : await this.#save({ ...webhook, ...change });
    });
  }

  delete(id: string): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!this.#byId.has(id)) return false;
      await this.#options.store.delete(COLLECTION, id);
      this.#forget(id);
      return true;
    });
  }

  rotate(id: string, keepOld: boolean): Promise<WebhookSecret | undefined> {
    return this.#inTurn(async () => {
      const old = this.#byId.get(id);
      if (old === undefined) return undefined;
      const secret = this.#options.ids.secret();
      const kept = keepOld ? old.secretHashes.slice(0, 1) : [];
      const webhook = await this.#save({ ...old, secretHashes: [hashSecret(secret), ...kept] });
      return { webhook, secret };
    });
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(change);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #save(webhook: Webhook): Promise<Webhook> {
    await this.#options.store.put({
      collection: COLLECTION,
      id: webhook.id,
      time: webhook.createdAt,
      body: JSON.stringify({ ...webhook, route: routeToDocument(webhook.route) }),
    });
    this.#remember(webhook);
    return webhook;
  }

  #remember(webhook: Webhook): void {
    this.#forget(webhook.id);
    this.#byId.set(webhook.id, webhook);
    for (const hash of webhook.secretHashes) this.#bySecretHash.set(hash, webhook);
  }

  #forget(id: string): void {
    for (const hash of this.#byId.get(id)?.secretHashes ?? []) this.#bySecretHash.delete(hash);
    this.#byId.delete(id);
  }
}

function readWebhook(document: StoredDocument): Webhook {
  const webhook = JSON.parse(document.body) as Omit<Webhook, 'route'> & { readonly route: RouteDocument };
  return { ...webhook, route: routeFromDocument(webhook.route) };
}
