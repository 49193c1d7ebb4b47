/**
 * Makes a text of a client fit to be read: its messages hold signed URLs, and some hold headers. Whatever looks like a query
 * is cut off, and the account's own secrets are masked wherever they stand, in plain and in percent-encoded form.
 */
import type { Secret } from '#domain/secret.ts';
import { SECRET_MASK } from '#domain/secret.ts';

export interface Credentials {
  readonly apiKey: Secret<string>;
  readonly secret: Secret<string>;
  readonly passphrase?: Secret<string>;
}

const QUERY = /(\b(?:https?|wss?):\/\/[^\s?"']+)\?[^\s"']*/g;
const SIGNED_FIELD =
  /\b(signature|sign|api[-_]?key|access[-_]?key(?:id)?|passphrase|listen[-_]?key|token|authorization)(["']?\s*[=:]\s*["']?)(?:bearer\s+)?[^\s"',&}]+/gi;
const LENGTH_MAX = 400;
/** A secret shorter than this would mask common words. */
const SECRET_LENGTH_MIN = 6;

/** Makes a function that masks these credentials; without any it only cuts queries and signed fields. */
export function createRedactor(credentials?: Credentials): (text: string) => string {
  const held = credentials === undefined ? [] : [credentials.apiKey, credentials.secret, credentials.passphrase];
  return (text) => {
    let clean = text.replace(QUERY, '$1').replace(SIGNED_FIELD, `$1$2${SECRET_MASK}`);
    for (const holder of held) {
      const value = holder?.reveal() ?? '';
      if (value.length < SECRET_LENGTH_MIN) continue;
      clean = clean.replaceAll(value, SECRET_MASK).replaceAll(encodeURIComponent(value), SECRET_MASK);
    }
    return clean.length > LENGTH_MAX ? `${clean.slice(0, LENGTH_MAX)}…` : clean;
  };
}
