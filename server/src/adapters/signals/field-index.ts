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
  #low = 0;
  #high = 0;

  constructor(object: JsonObject) {
    const entries: FieldEntry[] = [];
    const last = new Map<number, FieldEntry>();
    for (const [key, value] of object) {
      const entry: FieldEntry = { key, value, slot: slotOf(key), position: entries.length, next: undefined };
      entries.push(entry);
      if (entry.slot !== NO_SLOT) this.#add(entry, last);
    }
    this.entries = entries;
  }

  /** The first member under the number of a name; the others follow from it. */
  find(slot: number): FieldEntry | undefined {
    for (const head of this.#heads) if (head.slot === slot) return head;
    return undefined;
  }

  /** False when none of the names is there; true decides nothing. */
  mayHold(names: FieldNames): boolean {
    return (names.low & this.#low) !== 0 || (names.high & this.#high) !== 0;
  }

  /** Whether one of the names is there with a value other than null. */
  has(names: FieldNames): boolean {
    return this.firstOf(names) !== undefined;
  }

  /** The raw value under the first of the names that is there. */
  peek(names: FieldNames): JsonValue | undefined {
    if (!this.mayHold(names)) return undefined;
    for (const slot of names.slots) {
      const entry = this.find(slot);
      if (entry !== undefined) return entry.value;
    }
    return undefined;
  }

  /** The first of the names, as the grammar spells it, that is there with a value other than null. */
  firstOf(names: FieldNames): string | undefined {
    if (!this.mayHold(names)) return undefined;
    for (let index = 0; index < names.slots.length; index += 1) {
      for (let entry = this.find(names.slots[index] ?? NO_SLOT); entry !== undefined; entry = entry.next) {
        if (entry.value !== null) return names.names[index];
      }
    }
    return undefined;
  }

  #add(entry: FieldEntry, last: Map<number, FieldEntry>): void {
    const { slot } = entry;
    const before = last.get(slot);
    last.set(slot, entry);
    if (before !== undefined) {
      before.next = entry;
      return;
    }
    this.#heads.push(entry);
    this.#low |= lowBit(slot);
    this.#high |= highBit(slot);
  }
}
