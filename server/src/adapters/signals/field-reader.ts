/**
 * Reads typed fields out of a JSON object that a stranger wrote. Names are matched without case, underscores, hyphens,
 * dots and blanks (`stopLoss` = `stop_loss`), and a field may have synonyms: several of them may be present only when
 * they say the same. Null and an empty text mean that the field was not sent; a number is never guessed from a text.
 * What nobody asked for is remembered, so that the trail can show it as ignored.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isNegative, isZero } from '#domain/decimal.ts';
import type { SignalErrorCode } from '#domain/signal.ts';
import { evaluateNumber } from './arithmetic.ts';
import { toBoolean, toNumberText, toText } from './field-values.ts';
import { nearestName } from './nearest-name.ts';
import { refuse, shown } from './signal-refusal.ts';
import { parseSignalTime } from './signal-time.ts';
import { isJsonArray, isJsonObject } from './json-value.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

const TEXT_LENGTH_MAX = 256;
const LONG_TEXT_LENGTH_MAX = 2048;

interface Entry {
  readonly key: string;
  readonly value: JsonValue;
}

/** Reads one value; undefined when it counts as not sent. */
type Convert<T> = (value: JsonValue, field: string) => T | undefined;

type Index = ReadonlyMap<string, readonly Entry[]>;

/** The newest index, for all grammars that look at the same object one after the other. A WeakMap would cost the collector dear. */
let newest: { readonly object: JsonObject; readonly index: Index } | undefined;
/** The names that the grammars ask for, folded once: a fixed set, since senders' names never get in here. */
const foldedNames = new Map<string, string>();
const NOTHING: readonly Entry[] = [];

/** The form in which names and words are compared. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[_\-.\s]/g, '');
}

function foldAskedName(name: string): string {
  const known = foldedNames.get(name);
  if (known !== undefined) return known;
  const folded = foldName(name);
  foldedNames.set(name, folded);
  return folded;
}

function indexOf(object: JsonObject): Index {
  if (newest?.object === object) return newest.index;
  const index = new Map<string, Entry[]>();
  for (const [key, value] of object) {
    const folded = foldName(key);
    const entries = index.get(folded);
    if (entries === undefined) index.set(folded, [{ key, value }]);
    else entries.push({ key, value });
  }
  newest = { object, index };
  return index;
}

/** The exact value of a numeric text. Refuses anything else with SIGNAL_NUMBER_INVALID, naming the field. */
export function requireNumber(text: string, field: string): Decimal {
  return evaluateNumber(text) ?? refuse('SIGNAL_NUMBER_INVALID', { field, value: shown(text) });
}

export class FieldReader {
  readonly #object: JsonObject;
  readonly #index: Index;
  readonly #used = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #children: FieldReader[] = [];
  readonly #path: string;

  /** `path` stands before the field names in errors: `stopLoss.` for the members of `stopLoss`. */
  constructor(object: JsonObject, path = '') {
    this.#path = path;
    this.#object = object;
    this.#index = indexOf(object);
  }

  /** Whether one of the names is there with a value other than null. Does not count as using it. */
  has(...names: readonly string[]): boolean {
    return this.#find(names).some((entry) => entry.value !== null);
  }

  /** The raw value under the first of the names that is there. Does not count as using it. */
  peek(...names: readonly string[]): JsonValue | undefined {
    return this.#find(names)[0]?.value;
  }

  /** Counts the fields as known although nothing follows from them. */
  skip(...names: readonly string[]): void {
    for (const entry of this.#find(names)) this.#used.add(entry.key);
  }

  /** Counts the fields as understood and left out by the format's own rules: shown as ignored, and no cause for alarm. */
  leaveOut(...names: readonly string[]): void {
    for (const entry of this.#find(names)) this.#leftOut.add(entry.key);
  }

  /** A short text, trimmed; a number gives its own text. */
  text(...names: readonly string[]): string | undefined {
    return this.#read(names, (value, field) => toText(value, field, TEXT_LENGTH_MAX));
  }

  /** A text that a person wrote: a comment, a message. */
  longText(...names: readonly string[]): string | undefined {
    return this.#read(names, (value, field) => toText(value, field, LONG_TEXT_LENGTH_MAX));
  }

  /** Like {@link text}; refuses with SIGNAL_FIELD_MISSING when nothing was sent. */
  requireText(...names: readonly string[]): string {
    return this.text(...names) ?? this.refuseMissing(names[0] ?? '');
  }

  /** A numeric field before it is calculated, for formats in which it may carry a unit (`10%`, `$100`). */
  numberText(...names: readonly string[]): string | undefined {
    return this.#read(names, toNumberText);
  }

  decimal(...names: readonly string[]): Decimal | undefined {
    return this.#read(names, (value, field) => {
      const text = toNumberText(value, field);
      return text === undefined ? undefined : requireNumber(text, field);
    });
  }

