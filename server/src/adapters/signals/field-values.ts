/**
 * What a JSON value counts as, field by field: a text, the text of a number, a yes or no. Null and the empty text mean
 * that a field was not sent; everything that is not plainly of the kind is refused by the name of its field.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isNegative, isPositive } from '#domain/decimal.ts';
import { evaluateNumber } from './arithmetic.ts';
import { refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonArray } from './json-value.ts';
import type { JsonValue } from './json-value.ts';
import { parseSignalTime } from './signal-time.ts';

const TEXT_LENGTH_MAX = 256;
const LONG_TEXT_LENGTH_MAX = 2048;
const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1', 'yes']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0', 'no']);

/** A trimmed text; a number gives its own. Undefined for null and for nothing but blanks. */
export function toText(value: JsonValue, field: string, lengthMax: number): string | undefined {
  if (value === null) return undefined;
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== 'string') return refuse('SIGNAL_FIELD_INVALID', { field, expected: 'a text' });
  const text = value.trim();
  if (text.length > lengthMax) {
    return refuse('SIGNAL_FIELD_INVALID', { field, expected: `at most ${lengthMax} characters` });
  }
  return text === '' ? undefined : text;
}

/** The text of a numeric field, before it is calculated; undefined for null. An empty text is no number. */
export function toNumberText(value: JsonValue, field: string): string | undefined {
  if (value === null) return undefined;
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== 'string') return refuse('SIGNAL_NUMBER_INVALID', { field, value: describe(value) });
  const text = value.trim();
  return text === '' ? refuse('SIGNAL_NUMBER_INVALID', { field, value: '' }) : text;
}

/** The exact value of a numeric text. Refuses anything else with SIGNAL_NUMBER_INVALID, naming the field. */
export function requireNumber(text: string, field: string): Decimal {
  return evaluateNumber(text) ?? refuse('SIGNAL_NUMBER_INVALID', { field, value: shown(text) });
}

/** A text as {@link toText} reads it, of the length that names and words have. */
export function toShortText(value: JsonValue, field: string): string | undefined {
  return toText(value, field, TEXT_LENGTH_MAX);
}

/** A text that a person wrote. */
export function toLongText(value: JsonValue, field: string): string | undefined {
  return toText(value, field, LONG_TEXT_LENGTH_MAX);
}

/** The exact value of a numeric field; undefined for null. */
export function toDecimal(value: JsonValue, field: string): Decimal | undefined {
  const text = toNumberText(value, field);
  return text === undefined ? undefined : requireNumber(text, field);
}

/** A number that may be zero but not negative. */
export function toUnsignedDecimal(value: JsonValue, field: string): Decimal | undefined {
  const number = toDecimal(value, field);
  return number !== undefined && isNegative(number) ? refuseNumber(value, field) : number;
}

/** A number above zero. */
export function toPositiveDecimal(value: JsonValue, field: string): Decimal | undefined {
  const number = toDecimal(value, field);
  return number !== undefined && !isPositive(number) ? refuseNumber(value, field) : number;
}

function refuseNumber(value: JsonValue, field: string): never {
  return refuse('SIGNAL_FIELD_INVALID', { field, value: shown(toNumberText(value, field) ?? '') });
}

/** A time in ms UTC; undefined for null and the empty text. */
export function toTime(value: JsonValue, field: string): number | undefined {
  const text = toShortText(value, field);
  if (text === undefined) return undefined;
  return parseSignalTime(text) ?? refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
}

/** A list; undefined for null. */
export function toArray(value: JsonValue, field: string): readonly JsonValue[] | undefined {
  if (value === null) return undefined;
  return isJsonArray(value) ? value : refuse('SIGNAL_FIELD_INVALID', { field, expected: 'a list' });
}

/** A yes or no in the words that senders use; undefined for null and the empty text. */
export function toBoolean(value: JsonValue, field: string): boolean | undefined {
  if (value === null || typeof value === 'boolean') return value ?? undefined;
  const word = value instanceof JsonNumber ? value.text : value;
  if (typeof word === 'string') {
    const folded = word.trim().toLowerCase();
    if (folded === '') return undefined;
    if (TRUE_WORDS.has(folded)) return true;
    if (FALSE_WORDS.has(folded)) return false;
  }
  return refuse('SIGNAL_FIELD_INVALID', { field, value: typeof word === 'string' ? shown(word) : describe(value) });
}

function describe(value: JsonValue): string {
  if (isJsonArray(value)) return 'a list';
  return value instanceof Map ? 'an object' : JSON.stringify(value);
}
