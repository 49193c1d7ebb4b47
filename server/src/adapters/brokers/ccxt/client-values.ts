/**
 * Values of a client's answers, which are foreign text: a field that is missing or is no number stays absent, never zero.
 * Numbers come as the strings the venue wrote and become exact decimals.
 */
import { type Decimal, parseDecimal, ZERO } from '#domain/decimal.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A number the venue wrote, exact; undefined for anything else. Binary numbers of a client are taken as they print. */
export function numberOf(value: unknown): Decimal | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return parseDecimal(String(value));
}

/** An id: a text, or a number that a client left as one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const above = (value: Decimal | undefined): Decimal | undefined =>
  value !== undefined && value > ZERO ? value : undefined;

export const timeOf = (value: unknown): number | undefined => {
  const time = typeof value === 'string' ? Number(value) : value;
  return typeof time === 'number' && Number.isFinite(time) && time > 0 ? time : undefined;
};

/** Without the fields that are not told. */
export function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
