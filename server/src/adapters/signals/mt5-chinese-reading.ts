/**
 * Cuts a Chinese MT5 command into its action, its symbol, its keys with their values and its switches. What they mean
 * together is decided in mt5-chinese.ts; a word that is none of these stops the reading.
 */
import type { SignalAction } from '#domain/signal.ts';
import type { ChineseKey, ChineseSwitch } from './mt5-chinese-words.ts';
import {
  CHINESE_ACTIONS,
  CHINESE_EXAMPLES,
  CHINESE_KEYS,
  CHINESE_SWITCHES,
  KEY_SIGN,
  narrowed,
  respelt,
} from './mt5-chinese-words.ts';
import { editDistance, nearestName } from './nearest-name.ts';
import { refuse, shown } from './signal-refusal.ts';

/** Between two words: blanks of any width, and the full-width comma, which no number contains. */
const SEPARATOR = /[\s\u3000\uFEFF，]+/;
const ARITHMETIC_WORD = /^[-+*/().0-9eE]+$/;
const SYMBOL = /^[A-Za-z0-9._/:#!&+^$@-]{1,64}$/;

/** Room for all the switches and an action. */
const BEGINNING_LENGTH_MAX = 256;
/** Longer words are near to none of ours. */
const NAME_LENGTH_MAX = 64;
/** Their values are words, so that a number behind them proves nothing. */
const TEXT_KEYS: ReadonlySet<ChineseKey> = new Set<ChineseKey>(['comment', 'account']);

interface Word {
  readonly raw: string;
  /** With full-width letters, digits and signs made narrow. */
  readonly narrow: string;
}

export interface ChineseEntry {
  readonly key: ChineseKey;
  /** The key as the sender wrote it. */
  readonly name: string;
  value: string;
}

/** A command taken apart. */
export interface ChineseReading {
  readonly action: SignalAction;
  readonly symbol: string | undefined;
  readonly entries: ReadonlyMap<ChineseKey, ChineseEntry>;
  readonly switches: ReadonlySet<ChineseSwitch>;
}

interface Reading {
  readonly words: readonly Word[];
  position: number;
  readonly entries: Map<ChineseKey, ChineseEntry>;
  readonly switches: Set<ChineseSwitch>;
}

/** Takes one command apart. Throws a refusal (see signal-refusal.ts) naming the word that can't be read. */
export function takeApart(text: string): ChineseReading {
  const words = text
    .split(SEPARATOR)
    .filter((raw) => raw !== '')
    .map((raw) => ({ raw, narrow: narrowed(raw) }));
  const reading: Reading = { words, position: 0, entries: new Map(), switches: new Set() };
  readSwitches(reading);
  const action = readAction(reading);
  const symbol = readSymbol(reading);
  readRest(reading);
  return { action, symbol, entries: reading.entries, switches: reading.switches };
}

/** Whether the text begins like a command: with an action, behind any switches. What follows may still be wrong. */
export function beginsCommand(text: string): boolean {
  const words = text.slice(0, BEGINNING_LENGTH_MAX).split(SEPARATOR).map(narrowed);
  const first = words.find((word) => word !== '' && !CHINESE_SWITCHES.has(word));
  return first !== undefined && CHINESE_ACTIONS.has(first);
}

function readSwitches(reading: Reading): void {
  for (;;) {
    const found = CHINESE_SWITCHES.get(reading.words[reading.position]?.narrow ?? '');
    if (found === undefined) return;
    reading.switches.add(found);
    reading.position += 1;
  }
}

function readAction(reading: Reading): SignalAction {
  const word = reading.words[reading.position]?.narrow;
  if (word === undefined) return refuse('SIGNAL_FIELD_MISSING', { field: '操作' });
  reading.position += 1;
  const action = CHINESE_ACTIONS.get(word);
  if (action !== undefined) return action;
  const nearest = nearestName(word, CHINESE_ACTIONS.keys());
  return refuse('SIGNAL_ACTION_UNKNOWN', {
    field: '操作',
    value: shown(word),
    ...(nearest === undefined ? {} : { nearest }),
  });
}

/** The word after the action, unless a key or a switch already stands there. */
function readSymbol(reading: Reading): string | undefined {
  const word = reading.words[reading.position]?.narrow;
  if (word === undefined || CHINESE_SWITCHES.has(word) || keyOf(reading, reading.position) !== undefined)
    return undefined;
  if (word.includes('=')) return undefined;
  reading.position += 1;
  return SYMBOL.test(word) ? word : refuse('SIGNAL_FIELD_INVALID', { field: '品种', value: shown(word) });
}

function readRest(reading: Reading): void {
  while (reading.position < reading.words.length) {
    readSwitches(reading);
    const word = reading.words[reading.position];
    if (word === undefined) return;
    const key = keyOf(reading, reading.position);
    if (key === undefined) refuseWord(reading);
    else readEntry(reading, key);
  }
}

/** The key that stands at a position, when a sign follows it in the same word or begins the next one. */
function keyOf(reading: Reading, position: number): string | undefined {
  const word = reading.words[position]?.narrow ?? '';
  const sign = word.search(KEY_SIGN);
  const name = sign < 0 ? word : word.slice(0, sign);
  if (!CHINESE_KEYS.has(name.toLowerCase())) return undefined;
  if (sign >= 0) return name;
  return KEY_SIGN.test(reading.words[position + 1]?.narrow.charAt(0) ?? '') ? name : undefined;
}

/** Stops at a word that is neither a key with its value nor a switch, with what it was probably to be. */
function refuseWord(reading: Reading): never {
  const word = reading.words[reading.position]?.narrow ?? '';
  const sign = word.search(KEY_SIGN);
  const name = sign < 0 ? word : word.slice(0, sign);
  const nearest = suggestion(name, sign < 0 ? reading.words[reading.position + 1]?.narrow : word.slice(sign + 1));
  return refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(name), ...(nearest === undefined ? {} : { nearest }) });
}

