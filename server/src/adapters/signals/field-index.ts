/**
 * The fields of one JSON object by the numbers of their names (see field-names.ts): what all grammars share that look at
 * the same text one after the other. Most questions are for fields that are not there, and are answered by two bit words.
 */
import type { FieldNames } from './field-names.ts';
import { NO_SLOT, highBit, lowBit, slotOf } from './field-names.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

/** One member of the object. */
export interface FieldEntry {
  /** As the sender wrote it. */
  readonly key: string;
  readonly value: JsonValue;
  readonly slot: number;
  /** The how-manieth member it is. */
  readonly position: number;
  /** The next member whose name folds to the same. */
  next: FieldEntry | undefined;
}

/** The newest index, for all grammars that look at the same object. A WeakMap would cost the collector dear. */
let newest: { readonly object: JsonObject; readonly index: FieldIndex } | undefined;

/** The index of an object. */
export function indexOf(object: JsonObject): FieldIndex {
  if (newest?.object !== object) newest = { object, index: new FieldIndex(object) };
  return newest.index;
}

export class FieldIndex {
  /** Every member, in the order in which they came. */
  readonly entries: readonly FieldEntry[];
  /** The first member of each name that somebody asks for: never more than there are such names. */
  readonly #heads: FieldEntry[] = [];
  /** Its last member, where there are several. */
  #tails: Map<number, FieldEntry> | undefined;
  #low = 0;
  #high = 0;

  constructor(object: JsonObject) {
    const entries: FieldEntry[] = [];
    for (const [key, value] of object) {
      const entry: FieldEntry = { key, value, slot: slotOf(key), position: entries.length, next: undefined };
      entries.push(entry);
      if (entry.slot !== NO_SLOT) this.#add(entry);
    }
    this.entries = entries;
  }

  /** The first member under the number of a name; the others follow from it. */
  #find(slot: number): FieldEntry | undefined {
    const heads = this.#heads;
    for (let index = 0; index < heads.length; index += 1) {
      const head = heads[index];
      if (head?.slot === slot) return head;
    }
    return undefined;
  }

  /** The first member under the first of the names that is there. */
  first(names: FieldNames): FieldEntry | undefined {
    if ((names.low & this.#low) === 0 && (names.high & this.#high) === 0) return undefined;
    const heads = this.#heads;
    let first: FieldEntry | undefined;
    let firstRank = 0;
    for (let index = 0; index < heads.length; index += 1) {
      const head = heads[index];
      const rank = head === undefined ? 0 : (names.ranks[head.slot] ?? 0);
      if (rank === 0 || (first !== undefined && rank > firstRank)) continue;
      first = head;
      firstRank = rank;
    }
    return first;
  }

  /** The member after `entry` under one of the names, name by name, each in the order in which they came. */
  after(entry: FieldEntry, names: FieldNames): FieldEntry | undefined {
    if (entry.next !== undefined) return entry.next;
    for (let rank = names.ranks[entry.slot] ?? 0; rank < names.slots.length; rank += 1) {
      const next = this.#find(names.slots[rank] ?? NO_SLOT);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  /** Whether one of the names is there with a value other than null. */
  has(names: FieldNames): boolean {
    return this.#firstSent(names) !== undefined;
  }

  /** The raw value under the first of the names that is there. */
  peek(names: FieldNames): JsonValue | undefined {
    return this.first(names)?.value;
  }

  /** The first of the names, as the grammar spells it, that is there with a value other than null. */
  firstOf(names: FieldNames): string | undefined {
    const entry = this.#firstSent(names);
    return entry === undefined ? undefined : names.names[(names.ranks[entry.slot] ?? 0) - 1];
  }

  #firstSent(names: FieldNames): FieldEntry | undefined {
    let entry = this.first(names);
    while (entry?.value === null) entry = this.after(entry, names);
    return entry;
  }

  #add(entry: FieldEntry): void {
    const { slot } = entry;
    const low = lowBit(slot);
    const high = highBit(slot);
    const head = (low & this.#low) === 0 && (high & this.#high) === 0 ? undefined : this.#find(slot);
    if (head !== undefined) {
      this.#tails ??= new Map();
      (this.#tails.get(slot) ?? head).next = entry;
      this.#tails.set(slot, entry);
      return;
    }
    this.#heads.push(entry);
    this.#low |= low;
    this.#high |= high;
  }
}
