import { describe, expect, it } from 'vitest';
import { createInstrumentDirectory } from './symbol.ts';
import { answer, cfd, forex, perpetual, resolve, share, spot } from './test/instrument-listing.ts';

const COINS = [
  spot('BTCUSDT', 'BTC/USDT'),
  perpetual('BTCUSDT.P', 'BTC/USDT'),
  spot('ETHUSDT', 'ETH/USDT'),
  spot('BTCUSDC', 'BTC/USDC'),
];
const UNIFIED = [
  spot('BTC/USDT', 'BTC/USDT'),
  perpetual('BTC/USDT:USDT', 'BTC/USDT'),
  perpetual('BTC/USD:BTC', 'BTC/USD'),
  perpetual('XRP/USDT:USDT', 'XRP/USDT'),
];
const SWAPS = [perpetual('BTC-USDT-SWAP', 'BTC/USDT')];
const FUTURES_ONLY = [perpetual('BTCUSDT', 'BTC/USDT'), perpetual('XBTUSD', 'BTC/USD')];

describe('coins', () => {
  it.each([
    ['BTCUSDT', 'BTCUSDT'],
    ['btcusdt', 'BTCUSDT'],
    [' BTCUSDT ', 'BTCUSDT'],
    ['ＢＴＣＵＳＤＴ', 'BTCUSDT'],
    ['BINANCE:BTCUSDT', 'BTCUSDT'],
    ['binance:btcusdt', 'BTCUSDT'],
    ['BINANCE：BTCUSDT', 'BTCUSDT'],
    ['BINANCE_DLY:BTCUSDT', 'BTCUSDT'],
    ['BTC/USDT', 'BTCUSDT'],
    ['BTC-USDT', 'BTCUSDT'],
    ['BTC_USDT', 'BTCUSDT'],
    ['USDT_BTC', 'BTCUSDT'],
    ['USDT_ETH', 'ETHUSDT'],
    ['BTCUSDT.P', 'BTCUSDT.P'],
    ['BINANCE:BTCUSDT.P', 'BTCUSDT.P'],
    ['BTCUSDT.PERP', 'BTCUSDT.P'],
    ['BTCUSDTPERP', 'BTCUSDT.P'],
    ['BTC-USDT-PERP', 'BTCUSDT.P'],
    ['BTC-USDT-SWAP', 'BTCUSDT.P'],
    ['BTC/USDT:USDT', 'BTCUSDT.P'],
    ['OKX:BTC/USDT:USDT', 'BTCUSDT.P'],
  ])('%s is %s where spot and perpetual are traded', (symbol, id) => {
    expect(answer(resolve(symbol, COINS))).toBe(id);
  });

  it.each([
    ['BTCUSDT', 'BTC/USDT'],
    ['BTC-USDT', 'BTC/USDT'],
    ['BYBIT:BTCUSDT.P', 'BTC/USDT:USDT'],
    ['BTCUSDTPERP', 'BTC/USDT:USDT'],
    ['BTCUSD.P', 'BTC/USD:BTC'],
    ['BTC/USD:BTC', 'BTC/USD:BTC'],
    ['XRPUSDT', 'XRP/USDT:USDT'],
    ['XRP_USDT', 'XRP/USDT:USDT'],
    ['USDT_XRP', 'XRP/USDT:USDT'],
  ])('%s is %s where ids are unified', (symbol, id) => {
    expect(answer(resolve(symbol, UNIFIED))).toBe(id);
  });

  it.each([
    ['BTCUSDT.P', 'BTCUSDT'],
    ['BINANCE:BTCUSDT', 'BTCUSDT'],
    ['BTC/USDT:USDT', 'BTCUSDT'],
    ['XBTUSD.P', 'XBTUSD'],
    ['XBT/USD', 'XBTUSD'],
    ['BTCUSD.P', 'XBTUSD'],
  ])('%s is %s where only perpetuals are traded', (symbol, id) => {
    expect(answer(resolve(symbol, FUTURES_ONLY))).toBe(id);
  });

  it('knows swaps by their pair', () => {
    expect(answer(resolve('BTCUSDT.P', SWAPS))).toBe('BTC-USDT-SWAP');
    expect(answer(resolve('BTC/USDT', SWAPS))).toBe('BTC-USDT-SWAP');
  });

  it.each([
    ['a quote currency is not another one', 'BTCUSD', COINS, 'SYMBOL_UNKNOWN'],
    ['a perpetual is not spot', 'ETHUSDT.P', COINS, 'SYMBOL_UNKNOWN ETHUSDT'],
    ['a coin has no broker suffix', 'ETHUSDT.M', COINS, 'SYMBOL_UNKNOWN'],
    ['a pair may be cut in one place only', 'BT/CUSDT', COINS, 'SYMBOL_UNKNOWN BTCUSDT, BTCUSDT.P'],
    ['another settlement is another contract', 'BTC/USD:USD', [UNIFIED[2]!], 'BTC/USD:BTC'],
    ['a settlement in coin is never one in dollars', 'BTC/USDT:BTC', UNIFIED, 'SYMBOL_UNKNOWN BTC/USDT, BTC/USDT:USDT'],
    ['a thousand of a coin is not the coin', 'PEPEUSDT', [perpetual('1000PEPEUSDT', 'PEPE/USDT')], 'SYMBOL_UNKNOWN'],
  ])('%s: %s', (_rule, symbol, instruments, expected) => {
    expect(answer(resolve(symbol, instruments))).toBe(expected);
  });

  it('names both when the same letters are cut differently', () => {
    const twins = [spot('ABC-D', 'ABC/D'), spot('AB-CD', 'AB/CD')];
    expect(answer(resolve('ABCD', twins))).toBe('SYMBOL_AMBIGUOUS ABC-D, AB-CD');
    expect(answer(resolve('AB/CD', twins))).toBe('AB-CD');
  });

  it('reads quote first only when the sender does so or nothing else fits', () => {
    const both = [spot('ETHBTC', 'ETH/BTC'), spot('BTCETH', 'BTC/ETH')];
    expect(answer(resolve('BTC_ETH', both))).toBe('BTCETH');
    expect(answer(resolve({ symbol: 'BTC_ETH', exchange: '3commas' }, both))).toBe('ETHBTC');
    expect(answer(resolve('BTC-ETH', [both[0]!]))).toBe('SYMBOL_UNKNOWN');
  });
});

