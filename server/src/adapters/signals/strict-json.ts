/**
 * The strict JSON reader for texts that strangers send. One pass, no recursion deeper than 32, numbers kept as their
 * own text (a binary float never sees a price), duplicate keys refused, keys that reach into prototypes refused. It
 * bends in exactly two places, for templates in the wild: an unquoted arithmetic expression where a value stands, and
 * a comma before a closing bracket. Every other deviation is refused with its line and column.
 */
import type { SignalError, SignalErrorCode } from '#domain/signal.ts';
import { formatDecimal } from '#domain/decimal.ts';
import { EXPRESSION_LENGTH_MAX, evaluateNumber } from './arithmetic.ts';
import { JsonNumber } from './json-value.ts';
import { withoutStack } from './signal-refusal.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

export type JsonOutcome =
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'refused'; readonly error: SignalError };

export const JSON_DEPTH_MAX = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const FORBIDDEN_LENGTH_MIN = 9;
const SURROUNDING_BLANKS = /[\s\uFEFF]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const EXPRESSION = /[-+*/().0-9eE \t\r\n]+/y;
/** What would be a number in a laxer language (`01`, `.5`, `+1`): not JSON, and not an expression either. */
const LONE_NUMBER = /^[+-]?[\d.]+(?:[eE][+-]?\d*)?$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads one JSON value; blanks and a byte-order mark around it are ignored. Refuses with SIGNAL_JSON_INVALID,
 * SIGNAL_JSON_DUPLICATE_KEY or SIGNAL_JSON_TOO_DEEP; `values` carry line, column (both from 1) and what was found.
 */
export function readStrictJson(text: string): JsonOutcome {
  const reader = new JsonReader(text);
  try {
    return { kind: 'json', value: reader.readWhole() };
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    return { kind: 'refused', error: describeFault(text, fault) };
  }
}

/** Stays inside this file: thrown by the reader, caught by {@link readStrictJson}. */
class JsonFault extends Error {
  readonly code: SignalErrorCode;
  readonly position: number;
  readonly values: Readonly<Record<string, string>>;

  constructor(code: SignalErrorCode, position: number, values: Readonly<Record<string, string>>) {
    super(code);
    this.code = code;
    this.position = position;
    this.values = values;
  }
}

function jsonFault(code: SignalErrorCode, position: number, values: Readonly<Record<string, string>>): JsonFault {
  return withoutStack(() => new JsonFault(code, position, values));
}

function describeFault(text: string, fault: JsonFault): SignalError {
  const before = text.slice(0, fault.position);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = String(before.split('\n').length);
  const column = String(fault.position - lineStart + 1);
  return { code: fault.code, values: { line, column, position: `${line}:${column}`, ...fault.values } };
}

