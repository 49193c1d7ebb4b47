/**
 * Foreign formats ignore what they don't know. A stop-loss must not get lost that way: an unread field whose name is that
 * of a protection, or one slip of the finger away from it, refuses a signal that would trade without it. Moving stops are
 * refused by name, since nothing here moves them. Whatever is switched off (`false`, `0`, empty) asks for nothing.
 */
import { evaluateNumber } from './arithmetic.ts';
import { foldName } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';
import { editDistance } from './nearest-name.ts';
import { refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonArray, isJsonObject } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

interface Protection {
  readonly name: string;
  readonly folded: string;
  /** How many letters may differ: few enough that no usual name of something else comes so near. */
  readonly slips: number;
}

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
/** Longer names are near to none of the known ones. */
const NAME_LENGTH_MAX = 24;
const OFF_WORDS: ReadonlySet<string> = new Set(['', 'false', 'no', 'none', 'off', 'null', 'na', 'n/a']);

function protection(name: string, slips: number): Protection {
  return { name, folded: foldName(name), slips };
}

/** Refuses with SIGNAL_NOT_SUPPORTED or SIGNAL_FIELD_UNKNOWN, naming the field, when the reader left a protection unread. */
export function refuseLostProtection(reader: FieldReader): void {
  for (const { name, value } of reader.unread()) checkField(name, value);
}

function checkField(path: string, value: JsonValue): void {
  if (isOff(value)) return;
  const name = path.slice(path.lastIndexOf('.') + 1);
  const folded = foldName(name);
  if (REMARKS.has(folded)) return;
  if (MOVING.test(folded)) refuse('SIGNAL_NOT_SUPPORTED', { field: shown(path) });
  if (folded.length <= NAME_LENGTH_MAX) checkName(path, folded);
  if (LEVEL_NAMES.some((pattern) => pattern.test(name)) && holdsLevel(value))
    refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path) });
  if (isJsonObject(value)) for (const [key, member] of value) checkField(`${path}.${key}`, member);
}

function checkName(path: string, folded: string): void {
  for (const { name, folded: known, slips } of PROTECTIONS) {
    if (folded === known) refuse('SIGNAL_NOT_SUPPORTED', { field: shown(path) });
    if (isNear(folded, known, slips)) refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path), nearest: name });
  }
  if (folded !== LEVERAGE.folded && isNear(folded, LEVERAGE.folded, LEVERAGE.slips)) {
    refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path), nearest: LEVERAGE.name });
  }
}

function isNear(folded: string, known: string, slips: number): boolean {
  return slips > 0 && Math.abs(folded.length - known.length) <= slips && editDistance(folded, known) <= slips;
}

function holdsLevel(value: JsonValue): boolean {
  if (value instanceof JsonNumber || isJsonObject(value) || isJsonArray(value)) return true;
  return typeof value === 'string' && evaluateNumber(value.replace(/%$/, '')) !== undefined;
}

function isOff(value: JsonValue): boolean {
  if (value === null || value === false) return true;
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return value.size === 0;
  const text = value instanceof JsonNumber ? value.text : value;
  return typeof text === 'string' && (OFF_WORDS.has(text.trim().toLowerCase()) || evaluateNumber(text) === 0n);
}
