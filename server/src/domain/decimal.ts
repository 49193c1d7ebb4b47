/**
 * Exact decimals: an integer count of 10⁻¹⁸, held in a bigint. Money, prices and quantities live in this
 * type from the wire to the journal; no binary float ever touches them. Addition, subtraction and comparison
 * are exact; a product or quotient that 18 places cannot hold needs a rounding mode named by the caller.
 */

declare const decimalBrand: unique symbol;

/** An exact decimal with 18 places. Compare with `===`, `<`, `>`; calculate with the functions below. */
export type Decimal = bigint & { readonly [decimalBrand]: true };

/** Half-even is the banker's rule; floor and ceiling are toward −∞ and +∞; down is toward, up away from zero. */
export type RoundingMode = 'down' | 'up' | 'floor' | 'ceiling' | 'half_even' | 'half_up';

/** Places after the point that a {@link Decimal} holds. */
export const DECIMAL_PLACES = 18;

const ONE_RAW = 10n ** 18n;
/** The longest text {@link parseDecimal} reads; beyond it a number is an attack, not a price. */
const TEXT_LENGTH_MAX = 64;
const DECIMAL_PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$|^([+-]?)\.(\d+)$/;

const raw = (value: bigint): Decimal => value as Decimal;

export const ZERO: Decimal = raw(0n);
export const ONE: Decimal = raw(ONE_RAW);

