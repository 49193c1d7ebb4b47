/**
 * Reads typed fields out of a JSON object that a stranger wrote. A field may have synonyms (see field-names.ts): several
 * of them may be present only when they say the same. Null and an empty text mean that the field was not sent, save for sizes
 * (see {@link FieldReader.refuseNull}); a number is never guessed from a text. What nobody asked for is remembered, so that the trail can show it as ignored.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { SignalErrorCode } from '#domain/signal.ts';
import type { FieldEntry, FieldIndex } from './field-index.ts';
import { indexOf } from './field-index.ts';
import type { FieldNames } from './field-names.ts';
import { foldName } from './field-names.ts';
import {
  toArray,
  toBoolean,
  toDecimal,
  toLongText,
  toNumberText,
  toPositiveDecimal,
  toShortText,
  toTime,
  toUnsignedDecimal,
} from './field-values.ts';
import { nearestName } from './nearest-name.ts';
import { refuse, shown } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import { wordOf } from './word-table.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

/** Reads one value; undefined when it counts as not sent. */
type Convert<T> = (value: JsonValue, field: string) => T | undefined;

export class FieldReader {
  readonly #index: FieldIndex;
  /** By the position of the field. */
  readonly #used: boolean[] = [];
  #usedCount = 0;
  readonly #path: string;
  #leftOut: Set<string> | undefined;
  #children: FieldReader[] | undefined;

  /** `path` stands before the field names in errors: `stopLoss.` for the members of `stopLoss`. */
  constructor(object: JsonObject, path = '') {
    this.#path = path;
    this.#index = indexOf(object);
  }

  /** Whether one of the names is there with a value other than null. Does not count as using it. */
  has(names: FieldNames): boolean {
    return this.#index.has(names);
  }

  /** Whether one of the names is there with whatever value. Does not count as using it. */
  holds(names: FieldNames): boolean {
    return this.#index.peek(names) !== undefined;
  }

  /** The first of the names that {@link has} finds, as the grammar spells it. */
  firstOf(names: FieldNames): string | undefined {
    return this.#index.firstOf(names);
  }

  /** The raw value under the first of the names that is there. Does not count as using it. */
  peek(names: FieldNames): JsonValue | undefined {
    return this.#index.peek(names);
  }

