/**
 * Reading `key=value` text strictly: what PineConnector, Alertatron, Autoview and OctoBot share once each has cut its
 * text into tokens. A key counts once, a number is a number or a refusal, and every key that nobody asked for is
 * accounted for. The first refusal of a reading stands; a value read after it is never used.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isPositive } from '#domain/decimal.ts';
import type {
  GrammarName,
  LevelUnit,
  ParsedSignal,
  SignalCommand,
  SignalErrorCode,
  SignalError,
  SignalParseOutcome,
} from '#domain/signal.ts';
import { evaluateNumber } from './arithmetic.ts';
import { shown } from './signal-refusal.ts';

/** More commands than a person writes into one alert are a mistake or an attack. */
const COMMANDS_MAX = 32;
/** The longest symbol any venue has, with room to spare. */
const SYMBOL_LENGTH_MAX = 64;

/**
 * Parts of a name that speak of an order's size, price or protection. An unknown field with such a name is more likely
 * a misspelt order field than decoration, and ignoring it would trade without the stop its sender believes in.
 */
const ORDER_WORDS = [
  'sl',
  'tp',
  'stop',
  'profit',
  'loss',
  'trail',
  'price',
  'qty',
  'quantity',
  'amount',
  'vol',
  'size',
  'lot',
  'risk',
  'lever',
  'side',
  'reduce',
  'limit',
  'offset',
  'trigger',
  'entry',
] as const;

/** Collects why a text is refused; only the first reason is kept. */
export class Refusals {
  first: SignalError | undefined;

  /** Remembers a refusal unless there is one already. */
  refuse(code: SignalErrorCode, values: Readonly<Record<string, string>>): undefined {
    this.first ??= { code, values };
    return undefined;
  }
}

/** What a reader hands over when it has read everything. */
export type Reading = Omit<ParsedSignal, 'format'>;

/** The outcome of a reading: refused when anything was, else parsed. No command, or too many, are refused too. */
export function outcomeOf(format: GrammarName, refusals: Refusals, reading: Reading): SignalParseOutcome {
  if (refusals.first === undefined && reading.commands.length === 0) {
    refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'command' });
  }
  if (reading.commands.length > COMMANDS_MAX) {
    refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'commands', expected: `at most ${COMMANDS_MAX}` });
  }
  if (refusals.first !== undefined) return { kind: 'refused', error: refusals.first, format };
  return { kind: 'parsed', signal: { format, ...reading } };
}

/** Refuses a text in which the sender's platform left a placeholder unfilled; returns whether it did. */
export function refusePlaceholders(text: string, refusals: Refusals): boolean {
  const start = text.indexOf('{{');
  if (start < 0) return false;
  const end = text.indexOf('}}', start);
  refusals.refuse('SIGNAL_PLACEHOLDER_LEFT', { placeholder: shown(text.slice(start, end < 0 ? undefined : end + 2)) });
  return true;
}

