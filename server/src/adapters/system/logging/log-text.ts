/**
 * Text as a log may hold it: short, without what looks like a secret, and with every character that would act on a
 * terminal, or break a line in two, written out. What a stranger sends can so never forge a line.
 */
import { SECRET_MASK } from '#domain/secret.ts';

const TEXT_LENGTH_MAX = 2_000;
const STACK_LENGTH_MAX = 8_000;

/** Control characters, line separators, invisible marks, and those that make a terminal write backwards. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const UNSEEN_BUT_NEWLINE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const AUTHORIZATION = /\b(Bearer|Basic|Digest) +[\w.~+/=-]{6,}/gi;
const URL_CREDENTIALS = /\/\/[^/\s@]{1,256}@/g;
/** `secret=…`, `"api_key": "…"`, `密码：…`: the name stays, the value goes, up to its closing quote or the next gap. */
const NAMED_SECRET =
  /((?:secret|token|passw(?:or)?d|passphrase|api[_-]?key|signature|credential|private[_-]?key|密码|密钥|口令)s?[\\"']{0,4} {0,4}[=:：] {0,4})(\\?"[^"]*"?|\\?'[^']*'?|[^\s"'&,;}\])]+)/gi;

/**
 * Most texts are ids, numbers and our own sentences. Made of these characters alone they need no escaping, neither here
 * nor in JSON, and hide a secret only after a name and a colon, or after a scheme and a space.
 */
const PLAIN_LENGTH_MAX = 160;
const CHAR_COLON = ':'.charCodeAt(0);
const CHAR_SPACE = ' '.charCodeAt(0);
const PLAIN_CHARACTERS = plainCharacters();
const SCHEME = /\b(bearer|basic|digest) /i;
const SECRET_NAME = /secret|token|passw|passphrase|api[_-]?key|signature|credential|private[_-]?key/i;

function plainCharacters(): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ,.;+-:') {
    table[character.charCodeAt(0)] = 1;
  }
  return table;
}

/** The text, safe to write. */
export function safeText(text: string): string {
  return isPlain(text) ? text : scrub(shorten(text, TEXT_LENGTH_MAX)).replaceAll(UNSEEN, escaped);
}

/** The text as JSON, safe to write. */
export function safeJsonText(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(safeText(text));
}

function isPlain(text: string): boolean {
  const { length } = text;
  if (length > PLAIN_LENGTH_MAX) return false;
  let colon = false;
  let space = false;
  for (let index = 0; index < length; index += 1) {
    const char = text.charCodeAt(index);
    if (PLAIN_CHARACTERS[char] !== 1) return false;
    if (char === CHAR_COLON) colon = true;
    else if (char === CHAR_SPACE) space = true;
  }
  return !(colon && SECRET_NAME.test(text)) && !(space && SCHEME.test(text));
}

/** An error's stack, safe to write; it alone keeps its line breaks, because its lines are our own. */
export function safeStack(stack: string): string {
  return scrub(shorten(stack, STACK_LENGTH_MAX)).replaceAll(UNSEEN_BUT_NEWLINE, escaped);
}

function shorten(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}… (${text.length} characters)` : text;
}

function scrub(text: string): string {
  return text
    .replaceAll(AUTHORIZATION, `$1 ${SECRET_MASK}`)
    .replaceAll(URL_CREDENTIALS, `//${SECRET_MASK}@`)
    .replaceAll(NAMED_SECRET, `$1${SECRET_MASK}`);
}

function escaped(unseen: string): string {
  if (unseen === '\n') return '\\n';
  if (unseen === '\t') return '\\t';
  return `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`;
}
