/**
 * The fields of one `key=value` command. A key counts once, a value is read as what its key holds or refused, and every
 * key that nobody asked for is accounted for.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { KeyValue, Refusals } from './key-value-text.ts';
import { positiveNumber } from './key-value-text.ts';
import { shown } from './signal-refusal.ts';

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
