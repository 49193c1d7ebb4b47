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
import type { JsonObject, JsonValue } from './json-value.ts';

export type JsonOutcome =
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'refused'; readonly error: SignalError };

export const JSON_DEPTH_MAX = 32;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const BLANKS = /[ \t\r\n]*/y;
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

function describeFault(text: string, fault: JsonFault): SignalError {
  const before = text.slice(0, fault.position);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = String(before.split('\n').length);
  const column = String(fault.position - lineStart + 1);
  return { code: fault.code, values: { line, column, position: `${line}:${column}`, ...fault.values } };
}

/** Not a control character, a quote or a backslash; false at the end of the text, where the code is NaN. */
function isPlainCharacter(code: number): boolean {
  return code >= 0x20 && code !== 0x22 && code !== 0x5c;
}

class JsonReader {
  readonly #text: string;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readWhole(): JsonValue {
    this.#match(SURROUNDING_BLANKS);
    const value = this.#readValue();
    this.#match(SURROUNDING_BLANKS);
    if (this.#position < this.#text.length) throw this.#unexpected('the end of the text');
    return value;
  }

  #readValue(): JsonValue {
    switch (this.#text.charAt(this.#position)) {
      case '{':
        return this.#nested(() => this.#readObject());
      case '[':
        return this.#nested(() => this.#readArray());
      case '"':
        return this.#readString();
      case 't':
        return this.#readWord('true', true);
      case 'f':
        return this.#readWord('false', false);
      case 'n':
        return this.#readWord('null', null);
      default:
        return this.#readNumber();
    }
  }

  #nested<T>(read: () => T): T {
    if (this.#depth >= JSON_DEPTH_MAX) {
      throw new JsonFault('SIGNAL_JSON_TOO_DEEP', this.#position, { limit: String(JSON_DEPTH_MAX) });
    }
    this.#depth += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #readObject(): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#position += 1;
    this.#match(BLANKS);
    while (!this.#take('}')) {
      const keyPosition = this.#position;
      if (this.#text.charAt(keyPosition) !== '"') throw this.#unexpected('a quoted key');
      const key = this.#readString();
      this.#checkKey(key, keyPosition, members);
      this.#match(BLANKS);
      if (!this.#take(':')) throw this.#unexpected('a colon');
      this.#match(BLANKS);
      members.set(key, this.#readValue());
      this.#readSeparator('}');
    }
    return members;
  }

  #checkKey(key: string, position: number, members: JsonObject): void {
    if (members.has(key)) throw new JsonFault('SIGNAL_JSON_DUPLICATE_KEY', position, { key, field: key });
    if (FORBIDDEN_KEYS.has(key)) {
      throw new JsonFault('SIGNAL_JSON_INVALID', position, { expected: 'a plain key', found: key });
    }
  }

  #readArray(): readonly JsonValue[] {
    const items: JsonValue[] = [];
    this.#position += 1;
    this.#match(BLANKS);
    while (!this.#take(']')) {
      items.push(this.#readValue());
      this.#readSeparator(']');
    }
    return items;
  }

  /** A comma, or the closing bracket left in place; a comma right before the bracket is tolerated. */
  #readSeparator(closing: '}' | ']'): void {
    this.#match(BLANKS);
    if (this.#take(',')) this.#match(BLANKS);
    else if (this.#text.charAt(this.#position) !== closing) throw this.#unexpected(`a comma or ${closing}`);
  }

  #readString(): string {
    const start = this.#position;
    const parts: string[] = [];
    this.#position += 1;
    for (;;) {
      parts.push(this.#readPlainCharacters());
      if (this.#take('"')) break;
      if (!this.#take('\\')) throw this.#unexpected('a closing quote');
      parts.push(this.#readEscape());
    }
    const value = parts.join('');
    if (!value.isWellFormed()) {
      throw new JsonFault('SIGNAL_JSON_INVALID', start, { expected: 'whole characters', found: 'a lone surrogate' });
    }
    return value;
  }

  #readPlainCharacters(): string {
    const start = this.#position;
    while (isPlainCharacter(this.#text.charCodeAt(this.#position))) this.#position += 1;
    return this.#text.slice(start, this.#position);
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

  #take(character: string): boolean {
    if (this.#text.charAt(this.#position) !== character) return false;
    this.#position += 1;
    return true;
  }

  /** Only one character of the text is quoted: the text may hold a secret. */
  #unexpected(expected: string): JsonFault {
    const code = this.#text.codePointAt(this.#position);
    const found = code === undefined ? 'the end of the text' : String.fromCodePoint(code);
    return new JsonFault('SIGNAL_JSON_INVALID', this.#position, { expected, found });
  }
}