/** A key as it has to be written, with the value that stands there or else with an example. */
function suggestion(name: string, value: string | undefined): string | undefined {
  const meant = meantWord(name);
  const key = CHINESE_KEYS.get(meant ?? '');
  if (key === undefined) return meant;
  const isValue = value !== undefined && ARITHMETIC_WORD.test(value) && !TEXT_KEYS.has(key);
  return `${meant}=${isValue ? shown(value) : CHINESE_EXAMPLES[key]}`;
}

/** Undefined when two words of different meaning are equally near: naming one of them might name the wrong level. */
function meantWord(written: string): string | undefined {
  const name = written.slice(0, NAME_LENGTH_MAX).toLowerCase();
  const right = respelt(name);
  if (CHINESE_KEYS.has(right) || CHINESE_SWITCHES.has(right)) return right;
  const words = [...CHINESE_KEYS.keys(), ...CHINESE_SWITCHES.keys()];
  const nearest = nearestName(name, words);
  if (nearest === undefined) return undefined;
  const distance = editDistance(name, nearest);
  const rivals = words.filter((word) => editDistance(name, word) === distance);
  const meanings = new Set(rivals.map((word) => CHINESE_KEYS.get(word) ?? CHINESE_SWITCHES.get(word)));
  return meanings.size === 1 ? nearest : undefined;
}

function readEntry(reading: Reading, name: string): void {
  const key = CHINESE_KEYS.get(name.toLowerCase()) ?? refuseWord(reading);
  const pieces: string[] = [];
  const first = reading.words[reading.position]?.raw.slice(name.length) ?? '';
  reading.position += 1;
  if (first !== '') pieces.push(first);
  while (reading.position < reading.words.length && belongsToValue(reading, key, pieces)) {
    pieces.push(reading.words[reading.position]?.raw ?? '');
    reading.position += 1;
  }
  // The sign is the first character of the first piece; it may be a word of its own.
  const value = pieces.join(' ').slice(1).trim();
  addEntry(reading, { key, name, value: unquoted(key === 'comment' ? value : narrowed(value)) });
}

/** A value goes on while it is empty, while a comment meets plain words, and while a number meets arithmetic. */
function belongsToValue(reading: Reading, key: ChineseKey, pieces: readonly string[]): boolean {
  const { narrow } = reading.words[reading.position] ?? { narrow: '' };
  if (pieces.length === 0) return true;
  const isNew = CHINESE_SWITCHES.has(narrow) || keyOf(reading, reading.position) !== undefined;
  if (isNew) return false;
  if (pieces.length === 1 && pieces[0]?.length === 1) return true;
  if (key === 'comment') return !narrow.includes('=');
  return key !== 'account' && key !== 'ticket' && key !== 'magic' && ARITHMETIC_WORD.test(narrow);
}

/** Without one pair of quotes round it. */
function unquoted(value: string): string {
  return value.replace(/^["“'‘](.*)["”'’]$/s, '$1');
}

function addEntry(reading: Reading, entry: ChineseEntry): void {
  const other = reading.entries.get(entry.key);
  if (other !== undefined && other.value !== entry.value) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: other.name, other: entry.name });
  }
  reading.entries.set(entry.key, entry);
}
