/**
 * The Chinese commands of MT5 webhook servers: `[开启时间区间] 操作 品种 键=值… 开关…`, for example
 * `开多 XAUUSD 仓位=0.1 止损=3300 备注=突破`. Full-width signs and blanks are read like the narrow ones, numbers may be
 * plain arithmetic, a comment runs until the next key or switch and is refused when it took a key in. Volumes are lots,
 * also of shares; levels are prices and 0 is none; `价格` is a reference unless `限价单` makes it the limit. A word that
 * is none of these is refused.
 */
import type { SignalAction, SignalCommand } from '#domain/signal.ts';
import { ZERO, isNegative, isZero } from '#domain/decimal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { evaluateNumber } from './arithmetic.ts';
import { requireNumber } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import type { ChineseKey, ChineseSwitch } from './mt5-chinese-words.ts';
import { CHINESE_ACTIONS, CHINESE_KEYS, CHINESE_SWITCHES, KEY_SIGN, narrowed, swallowed } from './mt5-chinese-words.ts';
import { nearestName } from './nearest-name.ts';
import { buildCommand, isOpening } from './signal-command.ts';
import { attempt, refuse, shown } from './signal-refusal.ts';

/** Between two words: blanks of any width, and the full-width comma, which no number contains. */
const SEPARATOR = /[\s\u3000\uFEFF，]+/;
const ARITHMETIC_WORD = /^[-+*/().0-9eE]+$/;
const SYMBOL = /^[A-Za-z0-9._/:#!&-]{1,64}$/;
const COMMENT_LENGTH_MAX = 2048;

interface Word {
  readonly raw: string;
  /** With full-width letters, digits and signs made narrow. */
  readonly narrow: string;
}

interface Entry {
  readonly key: ChineseKey;
  /** The key as the sender wrote it. */
  readonly name: string;
  value: string;
}

interface Reading {
  readonly words: readonly Word[];
  position: number;
  readonly entries: Map<ChineseKey, Entry>;
  readonly switches: Set<ChineseSwitch>;
}

export const mt5ChineseGrammar: Grammar = {
  name: 'mt5_chinese',
  recognizes: (input) => startsInChinese(input.text),
  parse: (input) =>
    attempt('mt5_chinese', () => ({
      format: 'mt5_chinese',
      commands: [readChineseCommand(input.text)],
      ignoredFields: [],
    })),
};

/** Whether the first letter is a Chinese one: no other format begins so. */
export function startsInChinese(text: string): boolean {
  return /^\s*\p{Script=Han}/u.test(text.slice(0, 64));
}

/** Reads one Chinese command. Throws a refusal (see signal-refusal.ts) naming the word that can't be read. */
export function readChineseCommand(text: string): SignalCommand {
  const words = text
    .split(SEPARATOR)
    .filter((raw) => raw !== '')
    .map((raw) => ({ raw, narrow: narrowed(raw) }));
  const reading: Reading = { words, position: 0, entries: new Map(), switches: new Set() };
  readSwitches(reading);
  const action = readAction(reading);
  const symbol = readSymbol(reading);
  readRest(reading);
  return toCommand(reading, action, symbol);
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
    if (key === undefined) refuseWord(word.narrow);
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

function refuseWord(word: string): never {
  const sign = word.indexOf('=');
  const name = sign < 0 ? word : word.slice(0, sign);
  const nearest = nearestName(name, [...CHINESE_KEYS.keys(), ...CHINESE_SWITCHES.keys()]);
  return refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(name), ...(nearest === undefined ? {} : { nearest }) });
}

function readEntry(reading: Reading, name: string): void {
  const key = CHINESE_KEYS.get(name.toLowerCase()) ?? refuseWord(name);
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

function addEntry(reading: Reading, entry: Entry): void {
  const other = reading.entries.get(entry.key);
  if (other !== undefined && other.value !== entry.value) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: other.name, other: entry.name });
  }
  reading.entries.set(entry.key, entry);
}

