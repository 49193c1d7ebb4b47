/**
 * The names under which the grammars ask for fields. Names are compared without case, underscores, hyphens, dots and
 * blanks (`stopLoss` = `stop_loss`), and every name that is ever asked for is folded and numbered once, when its module
 * loads, so that reading a text compares numbers. Senders' names are looked up here and never added.
 */

/** One field under all its names, made by {@link fieldNames}. */
export interface FieldNames {
  /** As the grammar spells them; of two that fold to the same, the first. */
  readonly names: readonly string[];
  /** The number of each of the names. */
  readonly slots: readonly number[];
  /** By the number of a name: which of the names it is, counted from 1; 0 for any other name. */
  readonly ranks: Uint8Array;
  /** The bits of all the names: without one of them in common, an object has none of the names. */
  readonly low: number;
  readonly high: number;
}

/** What a name that no grammar asks for has for a number. */
export const NO_SLOT = -1;
const BITS = 31;
/** More names than all grammars together ask for. */
const SLOTS_MAX = 512;
const NOT_FOLDED = /[_\-.\s]/g;

interface KnownName {
  readonly folded: string;
  readonly slot: number;
}

/** The numbers of the names asked for, by their folded form and as spelled. */
const slots = new Map<string, number>();
/** The same by the code of the folded form, which takes no string to find out. */
const byCode = new Map<number, KnownName>();
let slotCount = 0;
/** From the first look-up on there are no new names: an object indexed before would hide them. */
let isSealed = false;

/** The form in which names and words are compared. */
export function foldName(name: string): string {
  return isFolded(name) ? name : name.toLowerCase().replace(NOT_FOLDED, '');
}

/** Whether a name is small letters and digits only: its own folded form. Some others are too and take the longer way. */
function isFolded(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    const isPlain = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
    if (!isPlain) return false;
  }
  return true;
}

/**
 * A field and its synonyms, separated by blanks. For constants of a module: each name is kept for good, and a new one
 * after the first object was read throws.
 */
export function fieldNames(words: string): FieldNames {
  const names: string[] = [];
  const numbers: number[] = [];
  for (const name of words.split(' ')) {
    const slot = register(name);
    if (numbers.includes(slot)) continue;
    names.push(name);
    numbers.push(slot);
  }
  return withBits(names, numbers);
}

/** All names of several fields as one field. */
export function joinedNames(fields: readonly FieldNames[]): FieldNames {
  const [only] = fields;
  if (only !== undefined && fields.length === 1) return only;
  return withBits(
    fields.flatMap(({ names }) => names),
    fields.flatMap((field) => field.slots),
  );
}

/** A table of fields that have no synonyms. */
export function fieldTable<T extends string>(names: readonly T[]): Readonly<Record<T, FieldNames>> {
  return Object.fromEntries(names.map((name) => [name, fieldNames(name)])) as Record<T, FieldNames>;
}

/** The number of a name as a sender wrote it; {@link NO_SLOT} when nobody asks for it. */
export function slotOf(key: string): number {
  isSealed = true;
  return slots.get(key) ?? slotOfFolded(key);
}

function slotOfFolded(key: string): number {
  const code = codeOf(key);
  if (code === undefined) return slots.get(foldName(key)) ?? NO_SLOT;
  const known = byCode.get(code);
  return known !== undefined && foldsTo(key, known.folded) ? known.slot : NO_SLOT;
}

/** A number that all names have which fold to the same. Undefined for what only {@link foldName} can fold. */
function codeOf(name: string): number | undefined {
  let code = 0;
  for (let index = 0; index < name.length; index += 1) {
    const folded = foldCharacter(name.charCodeAt(index));
    if (folded === undefined) return undefined;
    if (folded !== 0) code = (Math.imul(code, 31) + folded) | 0;
  }
  return code;
}

function foldsTo(name: string, folded: string): boolean {
  let at = 0;
  for (let index = 0; index < name.length; index += 1) {
    const code = foldCharacter(name.charCodeAt(index));
    if (code === 0) continue;
    if (code !== folded.charCodeAt(at)) return false;
    at += 1;
  }
  return at === folded.length;
}

/** Small letters and digits as they are, capitals small, what {@link foldName} leaves out as 0; no other character. */
function foldCharacter(code: number): number | undefined {
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return code;
  if (code >= 0x41 && code <= 0x5a) return code + 0x20;
  return code === 0x5f || code === 0x2d || code === 0x2e || code === 0x20 ? 0 : undefined;
}

/** A number's bit in the low or the high word; the other word has none. */
export function lowBit(slot: number): number {
  const bit = slot % (2 * BITS);
  return bit < BITS ? 1 << bit : 0;
}

export function highBit(slot: number): number {
  const bit = slot % (2 * BITS);
  return bit < BITS ? 0 : 1 << (bit - BITS);
}

function register(name: string): number {
  const folded = foldName(name);
  let slot = slots.get(folded);
  if (slot === undefined) {
    if (isSealed) throw new Error(`the field ${name} is named after the first object was read`);
    slot = slotCount;
    slotCount += 1;
    slots.set(folded, slot);
    const code = codeOf(folded);
    if (slot >= SLOTS_MAX || code === undefined || byCode.has(code)) throw new Error(`${name} can't be a field`);
    byCode.set(code, { folded, slot });
  }
  slots.set(name, slot);
  return slot;
}

function withBits(names: readonly string[], numbers: readonly number[]): FieldNames {
  const ranks = new Uint8Array(SLOTS_MAX);
  for (const [index, slot] of numbers.entries()) ranks[slot] ||= index + 1;
  return {
    names,
    slots: numbers,
    ranks,
    low: numbers.reduce((bits, slot) => bits | lowBit(slot), 0),
    high: numbers.reduce((bits, slot) => bits | highBit(slot), 0),
  };
}
