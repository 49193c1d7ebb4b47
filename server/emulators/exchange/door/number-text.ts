/** Decimals as exchanges write them: a fixed number of places, or as short as can be. */
import { type Decimal, formatDecimal, roundToPlaces } from '#domain/decimal.ts';

/** With exactly so many places after the point, rounded half-even. */
export function fixedText(value: Decimal, places: number): string {
  const text = formatDecimal(roundToPlaces(value, places, 'half_even'));
  if (places === 0) return text;
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(places, '0')}`;
}

/** How many places a step needs: 3 for 0.001, 0 for 1 and more. */
export function placesOf(step: Decimal): number {
  return formatDecimal(step).split('.')[1]?.length ?? 0;
}

/** How many places a text has after its point, without closing zeros. */
export function placesInText(text: string): number {
  return text.split('.')[1]?.replace(/0+$/, '').length ?? 0;
}
