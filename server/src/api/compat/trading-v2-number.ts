/**
 * JSON numbers written by the digits of a decimal: what leaves is exact, however many digits it has. Whoever reads it as a
 * binary float rounds it there, as its clients always did.
 */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';

/** A number that JSON.stringify writes as it stands. */
export interface ExactNumber {
  readonly rawJSON: string;
}

const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => ExactNumber };

/** The decimal that a view shows, as a JSON number. */
export function exact(text: string): ExactNumber {
  return rawJSON(text);
}

/** The same, or null when there is none. */
export function exactOrNull(text: string | undefined): ExactNumber | null {
  return text === undefined ? null : rawJSON(text);
}

/** A decimal that was worked out here, as a JSON number. */
export function exactDecimal(value: Decimal): ExactNumber {
  return rawJSON(formatDecimal(value));
}
