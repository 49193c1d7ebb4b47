import { Decimal as DecimalJs } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  divideProducts,
  formatDecimal,
  fromInteger,
  isMultipleOf,
  isNegative,
  isPositive,
  isZero,
  maximum,
  minimum,
  multiply,
  multiplyAllRounded,
  multiplyRounded,
  negate,
  ONE,
  parseDecimal,
  type RoundingMode,
  roundToPlaces,
  roundToStep,
  subtract,
  toApproximateNumber,
  ZERO,
} from './decimal.ts';

/** The other implementation, with room for every exact product these tests make. */
const Reference = DecimalJs.clone({ precision: 400, toExpNeg: -400, toExpPos: 400 });
const REFERENCE_MODES: Readonly<Record<RoundingMode, DecimalJs.Rounding>> = {
  down: Reference.ROUND_DOWN,
  up: Reference.ROUND_UP,
  floor: Reference.ROUND_FLOOR,
  ceiling: Reference.ROUND_CEIL,
  half_even: Reference.ROUND_HALF_EVEN,
  half_up: Reference.ROUND_HALF_UP,
};
const MODES = Object.keys(REFERENCE_MODES) as RoundingMode[];
const PLACES = 18;

const reference = (value: Decimal): DecimalJs => new Reference(formatDecimal(value));
const raw = (value: bigint): Decimal => value as Decimal;
/** What decimal.js writes for the same number; it knows a negative zero and we do not. */
const plain = (value: DecimalJs): string => (value.isZero() ? '0' : value.toFixed());
const rounded = (value: DecimalJs, mode: RoundingMode): string =>
  plain(value.toDecimalPlaces(PLACES, REFERENCE_MODES[mode]));

const mode = fc.constantFrom(...MODES);
/** Dust, ordinary amounts, and numbers beyond what any account holds; ties and whole numbers often. */
const value: fc.Arbitrary<Decimal> = fc.oneof(
  fc.bigInt({ min: -1_000n, max: 1_000n }).map(raw),
  fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(raw),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(raw),
  fc.bigInt({ min: -1_000n, max: 1_000n }).map((whole) => raw(whole * 10n ** 18n)),
  fc.bigInt({ min: -1_000n, max: 1_000n }).map((halves) => raw(halves * 5n * 10n ** 17n)),
);
const step = fc.oneof(
  fc.bigInt({ min: 1n, max: 1_000n }).map(raw),
  fc.constantFrom('0.01', '0.25', '100', '0.00000001', '0.3').map(decimal),
);
const REFUSED = [
  ['', '.', '-', '+', '-.', '+.', 'e5', '1e', '1e+', '.e1', '1.2.3', '1..2', '--1', '+-1', '1-', '- 1'],
  [' 1', '1 ', '1\n', '\t1', '1,000', '1_000', '1 000', '0x10', '0b1', '1n', '١٢', '１２', '½', '1．5', '−1'],
  ['NaN', 'Infinity', '-Infinity', 'null', 'true', '1e1e1', '1e1.5', '1e9999', '1/2', '50%', '$1', '1\u0000'],
  ['0.0000000000000000001', '1e-19', '1.5e-18', '1e64', '1e999', '-1e-999', '1e-999', '1'.repeat(65)],
].flat();
const RUNS = { numRuns: 500 };