function toCommand(reading: Reading, action: SignalAction, symbol: string | undefined): SignalCommand {
  const { switches } = reading;
  const quantity = level(reading, 'volume');
  const price = level(reading, 'price');
  const ticket = digits(reading, 'ticket');
  checkTogether(reading, { action, symbol, ticket, quantity });
  const isLimit = switches.has('limit');
  const stopLoss = level(reading, 'sl');
  const takeProfit = level(reading, 'tp');
  return buildCommand(
    {
      action,
      symbol,
      quantity,
      quantityUnit: quantity === undefined ? undefined : 'lots',
      orderType: isLimit ? 'limit' : switches.has('market') ? 'market' : undefined,
      price: isLimit && price !== ZERO ? price : undefined,
      // MT5 writes 0 for no price.
      signalPrice: isLimit || price === ZERO ? undefined : price,
      stopLoss,
      stopLossUnit: stopLoss === undefined ? undefined : 'price',
      takeProfit,
      takeProfitUnit: takeProfit === undefined ? undefined : 'price',
      comment: reading.entries.get('comment')?.value || undefined,
      magic: digits(reading, 'magic'),
      ticket,
      deviation: level(reading, 'deviation'),
      account: reading.entries.get('account')?.value || undefined,
      timeCheck: switches.has('timeCheck') ? true : undefined,
    },
    { price: '价格', stopLoss: '止损' },
  );
}

interface Together {
  readonly action: SignalAction;
  readonly symbol: string | undefined;
  readonly ticket: string | undefined;
  readonly quantity: Decimal | undefined;
}

function checkTogether(reading: Reading, command: Together): void {
  const { action, symbol, ticket, quantity } = command;
  if (action === 'modify' && ticket === undefined) refuse('SIGNAL_FIELD_MISSING', { field: '订单号' });
  if (symbol === undefined && action !== 'close_all' && (ticket === undefined || isOpening(action))) {
    refuse('SIGNAL_FIELD_MISSING', { field: '品种' });
  }
  if (reading.switches.has('market') && reading.switches.has('limit')) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: '市价单', other: '限价单' });
  }
  // Without a size a "partial" close would close everything.
  if (reading.switches.has('partial') && quantity === undefined) refuse('SIGNAL_FIELD_MISSING', { field: '仓位' });
  if (quantity !== undefined && isZero(quantity)) {
    refuse('SIGNAL_FIELD_INVALID', { field: reading.entries.get('volume')?.name ?? '仓位', value: '0' });
  }
  checkComment(reading.entries.get('comment'), action);
}

/** A comment that took in what was meant for the order would trade without its stop, or at another price. */
function checkComment(comment: Entry | undefined, action: SignalAction): void {
  if (comment === undefined) return;
  const { name, value } = comment;
  if (value.length > COMMENT_LENGTH_MAX) {
    refuse('SIGNAL_FIELD_INVALID', { field: name, expected: `at most ${COMMENT_LENGTH_MAX} characters` });
  }
  const word = swallowed(value, action.startsWith('close'));
  if (word !== undefined) refuse('SIGNAL_FIELD_INVALID', { field: name, value: shown(word) });
}

function level(reading: Reading, key: ChineseKey): Decimal | undefined {
  const entry = reading.entries.get(key);
  if (entry === undefined) return undefined;
  const value = requireNumber(entry.value, entry.name);
  return isNegative(value) ? refuse('SIGNAL_FIELD_INVALID', { field: entry.name, value: shown(entry.value) }) : value;
}

/** Tickets and magic numbers are names made of digits, not amounts. */
function digits(reading: Reading, key: ChineseKey): string | undefined {
  const entry = reading.entries.get(key);
  if (entry === undefined) return undefined;
  if (/^\d{1,20}$/.test(entry.value)) return entry.value;
  const code = evaluateNumber(entry.value) === undefined ? 'SIGNAL_NUMBER_INVALID' : 'SIGNAL_FIELD_INVALID';
  return refuse(code, { field: entry.name, value: shown(entry.value) });
}
