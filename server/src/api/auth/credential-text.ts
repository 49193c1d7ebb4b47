/**
 * Secrets inside texts: finding one where a text can't be read, and cutting one out before anything of the text is kept,
 * hashed or shown. Hand-written and linear, because strangers send these texts.
 */
import { matchesSecret } from './secret-check.ts';

/** What stands where a secret stood. */
export const SECRET_MASK = '***';
/** Our secrets are 256 bits in base64url. */
const SECRET_LENGTH = 43;
const CANDIDATES_MAX = 16;
const RUN_OF_SECRET_CHARACTERS = /[A-Za-z0-9_-]+/g;
const JSON_STRING_WITH_ESCAPE = /"(?:[^"\\]|\\.)*"/gs;

/**
 * The webhook's secret if the text carries it anywhere. For texts in which no grammar found a credential, so that their
 * honest senders learn what is wrong with them; knowing the secret is all that is proven.
 */
export function findSecret(text: string, hashes: readonly string[] | undefined): string | undefined {
  let candidates = 0;
  for (const [run] of text.matchAll(RUN_OF_SECRET_CHARACTERS)) {
    if (run.length !== SECRET_LENGTH) continue;
    if (matchesSecret(hashes, run)) return run;
    candidates += 1;
    if (candidates >= CANDIDATES_MAX) return undefined;
  }
  return undefined;
}

export interface CutText {
  readonly text: string;
  /** How often the secret stood in it. */
  readonly count: number;
}

/** The text with every occurrence of the secret masked, also where JSON escapes hide it. */
export function cutSecret(text: string, secret: string): CutText {
  if (secret === '') return { text, count: 0 };
  const parts = text.split(secret);
  const plain = { text: parts.length === 1 ? text : parts.join(SECRET_MASK), count: parts.length - 1 };
  return plain.text.includes('\\') ? cutEscaped(plain, secret) : plain;
}

function cutEscaped(cut: CutText, secret: string): CutText {
  let { count } = cut;
  const text = cut.text.replace(JSON_STRING_WITH_ESCAPE, (token) => {
    if (!token.includes('\\')) return token;
    const value = readJsonString(token);
    if (value === undefined || !value.includes(secret)) return token;
    count += 1;
    return JSON.stringify(value.replaceAll(secret, SECRET_MASK));
  });
  return { text, count };
}

function readJsonString(token: string): string | undefined {
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