/** `text` without one pair of quotes round it. */
export function unquoted(text: string): string {
  const quote = text[0];
  if (text.length < 2 || (quote !== '"' && quote !== "'")) return text;
  return text.endsWith(quote) ? text.slice(1, -1).trim() : text;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Cuts a token at its first `=`. Undefined when there is none or nothing before it. */
export function splitKeyValue(token: string): KeyValue | undefined {
  const at = token.indexOf('=');
  if (at <= 0) return undefined;
  const key = token.slice(0, at).trim();
  return key === '' ? undefined : { key, value: unquoted(token.slice(at + 1).trim()) };
}

/** A number above zero, arithmetic allowed. Refuses anything else by the name of its field and returns undefined. */
export function positiveNumber(field: string, text: string, refusals: Refusals): Decimal | undefined {
  const value = anyNumber(field, text, refusals);
  if (value === undefined) return undefined;
  if (!isPositive(value)) return refusals.refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
  return value;
}

/** A number of any sign, arithmetic allowed. Refuses anything else by the name of its field and returns undefined. */
export function anyNumber(field: string, text: string, refusals: Refusals): Decimal | undefined {
  const value = evaluateNumber(text);
  return value ?? refusals.refuse('SIGNAL_NUMBER_INVALID', { field, value: shown(text) });
}

/** A symbol as its sender wrote it: one word of printable characters. Refuses anything else. */
export function symbolText(field: string, text: string, refusals: Refusals): string | undefined {
  if (text === '') return refusals.refuse('SIGNAL_FIELD_MISSING', { field });
  const clean = !/[\s={}(),;"'|]/.test(text);
  if (clean && text.length <= SYMBOL_LENGTH_MAX) return text;
  return refusals.refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
}

/** Stop-loss fields of a command; empty when there is no level. */
export function stopLossOf(level: Level | undefined): Partial<SignalCommand> {
  if (level === undefined) return {};
  return { stopLoss: level.value, ...(level.unit === undefined ? {} : { stopLossUnit: level.unit }) };
}

/** Take-profit fields of a command; empty when there is no level. */
export function takeProfitOf(level: Level | undefined): Partial<SignalCommand> {
  if (level === undefined) return {};
  return { takeProfit: level.value, ...(level.unit === undefined ? {} : { takeProfitUnit: level.unit }) };
}

/** A protection level. Without a unit the route's setting decides. */
export interface Level {
  readonly value: Decimal;
  readonly unit?: LevelUnit;
}

/** The fields of one command, by lower-cased key. Reading a field takes it; what is left over is unknown. */
export class TextFields {
  readonly refusals: Refusals;
  readonly #values = new Map<string, KeyValue>();
  readonly #taken = new Set<string>();

  /** Refuses a key that comes twice. */
  constructor(pairs: readonly KeyValue[], refusals: Refusals) {
    this.refusals = refusals;
    for (const pair of pairs) {
      const key = pair.key.toLowerCase();
      const earlier = this.#values.get(key);
      if (earlier === undefined) this.#values.set(key, pair);
      else refusals.refuse('SIGNAL_FIELD_CONFLICT', conflictOf(earlier, pair));
    }
  }

  /** Whether the text has the key, with or without a value. */
  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** Looks at the value of `key` without taking it. */
  peek(key: string): string | undefined {
    return this.#values.get(key)?.value;
  }

  /** The keys present, lower-cased, in the order of the text. */
  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Takes the value of `key`; undefined when the key is absent. An empty value is an empty string. */
  text(key: string): string | undefined {
    this.#taken.add(key);
    return this.#values.get(key)?.value;
  }

  /** Takes the value of a key that must be there and not be empty. */
  required(key: string): string | undefined {
    const value = this.text(key);
    return value === undefined || value === '' ? this.refusals.refuse('SIGNAL_FIELD_MISSING', { field: key }) : value;
  }

  /** Takes a number above zero; undefined when the key is absent. */
  positive(key: string): Decimal | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : positiveNumber(key, text, this.refusals);
  }

  /** Takes a yes or no: `true` `1` `yes`, `false` `0` `no`, whatever their case. Refuses other words. */
  flag(key: string): boolean | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const word = text.toLowerCase();
    if (word === 'true' || word === '1' || word === 'yes') return true;
    if (word === 'false' || word === '0' || word === 'no') return false;
    return this.refusals.refuse('SIGNAL_FIELD_INVALID', { field: key, value: shown(text) });
  }

  /** Takes a word out of a fixed list, lower-cased. Refuses others. */
  word<T extends string>(key: string, words: readonly T[]): T | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text.toLowerCase());
    return found ?? this.refusals.refuse('SIGNAL_FIELD_INVALID', { field: key, value: shown(text) });
  }

  /** Refuses fields that the format knows and we can't honor, by name. */
  refuseUnsupported(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.has(key))
        this.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: key, value: shown(this.text(key) ?? '') });
    }
  }

  /** Refuses when more than one of `keys` is there. Returns the one that is, if any. */
  onlyOneOf(keys: readonly string[]): string | undefined {
    const found = keys.filter((key) => this.has(key));
    const [first, second] = found.map((key) => this.#values.get(key));
    if (first !== undefined && second !== undefined) {
      this.refusals.refuse('SIGNAL_FIELD_CONFLICT', conflictOf(first, second));
    }
    return found[0];
  }

  /** The names nobody took. */
  leftOver(): readonly string[] {
    return [...this.#values].filter(([key]) => !this.#taken.has(key)).map(([, pair]) => shown(pair.key));
  }

  /** The names nobody took, for the trail; refuses a name that looks like a misspelt order field. */
  ignorable(): readonly string[] {
    const names = this.leftOver();
    for (const name of names) {
      if (soundsLikeOrder(name)) this.refusals.refuse('SIGNAL_FIELD_UNKNOWN', { field: name });
    }
    return names;
  }
}

/** Secrets may come twice too, so their values stay out of it. */
function conflictOf(first: KeyValue, second: KeyValue): Readonly<Record<string, string>> {
  const field = shown(first.key);
  const isSecret = ['secret', 'token'].includes(first.key.toLowerCase());
  if (isSecret) return { field };
  return { field, value: shown(`${first.key}=${first.value}`), other: shown(`${second.key}=${second.value}`) };
}

function soundsLikeOrder(name: string): boolean {
  const lower = name.toLowerCase();
  return ORDER_WORDS.some((word) => lower.includes(word));
}
