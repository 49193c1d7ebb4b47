import { describe, expect, it } from 'vitest';
import { suggestedMarket } from './a-share-code.ts';
import { answer, resolve, share, spot } from './test/instrument-listing.ts';

const PUDONG = share('600000.SH');
const PING_AN = share('000001.SZ');
const COMPOSITE = share('000001.SH', { tradable: false });
const BEIJING = share('430047.BJ');

describe('mainland Chinese codes', () => {
  it.each([
    'SSE:600000',
    'SSE_DLY:600000',
    'SH:600000',
    '600000.SH',
    '600000.sh',
    '600000.SS',
    '600000.XSHG',
    'sh600000',
    'SH.600000',
    'SHSE.600000',
    '600000',
    '６０００００',
    'SSE:600000.SH',
  ])('%s is 600000.SH', (symbol) => {
    expect(answer(resolve(symbol, [PUDONG, PING_AN, BEIJING]))).toBe('600000.SH');
  });

  it.each([
    ['SZSE:000001', '000001.SZ'],
    ['SZ:000001', '000001.SZ'],
    ['sz000001', '000001.SZ'],
    ['000001.SZ', '000001.SZ'],
    ['000001.XSHE', '000001.SZ'],
    ['SSE:000001', '000001.SH'],
    ['000001.SH', '000001.SH'],
    ['BJ430047', '430047.BJ'],
    ['BSE:430047', '430047.BJ'],
    ['430047', '430047.BJ'],
  ])('%s is %s, whatever its digits suggest', (symbol, id) => {
    expect(answer(resolve(symbol, [PUDONG, PING_AN, COMPOSITE, BEIJING]))).toBe(id);
  });

  it('takes the exchange beside the symbol as well', () => {
    const listed = [PING_AN, COMPOSITE];
    expect(answer(resolve({ symbol: '000001', exchange: 'SSE' }, listed))).toBe('000001.SH');
    expect(answer(resolve({ symbol: '000001', exchange: 'szse_dl' }, listed))).toBe('000001.SZ');
  });

  it.each([
    ['only the bank is listed', [PING_AN], '000001.SZ'],
    ['the index can not be traded', [PING_AN, COMPOSITE], '000001.SZ'],
    ['both can be traded', [PING_AN, share('000001.SH')], 'SYMBOL_AMBIGUOUS 000001.SZ, 000001.SH'],
    ['only the index is listed', [COMPOSITE], 'SYMBOL_AMBIGUOUS 000001.SH'],
    [
      'only the index can be traded',
      [share('000001.SZ', { tradable: false }), share('000001.SH')],
      'SYMBOL_AMBIGUOUS 000001.SZ, 000001.SH',
    ],
    ['neither is listed', [PUDONG], 'SYMBOL_UNKNOWN'],
  ])('bare 000001 when %s', (_when, listed, expected) => {
    expect(answer(resolve('000001', listed))).toBe(expected);
  });

  it('never settles a code whose digits suggest nothing', () => {
    expect(answer(resolve('700001', [share('700001.SH')]))).toBe('SYMBOL_AMBIGUOUS 700001.SH');
  });

  it.each([
    ['SZSE:600000', 'SYMBOL_UNKNOWN 600000.SH'],
    ['SZ600000', 'SYMBOL_UNKNOWN 600000.SH'],
    ['SSE:600000.SZ', 'SYMBOL_UNKNOWN 600000.SH'],
    ['BSE:RELIANCE', 'SYMBOL_UNKNOWN'],
    ['SSE:BTCUSDT', 'SYMBOL_UNKNOWN'],
    ['KRX:600000', 'SYMBOL_UNKNOWN 600000.SH'],
    ['60000', 'SYMBOL_UNKNOWN'],
    ['600000.HK', 'SYMBOL_UNKNOWN'],
  ])('a market that contradicts is not overruled: %s', (symbol, expected) => {
    const listed = [PUDONG, spot('BTCUSDT', 'BTC/USDT'), share('RELIANCE')];
    expect(answer(resolve(symbol, listed))).toBe(expected);
  });

  it.each([
    ['600519', 'SH'],
    ['510300', 'SH'],
    ['900901', 'SH'],
    ['110059', 'SH'],
    ['111000', 'SH'],
    ['113050', 'SH'],
    ['118000', 'SH'],
    ['132000', 'SH'],
    ['204001', 'SH'],
    ['730000', 'SH'],
    ['780000', 'SH'],
    ['000001', 'SZ'],
    ['123001', 'SZ'],
    ['131810', 'SZ'],
    ['159915', 'SZ'],
    ['160000', 'SZ'],
    ['184000', 'SZ'],
    ['200011', 'SZ'],
    ['300750', 'SZ'],
    ['399001', 'SZ'],
    ['115000', 'SZ'],
    ['430047', 'BJ'],
    ['830799', 'BJ'],
    ['920002', 'BJ'],
    ['112000', undefined],
    ['700000', undefined],
    ['910000', undefined],
  ])('the digits of %s suggest %s', (code, market) => {
    expect(suggestedMarket(code)).toBe(market);
  });
});
