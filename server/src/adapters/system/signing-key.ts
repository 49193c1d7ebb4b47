/**
 * A key that signs, in a file of its own beside the database: 32 random bytes, for its owner alone, made when it is first
 * asked for and never written again. What is there and is not such a key is left as it is and told: to replace it would
 * end everything it has signed.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reason } from '#domain/order.ts';

export type SigningKeyReading =
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'unavailable'; readonly reason: Reason };

const LENGTH = 32;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const OWNER_ONLY = 0o600;

/** Asks for the key of this file; once it is known the file is not looked at again. */
export function createSigningKey(path: string): () => SigningKeyReading {
  let known: SigningKeyReading | undefined;
  const unavailable = (detail: string): SigningKeyReading => ({
    kind: 'unavailable',
    reason: { code: 'TOKEN_KEY_UNAVAILABLE', values: { file: basename(path), detail } },
  });
  return () => {
    if (known !== undefined) return known;
    try {
      const text = (readText(path) ?? makeText(path)).trim();
      if (!BASE64.test(text)) return unavailable(`not ${LENGTH} bytes in base64`);
      known = { kind: 'key', key: Buffer.from(text, 'base64') };
      return known;
    } catch (error) {
      return unavailable((error as NodeJS.ErrnoException).code ?? 'it can not be read');
    }
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, and only once: of two processes that make it, both end up with the key of the first. */
function makeText(path: string): string {
  const text = `${randomBytes(LENGTH).toString('base64')}\n`;
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: OWNER_ONLY, flush: true });
  try {
    linkSync(draft, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(path, 'utf8');
  } finally {
    unlinkSync(draft);
  }
}
