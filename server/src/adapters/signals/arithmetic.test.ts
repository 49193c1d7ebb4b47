import { Decimal as Reference } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { EXPRESSION_LENGTH_MAX, evaluateNumber } from './arithmetic.ts';

const shown = (text: string): string | undefined => {
  const value = evaluateNumber(text);
  return value === undefined ? undefined : formatDecimal(value);
};

describe('evaluateNumber', () => {
  it.each([
    ['3350.5', '3350.5'],
    ['3350.5 * 0.99', '3316.995'],
    ['-2+3*4', '10'],
    ['(2+3)*4', '20'],
    ['2 - 3 - 4', '-5'],
    ['8 / 2 / 2', '2'],
    ['10/3', '3.333333333333333333'],
    ['2/3', '0.666666666666666667'],
    ['100 - -2', '102'],
    ['3 * -2', '-6'],
    ['-(1+2)', '-3'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e-8', '0.00000001'],
    ['1e2-1', '99'],
    ['\u30001 + 2\u3000', '3'],
    ['0', '0'],
    ['-0', '0'],
    ['0.1+0.2', '0.3'],
    ['0.000000000000000001 * 0.5', '0'],
    ['0.000000000000000003 * 0.5', '0.000000000000000002'],
  ])('%s is %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '12abc',
    '1,000',
    'NaN',
    'Infinity',
    '1 2',
    '1 +',
    '* 2',
    '1 // 2',
    '--1',
    '1/0',
    '1/(1-1)',
    '(1',
    '1)',
    '()',
    '0x10',
    '1_000',
    '50%',
    '$5',
    '2024-05-01',
    '007',
    '1..2',
    '1e',
    '1e9999',
    '1e40*1e40',
    '0.0000000000000000001',
    '１２',
    '1'.repeat(65),
  ])('%j is not a number', (text) => {
    expect(evaluateNumber(text)).toBeUndefined();
  });

  it('reads a text at the length limit and refuses one beyond it', () => {
    const longest = `1${' '.repeat(EXPRESSION_LENGTH_MAX - 1)}`;
    expect(evaluateNumber(longest)).toBe(decimal('1'));
    expect(evaluateNumber(`${longest} `)).toBeUndefined();
  });

  it('refuses parentheses nested deeper than sixteen', () => {
    expect(shown(`${'('.repeat(16)}1${')'.repeat(16)}`)).toBe('1');
    expect(shown(`${'('.repeat(17)}1${')'.repeat(17)}`)).toBeUndefined();
  });

  it('agrees with an independent calculator on sums of products', () => {
    const number = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => new Reference(cents).div(100));
    const product = fc.array(number, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(product, { minLength: 1, maxLength: 4 }), (sum) => {
        const text = sum.map((factors) => factors.map((factor) => factor.toFixed()).join(' * ')).join(' + ');
        const expected = sum
          .map((factors) => factors.reduce((left, right) => left.times(right), new Reference(1)))
          .reduce((left, right) => left.plus(right), new Reference(0));
        fc.pre(text.length <= EXPRESSION_LENGTH_MAX);
        expect(shown(text)).toBe(expected.plus(0).toFixed().replace(/^-0$/, '0'));
      }),
      { numRuns: 300 },
    );
  });

  it('reads a lone number in the quick way as in the long one, which a blank before it takes', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'00123456789..eE+-'), maxLength: 24 });
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(fc.oneof(soup, digits), (text) => {
        expect(evaluateNumber(text)).toBe(evaluateNumber(` ${text}`));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws on texts made of its own characters', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'0123456789.eE+-*/() '), maxLength: 60 });
    fc.assert(
      fc.property(soup, (text) => {
        expect(['bigint', 'undefined']).toContain(typeof evaluateNumber(text));
      }),
      { numRuns: 2000 },
    );
  });
});