/** Not a control character, a quote or a backslash; false at the end of the text, where the code is NaN. */
function isPlainCharacter(code: number): boolean {
  return code >= 0x20 && code !== QUOTE && code !== BACKSLASH;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

class JsonReader {
  readonly #text: string;
  /** Whether no surrogate of the text stands alone, so that only an escape can write one. */
  readonly #isWellFormed: boolean;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#isWellFormed = text.isWellFormed();
  }

  readWhole(): JsonValue {
    this.#match(SURROUNDING_BLANKS);
    const value = this.#readValue();
    this.#match(SURROUNDING_BLANKS);
    if (this.#position < this.#text.length) throw this.#unexpected('the end of the text');
    return value;
  }

  #readValue(): JsonValue {
    switch (this.#text.charCodeAt(this.#position)) {
      case QUOTE:
        return this.#readString();
      case BRACE_OPEN:
        return this.#readObject();
      case BRACKET_OPEN:
        return this.#readArray();
      case 0x74:
        return this.#readWord('true', true);
      case 0x66:
        return this.#readWord('false', false);
      case 0x6e:
        return this.#readWord('null', null);
      default:
        return this.#readNumber();
    }
  }

  #descend(): void {
    if (this.#depth >= JSON_DEPTH_MAX) {
      throw jsonFault('SIGNAL_JSON_TOO_DEEP', this.#position, { limit: String(JSON_DEPTH_MAX) });
    }
    this.#depth += 1;
    this.#position += 1;
    this.#skipBlanks();
  }

  #readObject(): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#descend();
    while (!this.#take(BRACE_CLOSE)) {
      const keyPosition = this.#position;
      if (this.#text.charCodeAt(keyPosition) !== QUOTE) throw this.#unexpected('a quoted key');
      const key = this.#readString();
      this.#checkKey(key, keyPosition, members);
      this.#skipBlanks();
      if (!this.#take(COLON)) throw this.#unexpected('a colon');
      this.#skipBlanks();
      members.set(key, this.#readValue());
      this.#readSeparator(BRACE_CLOSE);
    }
    this.#depth -= 1;
    return members;
  }

  #checkKey(key: string, position: number, members: JsonObject): void {
    if (members.has(key)) throw jsonFault('SIGNAL_JSON_DUPLICATE_KEY', position, { key, field: key });
    if (key.length >= FORBIDDEN_LENGTH_MIN && FORBIDDEN_KEYS.has(key)) {
      throw jsonFault('SIGNAL_JSON_INVALID', position, { expected: 'a plain key', found: key });
    }
  }

  #readArray(): readonly JsonValue[] {
    const items: JsonValue[] = [];
    this.#descend();
    while (!this.#take(BRACKET_CLOSE)) {
      items.push(this.#readValue());
      this.#readSeparator(BRACKET_CLOSE);
    }
    this.#depth -= 1;
    return items;
  }

  /** A comma, or the closing bracket left in place; a comma right before the bracket is tolerated. */
  #readSeparator(closing: number): void {
    this.#skipBlanks();
    if (this.#take(COMMA)) this.#skipBlanks();
    else if (this.#text.charCodeAt(this.#position) !== closing) {
      throw this.#unexpected(`a comma or ${String.fromCharCode(closing)}`);
    }
  }

  #readString(): string {
    const start = this.#position;
    this.#position += 1;
    let value = this.#readPlainCharacters();
    const isPlain = this.#take(QUOTE);
    if (!isPlain) value = this.#readEscaped(value);
    if ((!isPlain || !this.#isWellFormed) && !value.isWellFormed()) {
      throw jsonFault('SIGNAL_JSON_INVALID', start, { expected: 'whole characters', found: 'a lone surrogate' });
    }
    return value;
  }

  /** The string from its first escape on, behind the plain characters it begins with. */
  #readEscaped(beginning: string): string {
    const parts = [beginning];
    while (!this.#take(QUOTE)) {
      if (!this.#take(BACKSLASH)) throw this.#unexpected('a closing quote');
      parts.push(this.#readEscape(), this.#readPlainCharacters());
    }
    return parts.join('');
  }

  #readPlainCharacters(): string {
    const text = this.#text;
    const start = this.#position;
    let end = start;
    while (isPlainCharacter(text.charCodeAt(end))) end += 1;
    this.#position = end;
    return text.slice(start, end);
  }

  #readEscape(): string {
    const letter = this.#text.charAt(this.#position);
    const simple = letter === 'u' ? undefined : ESCAPES[letter];
    if (simple !== undefined) {
      this.#position += 1;
      return simple;
    }
    const digits = this.#text.slice(this.#position + 1, this.#position + 5);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#unexpected('an escape sequence');
    this.#position += 5;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #readWord<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#position)) throw this.#unexpected('a value');
    this.#position += word.length;
    return value;
  }

  #readNumber(): JsonNumber {
    return this.#readPlainNumber() ?? this.#readNumberOrExpression();
  }

  /**
   * The quick way for what prices and quantities look like: digits with at most one point in them, and behind them what
   * can't belong to an expression. Undefined is no verdict, and nothing was consumed: the long way decides.
   */
  #readPlainNumber(): JsonNumber | undefined {
    const text = this.#text;
    const start = this.#position;
    let end = start;
    while (isDigit(text.charCodeAt(end))) end += 1;
    if (end === start || (end > start + 1 && text.charCodeAt(start) === 0x30)) return undefined;
    if (text.charCodeAt(end) === 0x2e) {
      const point = end;
      end += 1;
      while (isDigit(text.charCodeAt(end))) end += 1;
      if (end === point + 1) return undefined;
    }
    const next = text.charCodeAt(end);
    if (next !== COMMA && next !== BRACE_CLOSE && next !== BRACKET_CLOSE) return undefined;
    this.#position = end;
    return new JsonNumber(text.slice(start, end));
  }

  #readNumberOrExpression(): JsonNumber {
    const start = this.#position;
    const number = this.#match(NUMBER);
    const run = this.#matchAt(EXPRESSION, start).trim();
    if (number !== '' && number === run) return new JsonNumber(number);
    this.#position = start;
    const value = run.length > EXPRESSION_LENGTH_MAX || LONE_NUMBER.test(run) ? undefined : evaluateNumber(run);
    if (value === undefined) throw this.#unexpected('a value');
    this.#position = start + run.length;
    return new JsonNumber(formatDecimal(value));
  }

  #match(pattern: RegExp): string {
    const found = this.#matchAt(pattern, this.#position);
    this.#position += found.length;
    return found;
  }

  #matchAt(pattern: RegExp, position: number): string {
    pattern.lastIndex = position;
    return pattern.exec(this.#text)?.[0] ?? '';
  }

  /** What JSON takes for a blank, and no other character. */
  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#position += 1;
    }
  }

  #take(code: number): boolean {
    if (this.#text.charCodeAt(this.#position) !== code) return false;
    this.#position += 1;
    return true;
  }

  /** Only one character of the text is quoted: the text may hold a secret. */
  #unexpected(expected: string): JsonFault {
    const code = this.#text.codePointAt(this.#position);
    const found = code === undefined ? 'the end of the text' : String.fromCodePoint(code);
    return jsonFault('SIGNAL_JSON_INVALID', this.#position, { expected, found });
  }
}