describe('parseDecimal', () => {
  it.each([
    ['12', '12'],
    ['-0.5', '-0.5'],
    ['+7.25', '7.25'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['5.', '5'],
    ['1e-8', '0.00000001'],
    ['1E+3', '1000'],
    ['.5e1', '5'],
    ['5.e-1', '0.5'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['0e999', '0'],
    ['007', '7'],
    ['000000000000000000001.5', '1.5'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['0.100000000000000000000000', '0.1'],
    ['999999999999999', '999999999999999'],
    ['9999999999999999', '9999999999999999'],
    ['9007199254740993', '9007199254740993'],
    ['0.123456789012345', '0.123456789012345'],
    ['0.1234567890123456', '0.1234567890123456'],
    ['123456789012345678901234567890.123456789012345678', '123456789012345678901234567890.123456789012345678'],
    ['10e-19', '0.000000000000000001'],
  ])('reads %s', (text, expected) => {
    expect(formatDecimal(decimal(text))).toBe(expected);
  });

  it.each(REFUSED)('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
    expect(() => decimal(text)).toThrow(RangeError);
  });

  it('reads back whatever formatDecimal writes', () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(parseDecimal(formatDecimal(any))).toBe(any);
      }),
      RUNS,
    );
  });

  it('agrees with decimal.js on every text of digits, points, signs and exponents', () => {
    const character = fc.constantFrom(...'0123456789'.split(''), '0', '0', '.', '.', '-', '+', 'e', 'E', ' ', 'x');
    const grammar = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 20 }), (text) => {
        const parsed = parseDecimal(text);
        const expected = grammar.test(text) ? new Reference(text) : undefined;
        const holds = expected !== undefined && expected.decimalPlaces() <= PLACES;
        const isHuge = expected !== undefined && expected.abs().greaterThan('1e40');
        expect(isHuge || (parsed !== undefined) === holds).toBe(true);
        expect(parsed === undefined || formatDecimal(parsed) === plain(expected!)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads numbers of every length alike, where the quick way ends as well', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 1, maxLength: 18 });
    fc.assert(
      fc.property(fc.constantFrom('', '-', '+'), digits, digits, (sign, whole, fraction) => {
        const text = `${sign}${whole}.${fraction}`;
        expect(formatDecimal(decimal(text))).toBe(plain(new Reference(text)));
        expect(formatDecimal(decimal(sign + whole))).toBe(plain(new Reference(sign + whole)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, whatever the text', () => {
    const units = fc.array(fc.nat(0xff_ff), { maxLength: 80 }).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(units, fc.string({ maxLength: 80 })), (text) => {
        const parsed = parseDecimal(text);
        expect(parsed === undefined || typeof parsed === 'bigint').toBe(true);
      }),
      RUNS,
    );
  });

  it('does not repeat a long text in its error', () => {
    expect(() => decimal('9'.repeat(10_000))).toThrow(/^not a decimal: 9{64}$/);
  });
});

describe('formatDecimal', () => {
  it('writes what decimal.js writes: no exponent, no useless zero, no negative zero', () => {
    fc.assert(
      fc.property(value, (any) => {
        const expected = plain(new Reference(any.toString()).dividedBy('1e18'));
        expect(formatDecimal(any)).toBe(expected);
      }),
      RUNS,
    );
  });
});

describe('exact operations', () => {
  it('add, subtract, negate, absolute, minimum, maximum and compare agree with decimal.js', () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        const [a, b] = [reference(left), reference(right)];
        expect(formatDecimal(add(left, right))).toBe(plain(a.plus(b)));
        expect(formatDecimal(subtract(left, right))).toBe(plain(a.minus(b)));
        expect(formatDecimal(negate(left))).toBe(plain(a.negated()));
        expect(formatDecimal(absolute(left))).toBe(plain(a.abs()));
        expect(formatDecimal(minimum(left, right))).toBe(plain(Reference.min(a, b)));
        expect(formatDecimal(maximum(left, right))).toBe(plain(Reference.max(a, b)));
        expect(compare(left, right)).toBe(a.comparedTo(b));
      }),
      RUNS,
    );
  });

  it('tells zero, positive and negative apart', () => {
    fc.assert(
      fc.property(value, (any) => {
        const sign = Number(any > 0n) - Number(any < 0n);
        expect([isNegative(any), isZero(any), isPositive(any)]).toEqual([sign < 0, sign === 0, sign > 0]);
      }),
    );
  });

  it('multiply gives the product when 18 places hold it and throws otherwise', () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        const product = reference(left).times(reference(right));
        const attempt = (): string => formatDecimal(multiply(left, right));
        const outcome = product.decimalPlaces() <= PLACES ? attempt() : expectRangeError(attempt);
        expect(outcome).toBe(product.decimalPlaces() <= PLACES ? plain(product) : 'RangeError');
      }),
      RUNS,
    );
  });

  it('fromInteger takes whole numbers and nothing else', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (whole) => {
        expect(formatDecimal(fromInteger(whole))).toBe(String(whole === 0 ? 0 : whole));
        expect(fromInteger(BigInt(whole))).toBe(fromInteger(whole));
      }),
    );
    expect(fromInteger(10n ** 30n)).toBe(decimal('1e30'));
    for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => fromInteger(bad)).toThrow(RangeError);
    }
  });

  it('isMultipleOf agrees with decimal.js and wants a positive step', () => {
    fc.assert(
      fc.property(value, step, fc.boolean(), (any, size, snap) => {
        const checked = snap ? roundToStep(any, size, 'floor') : any;
        expect(isMultipleOf(checked, size)).toBe(reference(checked).modulo(reference(size)).isZero());
        expect(snap && !isMultipleOf(checked, size)).toBe(false);
      }),
      RUNS,
    );
    expect(() => isMultipleOf(ONE, ZERO)).toThrow(RangeError);
    expect(() => isMultipleOf(ONE, negate(ONE))).toThrow(RangeError);
  });
});

