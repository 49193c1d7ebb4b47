/**
 * Foreign formats ignore what they don't know. A stop-loss must not get lost that way: an unread field whose name is that
 * of a protection, or one slip of the finger away from it, refuses a signal that would trade without it. Moving stops are
 * refused by name, since nothing here moves them. Whatever is switched off (`false`, `0`, empty) asks for nothing.
 */
import { evaluateNumber } from './arithmetic.ts';
import { foldName } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { editDistance, sortedWords } from './nearest-name.ts';
import { refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonArray, isJsonObject } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

interface Protection {
  readonly name: string;
  readonly folded: string;
  readonly words: string | undefined;
  readonly letters: number;
  /** How many letters may differ: few enough that no usual name of something else comes so near. */
  readonly slips: number;
}

const CODE_OF_A = 0x61;
const UNIT_ENDS = ['', '_price', '_percent', '_pct', '_pips', '_points', '_amount'];
const PROTECTIONS: readonly Protection[] = [
  ...UNIT_ENDS.flatMap((end) => [protection(`stop_loss${end}`, 2), protection(`take_profit${end}`, 2)]),
  ...UNIT_ENDS.flatMap((end) => [
    protection(`sl${end}`, end === '' ? 0 : 1),
    protection(`tp${end}`, end === '' ? 0 : 1),
  ]),
  protection('limit_price', 1),
  protection('stop_price', 1),
  protection('trigger_price', 2),
  protection('reduce_only', 2),
  protection('post_only', 1),
];
/** Misspelt it is refused, spelt right it may be left unread: it bounds no loss. */
const LEVERAGE = protection('leverage', 1);
const MOVING = /trail|breakeven|^tsl$/;
/** `sl_ticks`, `tpDistance`, `stopLossTicks`: a level in a unit that nobody here knows. */
const LEVEL_NAMES = [
  /^(?:sl|tp)(?=[_.\d-])/i,
  /^(?:sl|tp)(?=[A-Z])/,
  /^(?:stop[_-]?loss|take[_-]?profit)/i,
  /^(?:stop|limit)$/i,
];
/** Where senders put what is meant for themselves. */
const REMARKS: ReadonlySet<string> = new Set(['extras', 'extra', 'meta', 'metadata', 'debug', 'bar']);
/** More than a person writes; what can't be looked through is not traded. */
const UNREAD_MAX = 256;
/** Longer names are near to none of the known ones. */
const NAME_LENGTH_MAX = 24;
const OFF_WORDS: ReadonlySet<string> = new Set(['', 'false', 'no', 'none', 'off', 'null', 'na', 'n/a']);

function protection(name: string, slips: number): Protection {
  const folded = foldName(name);
  return { name, folded, words: sortedWords(name), letters: lettersOf(folded), slips };
}

/** Which of the letters a to z a name has, one bit each. */
function lettersOf(folded: string): number {
  let letters = 0;
  for (let at = 0; at < folded.length; at += 1) letters |= 1 << (folded.charCodeAt(at) - CODE_OF_A);
  return letters;
}

/** A slip adds and removes at most one letter each, so that names with more foreign letters are told apart at once. */
function differsInLetters(letters: number, known: Protection): boolean {
  let difference = letters ^ known.letters;
  for (let spare = 2 * known.slips; spare > 0 && difference !== 0; spare -= 1) difference &= difference - 1;
  return difference !== 0;
}

/** Refuses with SIGNAL_NOT_SUPPORTED or SIGNAL_FIELD_UNKNOWN, naming the field, when the reader left a protection unread. */
export function refuseLostProtection(reader: FieldReader): void {
  const checked: Checked = { count: 0 };
  for (const { name, value } of reader.unread()) checkField(name, value, checked);
}

interface Checked {
  count: number;
}

function checkField(path: string, value: JsonValue, checked: Checked): void {
  if (isOff(value)) return;
  checked.count += 1;
  if (checked.count > UNREAD_MAX) {
    refuse('SIGNAL_FIELD_INVALID', { field: shown(path), expected: `at most ${UNREAD_MAX} unknown fields` });
  }
  const name = path.slice(path.lastIndexOf('.') + 1);
  const folded = foldName(name);
  if (REMARKS.has(folded)) return;
  if (MOVING.test(folded)) refuse('SIGNAL_NOT_SUPPORTED', { field: shown(path) });
  if (folded.length <= NAME_LENGTH_MAX) checkName(path, { name, folded });
  if (LEVEL_NAMES.some((pattern) => pattern.test(name)) && holdsLevel(value))
    refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path) });
  if (isJsonObject(value)) for (const [key, member] of value) checkField(`${path}.${key}`, member, checked);
}

function checkName(path: string, { name, folded }: { readonly name: string; readonly folded: string }): void {
  const letters = lettersOf(folded);
  const words = sortedWords(name);
  for (const known of PROTECTIONS) {
    if (folded === known.folded) refuse('SIGNAL_NOT_SUPPORTED', { field: shown(path) });
    const isSwapped = words !== undefined && words === known.words;
    if (isSwapped || isNear(folded, letters, known))
      refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path), nearest: known.name });
  }
  if (folded !== LEVERAGE.folded && isNear(folded, letters, LEVERAGE)) {
    refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path), nearest: LEVERAGE.name });
  }
}

function isNear(folded: string, letters: number, known: Protection): boolean {
  const { slips } = known;
  if (slips === 0 || Math.abs(folded.length - known.folded.length) > slips) return false;
  return !differsInLetters(letters, known) && editDistance(folded, known.folded) <= slips;
}

function holdsLevel(value: JsonValue): boolean {
  if (value instanceof JsonNumber || isJsonObject(value) || isJsonArray(value)) return true;
  return typeof value === 'string' && evaluateNumber(value.replace(/%$/, '')) !== undefined;
}

/** Whether a value asks for nothing: null, empty, zero, or a word for no. */
export function isOff(value: JsonValue): boolean {
  if (value === null || value === false) return true;
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return value.size === 0;
  const text = value instanceof JsonNumber ? value.text : value;
  return typeof text === 'string' && (OFF_WORDS.has(text.trim().toLowerCase()) || evaluateNumber(text) === 0n);
}
