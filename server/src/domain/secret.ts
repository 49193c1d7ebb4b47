/**
 * A value that must not be seen: a password, a token, an exchange key. Whatever turns it into text (a template, JSON, an
 * error's message, a logger, the console) gets `***`; only `reveal()` gives the value, so that every place which can leak
 * it is found by that word. The value lives in a private field: spreading, enumerating and cloning do not reach it.
 */

/** What anyone but the holder of the secret sees of it. */
export const SECRET_MASK = '***';

/** Where Node's inspection (and so `console.log`) asks an object how it wants to be shown. */
const INSPECTED = Symbol.for('nodejs.util.inspect.custom');

export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
    Object.freeze(this);
  }

  /** The value itself. Hand it only to what needs it at that moment; never keep it in another object. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return SECRET_MASK;
  }

  toLocaleString(): string {
    return SECRET_MASK;
  }

  toJSON(): string {
    return SECRET_MASK;
  }

  /** Arithmetic and comparison see the mask as well: two secrets can not be told apart, or ordered, by accident. */
  [Symbol.toPrimitive](): string {
    return SECRET_MASK;
  }

  get [Symbol.toStringTag](): string {
    return 'Secret';
  }

  [INSPECTED](): string {
    return SECRET_MASK;
  }
}

/** Wraps a value so that it is shown nowhere. */
export const secret = <T>(value: T): Secret<T> => new Secret(value);
