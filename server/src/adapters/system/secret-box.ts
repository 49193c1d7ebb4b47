/**
 * Secrets sealed with AES-256-GCM. The key is that of the environment or of a file beside the database, made on first need
 * and for its owner alone; never in the database, so that a copy of that gives nothing away. A sealed value carries the id
 * of its key: further keys (after a comma, or on further lines of the file) open what earlier ones sealed, the first seals.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Reason } from '#domain/order.ts';
import { secret } from '#domain/secret.ts';
import type { Opening, Sealing, SecretBox, SecretPlace } from '#ports/secret-box.ts';

export interface SecretBoxOptions {
  /** Where the key is kept. */
  readonly file: string;
  /** The key of the environment, which goes before that of the file; absent: there is none. */
  readonly environment?: string;
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

type Keys =
  | { readonly kind: 'keys'; readonly keys: readonly Key[] }
  | { readonly kind: 'failed'; readonly reason: Reason };

const ALGORITHM = 'aes-256-gcm';
const FORM = 'sbx1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_LENGTH = 12;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const VARIABLE = 'SIGNALBOX_SECRET_KEY';

/** A box over the key of the environment or of the file; the key is read when it is needed and kept by nobody. */
export function createSecretBox(options: SecretBoxOptions): SecretBox {
  return {
    seal: (value, place) => Promise.resolve(seal(options, value.reveal(), place)),
    open: (envelope, place) => Promise.resolve(open(options, envelope, place)),
    isCurrent: (envelope) => Promise.resolve(isCurrent(options, envelope)),
  };
}

function seal(options: SecretBoxOptions, value: string, place: SecretPlace): Sealing {
  const known = sealingKey(options);
  if ('reason' in known) return { kind: 'failed', reason: known.reason };
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, known.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bindingOf(known.id, place));
  const sealed = Buffer.concat([nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { kind: 'sealed', envelope: `${FORM}.${known.id}.${sealed.toString('base64url')}` };
}

function open(options: SecretBoxOptions, envelope: string, place: SecretPlace): Opening {
  const damaged: Opening = {
    kind: 'failed',
    reason: { code: 'ACCOUNT_CREDENTIALS_UNREADABLE', values: { account: place.account } },
  };
  const [form, keyId = '', body = '', ...rest] = envelope.split('.');
  const bytes = Buffer.from(body, 'base64url');
  if (form !== FORM || rest.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) return damaged;
  // The last character of base64 may have bits that mean nothing: only one way to write it counts.
  if (bytes.toString('base64url') !== body) return damaged;
  const known = readKeys(options);
  if (known.kind === 'failed') return known;
  const key = known.keys.find(({ id }) => id === keyId);
  if (key === undefined) return { kind: 'failed', reason: { code: 'SECRET_KEY_MISSING', values: { keyId } } };
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bindingOf(keyId, place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return { kind: 'opened', secret: secret(plain.toString('utf8')) };
  } catch {
    return damaged;
  }
}

function isCurrent(options: SecretBoxOptions, envelope: string): boolean {
  const known = readKeys(options);
  return known.kind === 'keys' && known.keys[0]?.id === envelope.split('.')[1];
}

/** Names written so that no two of them can run into each other. */
function bindingOf(keyId: string, { account, field }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(['signalbox', FORM, keyId, account, field]));
}

function sealingKey(options: SecretBoxOptions): Key | { readonly reason: Reason } {
  const known = readKeys(options);
  if (known.kind === 'failed') return known;
  const [first] = known.keys;
  if (first !== undefined) return first;
  try {
    writeKey(options.file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
  } catch (error) {
    // Another process may have made it a moment ago.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return { reason: invalid(options.file, error) };
  }
  const made = readKeys(options);
  if (made.kind === 'failed') return made;
  return made.keys[0] ?? { reason: invalid(options.file, 'it is empty') };
}

function writeKey(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Every key there is, the one that seals first; none when none was made yet. */
function readKeys({ file, environment }: SecretBoxOptions): Keys {
  const keys: Key[] = [];
  const sources = [
    { place: VARIABLE, text: environment ?? '' },
    { place: file, text: textOf(file) },
  ];
  for (const { place, text } of sources) {
    if (typeof text !== 'string') return { kind: 'failed', reason: invalid(place, text.cause) };
    for (const written of text.split(/[\s,]+/).filter((part) => part !== '')) {
      if (!BASE64.test(written)) return { kind: 'failed', reason: invalid(place, 'it has another form') };
      const bytes = Buffer.from(written, 'base64');
      keys.push({ id: idOf(bytes), bytes });
    }
  }
  return { kind: 'keys', keys };
}

/** What the file says; empty when there is none. */
function textOf(file: string): string | { readonly cause: unknown } {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? '' : { cause };
  }
}

/** A name for the key that gives nothing of it away: the key is random, and longer than any search. */
function idOf(bytes: Buffer): string {
  return createHash('sha256').update('signalbox key id').update(bytes).digest('hex').slice(0, KEY_ID_LENGTH);
}

/** Says where and how, never what: a system's error has a code, and what was read stays unsaid. */
function invalid(place: string, cause: unknown): Reason {
  const detail = typeof cause === 'string' ? cause : ((cause as NodeJS.ErrnoException).code ?? 'it can not be read');
  return { code: 'SECRET_KEY_INVALID', values: { place, detail } };
}
