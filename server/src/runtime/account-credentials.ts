/**
 * The keys of accounts at exchanges, kept sealed: one document for each account, in which nothing can be read but the end
 * of the API key, so that a person can tell which one it is. What is opened is handed to the broker and kept by nobody.
 */
import type { ExchangeCredentials } from '#domain/account.ts';
import type { Reason } from '#domain/order.ts';
import type { Secret } from '#domain/secret.ts';
import type { Clock } from '#ports/clock.ts';
import type { SecretBox } from '#ports/secret-box.ts';
import type { Store } from '#ports/store.ts';

export type OpenedCredentials =
  | { readonly kind: 'opened'; readonly credentials: ExchangeCredentials }
  /** ACCOUNT_CREDENTIALS_MISSING, or what the box says. */
  | { readonly kind: 'failed'; readonly reason: Reason };

interface Stored {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase?: string;
  /** The last characters of the API key, in clear. */
  readonly keyEnding: string;
}

const COLLECTION = 'account_credentials';
const ENDING_LENGTH = 4;
/** Of a shorter key four characters would give too much away. */
const SHOWN_FROM_LENGTH = 12;

export class AccountCredentials {
  readonly #store: Store;
  readonly #box: SecretBox;
  readonly #clock: Clock;
  readonly #endings = new Map<string, string>();

  constructor(options: { readonly store: Store; readonly secretBox: SecretBox; readonly clock: Clock }) {
    this.#store = options.store;
    this.#box = options.secretBox;
    this.#clock = options.clock;
  }

  /** The last four characters of the account's API key; undefined when none is known, or it is too short to show any. */
  keyEnding(account: string): string | undefined {
    return this.#endings.get(account);
  }

  /** Seals and keeps them in the place of those there were. Answers why not; rejects when the store can't be written. */
  async save(account: string, credentials: ExchangeCredentials): Promise<Reason | undefined> {
    const sealed: Partial<Record<keyof ExchangeCredentials, string>> = {};
    for (const [field, value] of fieldsOf(credentials)) {
      const sealing = await this.#box.seal(value, { account, field });
      if (sealing.kind === 'failed') return sealing.reason;
      sealed[field] = sealing.envelope;
    }
    const keyEnding = endingOf(credentials.apiKey);
    const body = JSON.stringify({ ...sealed, keyEnding });
    await this.#store.put({ collection: COLLECTION, id: account, time: this.#clock.now(), body });
    this.#remember(account, keyEnding);
    return undefined;
  }

  /** Rejects when the store can't be read. What an older key had sealed is sealed again, so that this key can go. */
  async open(account: string): Promise<OpenedCredentials> {
    const document = await this.#store.get(COLLECTION, account);
    if (document === undefined) return missing(account, 'apiKey');
    const stored = JSON.parse(document.body) as Stored;
    this.#remember(account, stored.keyEnding);
    const opened = await this.#openStored(account, stored);
    if (opened.kind === 'opened' && !(await this.#box.isCurrent(stored.apiKey))) {
      // Where that can't be written now the next start does it.
      await this.save(account, opened.credentials).catch(() => undefined);
    }
    return opened;
  }

  /** The first of the accounts that has this API key. Rejects when the store can't be read. */
  async ownerOf(apiKey: Secret<string>, accounts: Iterable<string>): Promise<string | undefined> {
    const key = apiKey.reveal();
    const ending = endingOf(apiKey);
    for (const account of accounts) {
      if ((this.#endings.get(account) ?? '') !== ending) continue;
      const opened = await this.open(account);
      if (opened.kind === 'opened' && opened.credentials.apiKey.reveal() === key) return account;
    }
    return undefined;
  }

  async #openStored(account: string, stored: Stored): Promise<OpenedCredentials> {
    const apiKey = await this.#box.open(stored.apiKey, { account, field: 'apiKey' });
    if (apiKey.kind === 'failed') return apiKey;
    const secret = await this.#box.open(stored.secret, { account, field: 'secret' });
    if (secret.kind === 'failed') return secret;
    if (stored.passphrase === undefined)
      return { kind: 'opened', credentials: { apiKey: apiKey.secret, secret: secret.secret } };
    const passphrase = await this.#box.open(stored.passphrase, { account, field: 'passphrase' });
    if (passphrase.kind === 'failed') return passphrase;
    const credentials = { apiKey: apiKey.secret, secret: secret.secret, passphrase: passphrase.secret };
    return { kind: 'opened', credentials };
  }

  async forget(account: string): Promise<void> {
    await this.#store.delete(COLLECTION, account);
    this.#endings.delete(account);
  }

  #remember(account: string, keyEnding: string): void {
    if (keyEnding === '') this.#endings.delete(account);
    else this.#endings.set(account, keyEnding);
  }
}

function fieldsOf(credentials: ExchangeCredentials): [keyof ExchangeCredentials, Secret<string>][] {
  const { apiKey, secret, passphrase } = credentials;
  return [
    ['apiKey', apiKey],
    ['secret', secret],
    ...(passphrase === undefined ? [] : [['passphrase', passphrase] as [keyof ExchangeCredentials, Secret<string>]]),
  ];
}

function endingOf(apiKey: Secret<string>): string {
  const key = apiKey.reveal();
  return key.length < SHOWN_FROM_LENGTH ? '' : key.slice(-ENDING_LENGTH);
}

function missing(account: string, field: string): OpenedCredentials {
  return { kind: 'failed', reason: { code: 'ACCOUNT_CREDENTIALS_MISSING', values: { account, field } } };
}