  /**
   * Refuses a null under one of the names with SIGNAL_NUMBER_INVALID: for sizes, whose number may not have arrived, and for
   * which something else would be traded then.
   */
  refuseNull(names: FieldNames): void {
    for (let entry = this.#index.first(names); entry !== undefined; entry = this.#index.after(entry, names)) {
      if (entry.value === null) {
        refuse('SIGNAL_NUMBER_INVALID', { field: shown(this.#path + entry.key), value: 'null' });
      }
    }
  }

  /** Counts the fields as known although nothing follows from them. */
  skip(names: FieldNames): void {
    for (let entry = this.#index.first(names); entry !== undefined; entry = this.#index.after(entry, names)) {
      this.#use(entry);
    }
  }

  /** Counts the fields as understood and left out by the format's own rules: shown as ignored, and no cause for alarm. */
  leaveOut(names: FieldNames): void {
    for (let entry = this.#index.first(names); entry !== undefined; entry = this.#index.after(entry, names)) {
      this.#leftOut ??= new Set();
      this.#leftOut.add(entry.key);
    }
  }

  /** A short text, trimmed; a number gives its own text. */
  text(names: FieldNames): string | undefined {
    return this.#read(names, toShortText);
  }

  /** A text that a person wrote: a comment, a message. */
  longText(names: FieldNames): string | undefined {
    return this.#read(names, toLongText);
  }

  /** Like {@link text}; refuses with SIGNAL_FIELD_MISSING when nothing was sent. */
  requireText(names: FieldNames): string {
    return this.text(names) ?? this.refuseMissing(names.names[0] ?? '');
  }

  /** A numeric field before it is calculated, for formats in which it may carry a unit (`10%`, `$100`). */
  numberText(names: FieldNames): string | undefined {
    return this.#read(names, toNumberText);
  }

  decimal(names: FieldNames): Decimal | undefined {
    return this.#read(names, toDecimal);
  }

  /** A number that may be zero but not negative (a level, where zero means none). */
  unsignedDecimal(names: FieldNames): Decimal | undefined {
    return this.#read(names, toUnsignedDecimal);
  }

  /** A number above zero: an explicit zero is refused, never replaced. */
  positiveDecimal(names: FieldNames): Decimal | undefined {
    return this.#read(names, toPositiveDecimal);
  }

  boolean(names: FieldNames): boolean | undefined {
    return this.#read(names, toBoolean);
  }

  /** A time in ms UTC. */
  time(names: FieldNames): number | undefined {
    return this.#read(names, toTime);
  }

  /** A word out of a table keyed by folded words. Refuses another word with `code`, naming the nearest one. */
  choice<T>(table: ReadonlyMap<string, T>, names: FieldNames, code: SignalErrorCode): T | undefined {
    if (this.#index.first(names) === undefined) return undefined;
    return this.#read(names, (value, field) => {
      const text = toShortText(value, field);
      if (text === undefined) return undefined;
      const chosen = wordOf(table, text);
      if (chosen !== undefined) return chosen;
      const nearest = nearestName(foldName(text), table.keys());
      return refuse(code, { field, value: shown(text), ...(nearest === undefined ? {} : { nearest }) });
    });
  }

  /** A nested object, read with the same care; what it leaves unused is ignored with its path. */
  object(names: FieldNames): FieldReader | undefined {
    if (this.#index.first(names) === undefined) return undefined;
    return this.#read(names, (value, field) => {
      if (value === null) return undefined;
      if (!isJsonObject(value)) return refuse('SIGNAL_FIELD_INVALID', { field, expected: 'an object' });
      const child = new FieldReader(value, `${field}.`);
      (this.#children ??= []).push(child);
      return child;
    });
  }

  array(names: FieldNames): readonly JsonValue[] | undefined {
    return this.#read(names, toArray);
  }

  /** The fields that were sent and never asked for, in the order in which they came. */
  ignored(): readonly string[] {
    const own = this.#unused().map(({ key }) => shown(this.#path + key));
    return [...own, ...(this.#children ?? NO_CHILDREN).flatMap((child) => child.ignored())];
  }

  /** The ignored fields that nobody left out on purpose, each with its whole name and its value. */
  unread(): readonly { readonly name: string; readonly value: JsonValue }[] {
    const leftOut = this.#leftOut;
    const own = this.#unused().filter(({ key }) => leftOut?.has(key) !== true);
    const named = own.map(({ key, value }) => ({ name: this.#path + key, value }));
    return [...named, ...(this.#children ?? NO_CHILDREN).flatMap((child) => child.unread())];
  }

  refuseMissing(name: string): never {
    return refuse('SIGNAL_FIELD_MISSING', { field: this.#path + name });
  }

  #use({ position }: FieldEntry): void {
    if (this.#used[position] === true) return;
    this.#used[position] = true;
    this.#usedCount += 1;
  }

  #unused(): readonly FieldEntry[] {
    if (this.#usedCount === this.#index.entries.length) return NO_ENTRIES;
    return this.#index.entries.filter(({ position }) => this.#used[position] !== true);
  }

  #read<T>(names: FieldNames, convert: Convert<T>): T | undefined {
    const index = this.#index;
    let first: T | undefined;
    let firstField = '';
    for (let entry = index.first(names); entry !== undefined; entry = index.after(entry, names)) {
      this.#use(entry);
      const field = this.#path === '' ? entry.key : this.#path + entry.key;
      const value = convert(entry.value, shown(field));
      if (value === undefined) continue;
      if (first === undefined) {
        first = value;
        firstField = field;
      } else if (!isSame(first, value)) {
        refuse('SIGNAL_FIELD_CONFLICT', { field: shown(firstField), other: shown(field) });
      }
    }
    return first;
  }
}

const NO_CHILDREN: readonly FieldReader[] = [];
const NO_ENTRIES: readonly FieldEntry[] = [];

function isSame(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  return left === right;
}
