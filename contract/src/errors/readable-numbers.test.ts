import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableNumbers } from './readable-numbers.ts';
import { renderError } from './registry.ts';

describe('numbers in a sentence', () => {
  it('show money to the hundredth, and everything else to eight places', () => {
    const value = { value: '1018.612350000000000001', maximum: '500000' };
    expect(readableNumbers('order_value', value)).toEqual({ value: '1018.61', maximum: '500000' });
    const price = { price: '0.333333333333333333', bound: '101860.195351234567' };
    expect(readableNumbers('price_collar', price)).toEqual({ price: '0.33333333', bound: '101860.19535123' });
  });

  it('show as many places as it takes to tell two numbers apart', () => {
    const close = { value: '500000.000000000000000001', maximum: '500000' };
    expect(readableNumbers('order_value', close)).toEqual(close);
    const nearer = { value: '500000.004999', maximum: '500000' };
    expect(readableNumbers('order_value', nearer)).toEqual({ value: '500000.005', maximum: '500000' });
  });

  it('keep a sign and what is not zero, however small', () => {
    const tiny = { needed: '0.000000000000000007', available: '-0.0000000001' };
    expect(readableNumbers('margin', tiny)).toEqual(tiny);
  });

  it('never put a number on a step it is not on', () => {
    const off = { price: '100.000000000003', tickSize: '0.01' };
    expect(readableNumbers('PRICE_NOT_ON_TICK', off)).toEqual(off);
    const onSight = { quantity: '0.123456789012345678', lotStep: '0.01' };
    expect(readableNumbers('QUANTITY_NOT_ON_STEP', onSight)).toEqual(onSight);
    const typed = { quantity: '0.0123456789', lotStep: '0.00001' };
    expect(readableNumbers('QUANTITY_NOT_ON_STEP', typed)).toEqual(typed);
  });

  it('leave texts as they are', () => {
    const texts = { source: 'hook:1.123456789012', state: 'active', ageMs: '241', empty: '' };
    expect(readableNumbers('order_value', texts)).toEqual(texts);
  });

  it('stand to each other as the exact ones do, whatever they are', () => {
    const near = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
    const base = fc.constantFrom(0n, 1n, 99_999n, 500_000n, -3n).map((whole) => whole * 10n ** 18n);
    const number = fc.tuple(base, near, fc.constantFrom(1n, 10n ** 6n, 10n ** 12n)).map(([a, b, c]) => a + b * c);
    const check = (left: bigint, right: bigint, subject: string): void => {
      const shown = readableNumbers(subject, { value: text(left), maximum: text(right) });
      const [a, b] = [units(shown['value']), units(shown['maximum'])];
      expect([a < b, a === b, a < 0n, a === 0n]).toEqual([left < right, left === right, left < 0n, left === 0n]);
    };
    fc.assert(fc.property(number, number, fc.constantFrom('order_value', 'price_collar'), check), { numRuns: 2_000 });
  });
});

describe('a sentence about a comparison', () => {
  it('is short where it can be, and quotes the sender to the letter', () => {
    const denied = { value: '1018612.350000000000000001', maximum: '500000' };
    expect(renderError('ORDER_VALUE_ABOVE_MAXIMUM', denied, 'en')).toContain(
      'worth 1018612.35 at its worst price; 500000',
    );
    const written = { field: 'sl', value: '1.123456789012345' };
    expect(renderError('SIGNAL_FIELD_INVALID', written, 'en')).toContain('"1.123456789012345"');
  });
});

function text(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(19, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`;
}

function units(shown = ''): bigint {
  const [whole = '', fraction = ''] = shown.replace('-', '').split('.');
  const count = BigInt(whole + fraction.padEnd(18, '0'));
  return shown.startsWith('-') ? -count : count;
}