function expectRangeError(attempt: () => string): string {
  try {
    return attempt();
  } catch (error) {
    return error instanceof RangeError ? 'RangeError' : 'another error';
  }
}

describe('operations that round', () => {
  const TIES = [
    ['2.5', { down: '2', up: '3', floor: '2', ceiling: '3', half_even: '2', half_up: '3' }],
    ['3.5', { down: '3', up: '4', floor: '3', ceiling: '4', half_even: '4', half_up: '4' }],
    ['-2.5', { down: '-2', up: '-3', floor: '-3', ceiling: '-2', half_even: '-2', half_up: '-3' }],
    ['-0.5', { down: '0', up: '-1', floor: '-1', ceiling: '0', half_even: '0', half_up: '-1' }],
    ['2.4', { down: '2', up: '3', floor: '2', ceiling: '3', half_even: '2', half_up: '2' }],
    ['-2.6', { down: '-2', up: '-3', floor: '-3', ceiling: '-2', half_even: '-3', half_up: '-3' }],
    ['7', { down: '7', up: '7', floor: '7', ceiling: '7', half_even: '7', half_up: '7' }],
  ] as const;

  it.each(TIES)('%s in every mode', (text, expected) => {
    for (const each of MODES) expect(formatDecimal(roundToPlaces(decimal(text), 0, each))).toBe(expected[each]);
  });

  it('multiplyRounded agrees with decimal.js in every mode', () => {
    fc.assert(
      fc.property(value, value, mode, (left, right, how) => {
        const expected = rounded(reference(left).times(reference(right)), how);
        expect(formatDecimal(multiplyRounded(left, right, how))).toBe(expected);
      }),
      RUNS,
    );
  });

  it('divide agrees with decimal.js in every mode', () => {
    fc.assert(
      fc.property(value, value, mode, (left, right, how) => {
        fc.pre(right !== ZERO);
        const expected = rounded(reference(left).dividedBy(reference(right)), how);
        expect(formatDecimal(divide(left, right, how))).toBe(expected);
      }),
      RUNS,
    );
    expect(() => divide(ONE, ZERO, 'half_even')).toThrow(RangeError);
  });

  it('multiplyAllRounded and divideProducts round once, at the end', () => {
    const factors = fc.array(value, { maxLength: 3 });
    const divisors = fc.array(
      value.filter((any) => any !== ZERO),
      { maxLength: 2 },
    );
    const product = (all: readonly Decimal[]): DecimalJs =>
      all.reduce((so, any) => so.times(reference(any)), new Reference(1));
    fc.assert(
      fc.property(factors, divisors, mode, (above, below, how) => {
        expect(formatDecimal(multiplyAllRounded(above, how))).toBe(rounded(product(above), how));
        const quotient = product(above).dividedBy(product(below));
        expect(formatDecimal(divideProducts(above, below, how))).toBe(rounded(quotient, how));
      }),
      RUNS,
    );
    expect(() => divideProducts([ONE], [ONE, ZERO], 'up')).toThrow(RangeError);
    expect(divideProducts([], [], 'up')).toBe(ONE);
  });

  it('roundToStep agrees with decimal.js in every mode and lands on a step', () => {
    fc.assert(
      fc.property(value, step, mode, (any, size, how) => {
        const result = roundToStep(any, size, how);
        const steps = reference(any).dividedBy(reference(size)).toDecimalPlaces(0, REFERENCE_MODES[how]);
        expect(formatDecimal(result)).toBe(plain(steps.times(reference(size))));
        expect(isMultipleOf(result, size)).toBe(true);
        expect(roundToStep(result, size, how)).toBe(result);
      }),
      RUNS,
    );
    expect(() => roundToStep(ONE, ZERO, 'down')).toThrow(RangeError);
    expect(() => roundToStep(ONE, negate(ONE), 'down')).toThrow(RangeError);
  });

  it('roundToPlaces agrees with decimal.js in every mode and place', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: PLACES }), mode, (any, places, how) => {
        const expected = plain(reference(any).toDecimalPlaces(places, REFERENCE_MODES[how]));
        expect(formatDecimal(roundToPlaces(any, places, how))).toBe(expected);
      }),
      RUNS,
    );
    for (const bad of [-1, 19, 0.5]) expect(() => roundToPlaces(ONE, bad, 'down')).toThrow(RangeError);
  });
});

describe('toApproximateNumber', () => {
  it('is the nearest binary number', () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(toApproximateNumber(any)).toBe(Number(plain(reference(any))));
      }),
    );
  });
});
