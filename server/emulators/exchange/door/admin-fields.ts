/** Reading what a person wrote in the JSON of an admin call. */
import { type Decimal, parseDecimal } from '#domain/decimal.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A text or number as text; `standard` when the field is absent or something else. */
export function textField(fields: Fields, name: string, standard = ''): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : standard;
}

export function numberField(fields: Fields, name: string, standard: number): number {
  const value = fields[name];
  return typeof value === 'number' ? value : standard;
}

/** A decimal; `missing` when the field is absent, `wrong` when it is no number. */
export function decimalField(fields: Fields, name: string): Decimal | 'missing' | 'wrong' {
  if (fields[name] === undefined) return 'missing';
  return parseDecimal(textField(fields, name, 'none')) ?? 'wrong';
}
