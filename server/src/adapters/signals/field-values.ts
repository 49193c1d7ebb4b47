/**
 * What a JSON value counts as, field by field: a text, the text of a number, a yes or no. Null and the empty text mean
 * that a field was not sent; everything that is not plainly of the kind is refused by the name of its field.
 */
import { refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonArray } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

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