  /** A number that may be zero but not negative (a level, where zero means none). */
  unsignedDecimal(...names: readonly string[]): Decimal | undefined {
    return this.#bounded(names, isNegative);
  }

  /** A number above zero: an explicit zero is refused, never replaced. */
  positiveDecimal(...names: readonly string[]): Decimal | undefined {
    return this.#bounded(names, (value) => isNegative(value) || isZero(value));
  }

  boolean(...names: readonly string[]): boolean | undefined {
    return this.#read(names, toBoolean);
  }

  /** A time in ms UTC. */
  time(...names: readonly string[]): number | undefined {
    return this.#read(names, (value, field) => {
      const text = toText(value, field, TEXT_LENGTH_MAX);
      if (text === undefined) return undefined;
      return parseSignalTime(text) ?? refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
    });
  }

  /** A word out of a table keyed by folded words. Refuses another word with `code`, naming the nearest one. */
  choice<T>(table: ReadonlyMap<string, T>, names: readonly string[], code: SignalErrorCode): T | undefined {
    return this.#read(names, (value, field) => {
      const text = toText(value, field, TEXT_LENGTH_MAX);
      if (text === undefined) return undefined;
      const chosen = table.get(foldName(text));
      if (chosen !== undefined) return chosen;
      const nearest = nearestName(foldName(text), table.keys());
      return refuse(code, { field, value: shown(text), ...(nearest === undefined ? {} : { nearest }) });
    });
  }

  /** A nested object, read with the same care; what it leaves unused is ignored with its path. */
  object(...names: readonly string[]): FieldReader | undefined {
    return this.#read(names, (value, field) => {
      if (value === null) return undefined;
      if (!isJsonObject(value)) return refuse('SIGNAL_FIELD_INVALID', { field, expected: 'an object' });
      const child = new FieldReader(value, `${field}.`);
      this.#children.push(child);
      return child;
    });
  }

  array(...names: readonly string[]): readonly JsonValue[] | undefined {
    return this.#read(names, (value, field) => {
      if (value === null) return undefined;
      return isJsonArray(value) ? value : refuse('SIGNAL_FIELD_INVALID', { field, expected: 'a list' });
    });
  }

  /** The fields that were sent and never asked for, in the order in which they came. */
  ignored(): readonly string[] {
    const unused = [...this.#object.keys()].filter((key) => !this.#used.has(key));
    const own = unused.map((key) => shown(this.#path + key));
    return [...own, ...this.#children.flatMap((child) => child.ignored())];
  }

  /** The ignored fields that nobody left out on purpose, each with its whole name and its value. */
  unread(): readonly { readonly name: string; readonly value: JsonValue }[] {
    const own = [...this.#object].filter(([key]) => !this.#used.has(key) && !this.#leftOut.has(key));
    const named = own.map(([key, value]) => ({ name: this.#path + key, value }));
    return [...named, ...this.#children.flatMap((child) => child.unread())];
  }

  refuseMissing(name: string): never {
    return refuse('SIGNAL_FIELD_MISSING', { field: this.#path + name });
  }

  #bounded(names: readonly string[], isRefused: (value: Decimal) => boolean): Decimal | undefined {
    return this.#read(names, (value, field) => {
      const text = toNumberText(value, field);
      if (text === undefined) return undefined;
      const number = requireNumber(text, field);
      return isRefused(number) ? refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) }) : number;
    });
  }

  #find(names: readonly string[]): readonly Entry[] {
    let found: readonly Entry[] = NOTHING;
    for (const name of names) {
      const entries = this.#index.get(foldAskedName(name));
      if (entries !== undefined) found = found === NOTHING ? entries : [...found, ...entries];
    }
    return found;
  }

  #read<T>(names: readonly string[], convert: Convert<T>): T | undefined {
    let first: { readonly field: string; readonly value: T } | undefined;
    for (const entry of this.#find(names)) {
      this.#used.add(entry.key);
      const field = this.#path + entry.key;
      const value = convert(entry.value, shown(field));
      if (value === undefined) continue;
      if (first === undefined) first = { field, value };
      else if (!isSame(first.value, value)) {
        refuse('SIGNAL_FIELD_CONFLICT', { field: shown(first.field), other: shown(field) });
      }
    }
    return first?.value;
  }
}

function isSame(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return left === right;
}