describe('broker suffixes', () => {
  it.each([
    ['XAUUSD.m', 'XAUUSD'],
    ['XAUUSDm', 'XAUUSD'],
    ['XAUUSDM', 'XAUUSD'],
    ['XAUUSD', 'XAUUSD'],
    ['OANDA:XAUUSD', 'XAUUSD'],
    ['XAU/USD', 'XAUUSD'],
    ['EURUSD.raw', 'EURUSD'],
    ['EURUSD#', 'EURUSD'],
    ['EURUSD+', 'EURUSD'],
    ['EURUSD-ECN', 'EURUSD'],
    ['EURUSDpro', 'EURUSD'],
    ['US30.cash', 'US30'],
  ])('%s is %s at a broker without suffixes', (symbol, id) => {
    const plain = [forex('EURUSD', 'EUR/USD'), cfd('XAUUSD', 'XAU/USD'), cfd('US30', 'USD/USD')];
    expect(answer(resolve(symbol, plain))).toBe(id);
  });

  it.each([
    ['XAUUSD', 'XAUUSD.m'],
    ['xauusd.M', 'XAUUSD.m'],
    ['XAUUSDm', 'XAUUSD.m'],
    ['EUR/USD', 'EURUSDm'],
    ['EURUSD', 'EURUSDm'],
    ['GBPUSD', 'GBPUSD#'],
    ['NAS100', 'NAS100.cash'],
  ])('%s is %s at a broker with suffixes', (symbol, id) => {
    const marked = [
      cfd('XAUUSD.m', 'XAU/USD'),
      forex('EURUSDm', 'EUR/USD'),
      forex('GBPUSD#', 'GBP/USD'),
      cfd('NAS100.cash', 'USD/USD'),
    ];
    expect(answer(resolve(symbol, marked))).toBe(id);
  });

  it('never takes an instrument away from its own name', () => {
    const both = [cfd('XAUUSD', 'XAU/USD'), cfd('XAUUSD.m', 'XAU/USD')];
    expect(answer(resolve('XAUUSD', both))).toBe('XAUUSD');
    expect(answer(resolve('XAUUSD.m', both))).toBe('XAUUSD.m');
    expect(answer(resolve('XAUUSDm', both))).toBe('XAUUSD.m');
  });

  it('never chooses between two suffixes, nor takes one for another', () => {
    const two = [cfd('XAUUSD.m', 'XAU/USD'), cfd('XAUUSD.raw', 'XAU/USD')];
    expect(answer(resolve('XAUUSD', two))).toBe('SYMBOL_AMBIGUOUS XAUUSD.m, XAUUSD.raw');
    expect(answer(resolve('XAUUSD.ecn', two))).toBe('SYMBOL_UNKNOWN');
  });

  it.each([
    ['the end of a currency', 'BTCUSDT', cfd('BTCUSD', 'BTC/USD')],
    ['the end of a currency, the other way round', 'BTCUSD', cfd('BTCUSDT', 'BTC/USD')],
    ['a mark of perpetuals', 'BTCUSD.P', cfd('BTCUSD', 'BTC/USD')],
    ['a class of shares', 'BRK.B', cfd('BRK', 'USD/USD')],
    ['a currency', 'BTC.USD', cfd('BTC', 'USD/USD')],
  ])('%s is no suffix: %s', (_what, symbol, listed) => {
    expect(resolve(symbol, [listed])).toMatchObject({ kind: 'unknown', code: 'SYMBOL_UNKNOWN' });
  });

  it('tells ids apart that differ in case only', () => {
    const twins = [cfd('XAUUSDm', 'XAU/USD'), cfd('XAUUSDM', 'XAU/USD')];
    expect(answer(resolve('XAUUSDm', twins))).toBe('XAUUSDm');
    expect(answer(resolve('FX:XAUUSDM', twins))).toBe('XAUUSDM');
    expect(answer(resolve('xauusdm', twins))).toBe('SYMBOL_AMBIGUOUS XAUUSDm, XAUUSDM');
  });

  it('knows aliases', () => {
    const gold = [cfd('XAUUSD', 'XAU/USD', { aliases: ['GOLD', '黄金'] })];
    expect(answer(resolve('TVC:gold', gold))).toBe('XAUUSD');
    expect(answer(resolve('黄金', gold))).toBe('XAUUSD');
  });
});

