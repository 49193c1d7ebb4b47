/**
 * Reading the parameters of a call, wherever its client put them: query, form or JSON. A reader is made of the native
 * refusals for what is missing and what is malformed; an empty text counts as absent.
 */
import { type Decimal, parseDecimal, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { Call, NativeRefusal } from './dialect.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Everything a call says: its query or form, then its JSON, then the places in its path. */
export function fieldsOf({ request, path }: Call): Fields {
  return { ...request.params, ...objectOf(request.json), ...path };
}

/** The value as named fields; empty when it is no object. */
export function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The text as named fields; empty when it is no JSON object. */
export function fieldsIn(text: string): Fields {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The account of a call to a route that has one. */
export function accountOf({ owner }: Call): ExchangeAccount {
  if (owner === undefined) throw new Error('the route is public');
  return owner.account;
}

/** The names that are not among the known ones. */
export const unknownNames = (fields: Fields, known: readonly string[]): readonly string[] =>
  Object.keys(fields).filter((name) => !known.includes(name));

/** Names written as one text, blanks between them. */
export const names = (text: string): readonly string[] => text.split(/\s+/).filter((name) => name !== '');

export interface FieldRefusals {
  readonly missing: (name: string) => NativeRefusal;
  readonly wrong: (name: string) => NativeRefusal;
}

export interface Words<T extends string> {
  readonly among: readonly T[];
  /** Taken when the parameter is absent; without it the parameter is needed. */
  readonly standard?: T;
}

/** Reads single parameters; each method throws the native refusal of what it can not read. */
export class FieldReader {
  readonly #refusals: FieldRefusals;

  constructor(refusals: FieldRefusals) {
    this.#refusals = refusals;
  }

  text(fields: Fields, name: string): string | undefined {
    const value = fields[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value !== 'string') throw this.#refusals.wrong(name);
    return value;
  }

  need(fields: Fields, name: string): string {
    const value = this.text(fields, name);
    if (value === undefined) throw this.#refusals.missing(name);
    return value;
  }

  word<T extends string>(fields: Fields, name: string, { among, standard }: Words<T>): T {
    const value = this.text(fields, name);
    if (value === undefined) {
      if (standard === undefined) throw this.#refusals.missing(name);
      return standard;
    }
    const found = among.find((word) => word === value);
    if (found === undefined) throw this.#refusals.wrong(name);
    return found;
  }

  /** A positive decimal. */
  decimal(fields: Fields, name: string): Decimal | undefined {
    const value = this.text(fields, name);
    if (value === undefined) return undefined;
    const number = parseDecimal(value);
    if (number === undefined || number <= ZERO) throw this.#refusals.wrong(name);
    return number;
  }

  needDecimal(fields: Fields, name: string): Decimal {
    const number = this.decimal(fields, name);
    if (number === undefined) throw this.#refusals.missing(name);
    return number;
  }

  /** Not negative. */
  integer(fields: Fields, name: string): number | undefined {
    const value = this.text(fields, name);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}$/.test(value)) throw this.#refusals.wrong(name);
    return Number(value);
  }

  flag(fields: Fields, name: string): boolean {
    return this.word(fields, name, { among: ['true', 'false'], standard: 'false' }) === 'true';
  }
}
