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

/** Most texts are ids, numbers and our own sentences: without `:`, `=` and `/` nothing below can find a secret in them. */
const PLAIN = /^[\w ,.;+-]{0,160}$/;
const SCHEME = /\b(bearer|basic|digest) /i;

/** The text, safe to write. */
export function safeText(text: string): string {
  if (PLAIN.test(text) && !SCHEME.test(text)) return text;
  return scrub(shorten(text, TEXT_LENGTH_MAX)).replaceAll(UNSEEN, escaped);
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
