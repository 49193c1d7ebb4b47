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
const DECIMAL_PATTERN = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** That many decimal digits are counted exactly by a binary number. */
const SHORT_DIGITS_MAX = 15;
/** What one unit of the n-th place after the point is worth. */
const UNITS: readonly bigint[] = Array.from(
  { length: SHORT_DIGITS_MAX + 1 },
  (_, places) => 10n ** BigInt(18 - places),
);
const CHAR_PLUS = 0x2b;
const CHAR_MINUS = 0x2d;
const CHAR_POINT = 0x2e;
const CHAR_ZERO = 0x30;
const CHAR_NINE = 0x39;

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
  return parseShort(text) ?? parseLong(text);
}

/**
 * The quick way for what prices and quantities look like: at most 15 digits, which a binary number counts exactly, and
 * no exponent. Undefined is no verdict: the long way decides.
 */
function parseShort(text: string): Decimal | undefined {
  const { length } = text;
  if (length > SHORT_DIGITS_MAX + 2) return undefined;
  const first = text.charCodeAt(0);
  const signed = first === CHAR_MINUS || first === CHAR_PLUS ? 1 : 0;
  let digits = 0;
  let count = 0;
  let point = -1;
  for (let index = signed; index < length; index += 1) {
    const char = text.charCodeAt(index);
    if (char >= CHAR_ZERO && char <= CHAR_NINE) {
      digits = digits * 10 + (char - CHAR_ZERO);
      count += 1;
    } else if (char === CHAR_POINT && point === -1) {
      point = index;
    } else {
      return undefined;
    }
  }
  if (count === 0 || count > SHORT_DIGITS_MAX) return undefined;
  const unit = UNITS[point === -1 ? 0 : length - point - 1];
  if (unit === undefined) return undefined;
  return raw(BigInt(first === CHAR_MINUS ? -digits : digits) * unit);
}

function parseLong(text: string): Decimal | undefined {
  const match = DECIMAL_PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
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
  if (value === 0n) return '0';
  const digits = value.toString();
  const start = digits.charCodeAt(0) === CHAR_MINUS ? 1 : 0;
  const point = digits.length - DECIMAL_PLACES;
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === CHAR_ZERO) end -= 1;
  if (point > start) {
    return end <= point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
  }
  return `${start === 1 ? '-0.' : '0.'}${'0'.repeat(start - point)}${digits.slice(start, end)}`;
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
  if (right === ONE) return left;
  if (left === ONE) return right;
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
export function divideProducts(factors: readonly Decimal[], divisors: readonly Decimal[], mode: RoundingMode): Decimal {
  let numerator = 1n;
  let denominator = 1n;
  /** How many times the scale is still to be multiplied in; each factor brings it once too often, each divisor takes it. */
  let scales = 1;
  for (const factor of factors) {
    if (factor === ONE_RAW) continue;
    numerator *= factor;
    scales -= 1;
  }
  for (const divisor of divisors) {
    if (divisor === ONE_RAW) continue;
    if (divisor === 0n) throw new RangeError('division by zero');
    denominator *= divisor;
    scales += 1;
  }
  for (; scales > 0; scales -= 1) numerator *= ONE_RAW;
  for (; scales < 0; scales += 1) denominator *= ONE_RAW;
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

/** `value` rounded to `places` (0 to 18) after the point. Throws a RangeError for any other number of places. */
export function roundToPlaces(value: Decimal, places: number, mode: RoundingMode): Decimal {
  if (places < 0 || places > DECIMAL_PLACES) throw new RangeError(`places must be 0 to ${DECIMAL_PLACES}`);
  return roundToStep(value, raw(10n ** BigInt(DECIMAL_PLACES - places)), mode);
}

/** The nearest binary number: for charts, logs and statistics only, never back into money. */
export function toApproximateNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}

function divideInteger(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  const quotient = numerator / denominator;
  if (mode === 'down') return quotient;
  const remainder = numerator - quotient * denominator;
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