const PUDONG = share('600000.SH');
const PING_AN = share('000001.SZ');
const COMPOSITE = share('000001.SH', { tradable: false });

describe('the route map and errors', () => {
  const map = (...entries: [string, string][]): ReadonlyMap<string, string> => new Map(entries);

  it('wins over everything, an own name included', () => {
    const symbolMap = map(['BTCUSDT', 'ETHUSDT'], ['000001', '000001.SH'], ['MNQ1!', 'NAS100']);
    const listed = [...COINS, PING_AN, COMPOSITE, cfd('NAS100', 'USD/USD')];
    expect(answer(resolve({ symbol: 'btcusdt', symbolMap }, listed))).toBe('ETHUSDT');
    expect(answer(resolve({ symbol: 'BINANCE:BTCUSDT', symbolMap }, listed))).toBe('ETHUSDT');
    expect(answer(resolve({ symbol: '000001', symbolMap }, listed))).toBe('000001.SH');
    expect(answer(resolve({ symbol: 'CME_MINI_DL:MNQ1!', symbolMap }, listed))).toBe('NAS100');
  });

  it('takes the entry with the exchange before the one without', () => {
    const symbolMap = map(['KRAKEN:BTCUSDT', 'ETHUSDT'], ['BTCUSDT', 'BTCUSDC']);
    expect(answer(resolve({ symbol: 'KRAKEN:BTCUSDT', symbolMap }, COINS))).toBe('ETHUSDT');
    expect(answer(resolve({ symbol: 'BTCUSDT', exchange: 'kraken', symbolMap }, COINS))).toBe('ETHUSDT');
    expect(answer(resolve({ symbol: 'BINANCE:BTCUSDT', symbolMap }, COINS))).toBe('BTCUSDC');
  });

  it('does not fall back when the target of an entry is missing', () => {
    const outcome = resolve({ symbol: 'BTCUSDT', symbolMap: map(['BTCUSDT', 'BTCEUR']) }, COINS);
    expect(outcome).toEqual({
      kind: 'unknown',
      code: 'SYMBOL_UNKNOWN',
      values: { symbol: 'BTCUSDT', target: 'BTCEUR' },
    });
  });

  it.each(['MNQ1!', 'CME_MINI:MNQ1!', 'ES1！', 'BTC1!'])('%s is a continuous contract', (symbol) => {
    expect(resolve(symbol, COINS)).toEqual({ kind: 'unknown', code: 'SYMBOL_CONTINUOUS', values: { symbol } });
  });

  it.each(['', '   ', ':', 'BINANCE:', '/', '_', '.P', '!?', 'X'.repeat(65), '{{ticker}}', 'BTC USDT', '\u0000'])(
    '%j is unknown',
    (symbol) => {
      const outcome = resolve(symbol, COINS);
      expect(outcome).toMatchObject({ kind: 'unknown', code: 'SYMBOL_UNKNOWN' });
    },
  );

  it('lists no more candidates than a person reads', () => {
    const many = Array.from({ length: 12 }, (_, n) => cfd(`XAUUSD.${String.fromCharCode(97 + n)}`, 'XAU/USD'));
    expect(answer(resolve('XAUUSD', many))).toMatch(/^SYMBOL_AMBIGUOUS (XAUUSD\.[a-h], ){8}…$/);
  });

  it('refuses a directory in which two instruments have one id', () => {
    expect(() => createInstrumentDirectory([PUDONG, share('600000.SH')])).toThrow(RangeError);
  });
});