/** A whole number as a decimal. Throws a RangeError when `value` is not a safe integer. */
export function fromInteger(value: number | bigint): Decimal {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is not a safe integer`);
  }
  return raw(BigInt(value) * ONE_RAW);
}

/**
 * Reads `12`, `-0.5`, `.5`, `5.`, `1e-8`; nothing else (no blanks, no thousands signs, no NaN).
 * Returns undefined when the text is not a number, has more than 18 places, or is absurdly long.
 */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const match = DECIMAL_PATTERN.exec(text);
  if (match === null) return undefined;
  const sign = match[1] ?? match[5] ?? '';
  const whole = match[2] ?? '0';
  const fraction = match[3] ?? match[6] ?? '';
  const exponent = match[4] === undefined ? 0 : Number(match[4]);
  const scale = DECIMAL_PLACES - fraction.length + exponent;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return ZERO;
  if (scale < -TEXT_LENGTH_MAX || scale > TEXT_LENGTH_MAX) return undefined;
  let value: bigint;
  if (scale >= 0) {
    value = digits * 10n ** BigInt(scale);
  } else {
    const divisor = 10n ** BigInt(-scale);
    if (digits % divisor !== 0n) return undefined;
    value = digits / divisor;
  }
  return raw(sign === '-' ? -value : value);
}

/** Like {@link parseDecimal}, for text that our own code or a checked schema wrote. Throws a RangeError otherwise. */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`not a decimal: ${text.slice(0, TEXT_LENGTH_MAX)}`);
  return value;
}

/** The shortest plain text of the value: `0.1`, `-12`, never an exponent, never `-0`. */
export function formatDecimal(value: Decimal): string {
  const negative = value < 0n;
  const magnitude: bigint = negative ? -value : value;
  const whole = magnitude / ONE_RAW;
  const fraction = magnitude % ONE_RAW;
  const sign = negative ? '-' : '';
  if (fraction === 0n) return `${sign}${whole}`;
  const places = fraction.toString().padStart(DECIMAL_PLACES, '0').replace(/0+$/, '');
  return `${sign}${whole}.${places}`;
}

export const add = (left: Decimal, right: Decimal): Decimal => raw(left + right);
export const subtract = (left: Decimal, right: Decimal): Decimal => raw(left - right);
export const negate = (value: Decimal): Decimal => raw(-value);
export const absolute = (value: Decimal): Decimal => (value < 0n ? raw(-value) : value);
export const minimum = (left: Decimal, right: Decimal): Decimal => (left < right ? left : right);
export const maximum = (left: Decimal, right: Decimal): Decimal => (left > right ? left : right);
export const isZero = (value: Decimal): boolean => value === 0n;
export const isPositive = (value: Decimal): boolean => value > 0n;
export const isNegative = (value: Decimal): boolean => value < 0n;

/** −1, 0 or 1, for sorting. */
export function compare(left: Decimal, right: Decimal): -1 | 0 | 1 {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The exact product. Throws a RangeError when it needs more than 18 places: then say how to round. */
export function multiply(left: Decimal, right: Decimal): Decimal {
  const product: bigint = left * right;
  if (product % ONE_RAW !== 0n) throw new RangeError('product needs more than 18 places');
  return raw(product / ONE_RAW);
}

/** The product rounded to 18 places. */
export function multiplyRounded(left: Decimal, right: Decimal, mode: RoundingMode): Decimal {
  return raw(divideInteger(left * right, ONE_RAW, mode));
}

/** The product of any number of factors (of none: one), rounded to 18 places once, at the end. */
export function multiplyAllRounded(factors: readonly Decimal[], mode: RoundingMode): Decimal {
  return divideProducts(factors, [], mode);
}

/**
 * The product of `factors` over the product of `divisors`, rounded to 18 places once, at the end.
 * Throws a RangeError when a divisor is zero.
 */
export function divideProducts(
  factors: readonly Decimal[],
  divisors: readonly Decimal[],
  mode: RoundingMode,
): Decimal {
  let numerator = ONE_RAW;
  let denominator = 1n;
  for (const factor of factors) {
    if (factor === ONE_RAW) continue;
    numerator *= factor;
    denominator *= ONE_RAW;
  }
  for (const divisor of divisors) {
    if (divisor === ONE_RAW) continue;
    if (divisor === 0n) throw new RangeError('division by zero');
    numerator *= ONE_RAW;
    denominator *= divisor;
  }
  return raw(divideInteger(numerator, denominator, mode));
}

/** The quotient rounded to 18 places. Throws a RangeError when the divisor is zero. */
export function divide(left: Decimal, right: Decimal, mode: RoundingMode): Decimal {
  if (right === 0n) throw new RangeError('division by zero');
  return raw(divideInteger(left * ONE_RAW, right, mode));
}

/** `value` rounded to a multiple of `step` (a tick or a lot step). Throws a RangeError unless `step` is positive. */
export function roundToStep(value: Decimal, step: Decimal, mode: RoundingMode): Decimal {
  if (step <= 0n) throw new RangeError('a step must be positive');
  return raw(divideInteger(value, step, mode) * step);
}

/** Whether `value` is a whole number of steps. Throws a RangeError unless `step` is positive. */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  if (step <= 0n) throw new RangeError('a step must be positive');
  return value % step === 0n;
}

/** `value` rounded to `places` (0 to 18) after the point. */
export function roundToPlaces(value: Decimal, places: number, mode: RoundingMode): Decimal {
  return roundToStep(value, raw(10n ** BigInt(DECIMAL_PLACES - places)), mode);
}

/** The nearest binary number: for charts, logs and statistics only, never back into money. */
export function toApproximateNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}

function divideInteger(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  if (remainder === 0n) return quotient;
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  return roundsAway({ quotient, remainder, denominator, away }, mode) ? quotient + away : quotient;
}

interface Division {
  readonly quotient: bigint;
  readonly remainder: bigint;
  readonly denominator: bigint;
  readonly away: 1n | -1n;
}

function roundsAway(division: Division, mode: RoundingMode): boolean {
  switch (mode) {
    case 'down':
      return false;
    case 'up':
      return true;
    case 'floor':
      return division.away === -1n;
    case 'ceiling':
      return division.away === 1n;
    case 'half_up':
    case 'half_even': {
      const twice = division.remainder < 0n ? -2n * division.remainder : 2n * division.remainder;
      const whole = division.denominator < 0n ? -division.denominator : division.denominator;
      if (twice !== whole) return twice > whole;
      return mode === 'half_up' || division.quotient % 2n !== 0n;
    }
  }
}
