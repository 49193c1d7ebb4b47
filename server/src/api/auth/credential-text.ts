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
  const plain = cutPlain(text, secret);
  return plain.text.includes('\\') ? cutEscaped(plain, secret) : plain;
}

function cutPlain(text: string, secret: string): CutText {
  const first = text.indexOf(secret);
  if (first === -1) return { text, count: 0 };
  const end = first + secret.length;
  // Nearly every alert carries its secret once, and this is on the way of every alert.
  if (text.indexOf(secret, end) === -1) return { text: text.slice(0, first) + SECRET_MASK + text.slice(end), count: 1 };
  const parts = text.split(secret);
  return { text: parts.join(SECRET_MASK), count: parts.length - 1 };
}

/** Looks into each JSON string that has an escape. One pass: a quote that is never closed ends the search. */
function cutEscaped(cut: CutText, secret: string): CutText {
  const { text } = cut;
  let { count } = cut;
  let written = '';
  let from = 0;
  for (let open = text.indexOf('"'); open !== -1; open = text.indexOf('"', from)) {
    const close = closingQuote(text, open);
    if (close === -1) break;
    const token = text.slice(open, close + 1);
    const value = token.includes('\\') ? readJsonString(token) : undefined;
    const hidden = value?.includes(secret) === true;
    if (hidden) count += 1;
    written += text.slice(from, open) + (hidden ? JSON.stringify(value.replaceAll(secret, SECRET_MASK)) : token);
    from = close + 1;
  }
  return { text: written + text.slice(from), count };
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') return at;
    if (character === '\\') at += 1;
  }
  return -1;
}

function readJsonString(token: string): string | undefined {
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
