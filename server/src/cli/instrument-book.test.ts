import { describe, expect, it } from 'vitest';
import { createInstrumentBook, moneyText, plainNumber } from './instrument-book.ts';
import type { Instrument } from './wire-shapes.ts';

const paper = [
  { symbol: 'BTCUSDT', tickSize: '0.01', unit: 'BTC' },
  { symbol: 'USDJPY', tickSize: '0.0010', unit: 'lots' },
  { symbol: 'WHOLE', tickSize: '5', unit: 'contracts' },
] as Instrument[];
const exchange = [{ symbol: 'BTCUSDT', tickSize: '0.1', unit: 'contracts' }] as Instrument[];
const book = createInstrumentBook([
  { account: 'paper', instruments: paper },
  { account: 'main', instruments: exchange },
]);
const account = 'paper';

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
    expect(book.price({ account, symbol }, price)).toBe(shown);
  });

  it('an absent price is nothing, and an unknown instrument has no unit', () => {
    const unit = (symbol: string): string => book.unit({ account, symbol });
    const none = book.price({ account, symbol: 'BTCUSDT' }, undefined);
    expect([none, unit('NOT_LISTED'), unit('USDJPY')]).toEqual(['', '', 'lots']);
  });

  it('are those of the account: another one has other ticks and units for the same symbol', () => {
    const at = (of: string) => [
      book.price({ account: of, symbol: 'BTCUSDT' }, '97000'),
      book.unit({ account: of, symbol: 'BTCUSDT' }),
    ];
    expect([at('paper'), at('main'), at('gone')]).toEqual([
      ['97000.00', 'BTC'],
      ['97000.0', 'contracts'],
      ['97000', ''],
    ]);
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
