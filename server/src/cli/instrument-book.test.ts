import { describe, expect, it } from 'vitest';
import { createInstrumentBook, moneyText, plainNumber } from './instrument-book.ts';
import type { Instrument } from './wire-shapes.ts';

const book = createInstrumentBook([
  { symbol: 'BTCUSDT', tickSize: '0.01', unit: 'BTC' },
  { symbol: 'USDJPY', tickSize: '0.0010', unit: 'lots' },
  { symbol: 'WHOLE', tickSize: '5', unit: 'contracts' },
] as Instrument[]);

describe('numbers in tables', () => {
  it.each([
    ['BTCUSDT', '97000', '97000.00'],
    ['BTCUSDT', '97000.123456789012345678', '97000.1235'],
    ['BTCUSDT', '97000.005', '97000.005'],
    ['USDJPY', '152', '152.000'],
    ['WHOLE', '100', '100'],
    ['NOT_LISTED', '1.123456789', '1.12345679'],
    ['BTCUSDT', '0.000001', '0.000001'],
  ])('%s at %s reads %s', (symbol, price, shown) => {
    expect(book.price(symbol, price)).toBe(shown);
  });

  it('an absent price is nothing, and an unknown instrument has no unit', () => {
    expect([book.price('BTCUSDT', undefined), book.unit('NOT_LISTED'), book.unit('USDJPY')]).toEqual(['', '', 'lots']);
  });

  it.each([
    ['1000000', '1000000.00'],
    ['-12.3456', '-12.35'],
    ['0.043123456', '0.0431'],
    ['-0.5', '-0.50'],
    ['0.00000001', '0.00000001'],
    ['0', '0.00'],
  ])('money of %s reads %s', (amount, shown) => {
    expect(moneyText(amount)).toBe(shown);
  });

  it('a number of a calculation is cut, a word or a whole number is not', () => {
    expect(['1.1234567891', 'active', '24', '10.0.0.1'].map(plainNumber)).toEqual([
      '1.12345679',
      'active',
      '24',
      '10.0.0.1',
    ]);
  });
});
