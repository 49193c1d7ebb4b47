/** Markets of an exchange as instruments: names, aliases, steps, what is left out. */
import { describe, expect, it } from 'vitest';
import { decimal, ONE } from '#domain/decimal.ts';
import type { ClientMarket } from './client-surface.ts';
import { instrumentsOf } from './market-instruments.ts';

const SPOT: ClientMarket = {
  id: 'BTC-USDT',
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  type: 'spot',
  spot: true,
  active: true,
  precision: { amount: '0.00001', price: '0.01' },
  limits: { amount: { min: '0.0001', max: '1000' }, cost: { min: '5' } },
};
const SWAP: ClientMarket = {
  ...SPOT,
  id: 'BTCUSDT',
  symbol: 'BTC/USDT:USDT',
  settle: 'USDT',
  type: 'swap',
  spot: false,
  swap: true,
  linear: true,
  contractSize: '0.001',
  precision: { amount: '1', price: '0.1' },
  limits: { amount: { min: '1' } },
};
const BOTH = ['spot', 'swap'] as const;

const list = (markets: readonly ClientMarket[], terms: Partial<Parameters<typeof instrumentsOf>[1]> = {}) =>
  instrumentsOf(markets, { venue: 'okx', markets: BOTH, ...terms }).map(({ instrument }) => instrument);

describe('instruments of an exchange', () => {
  it('are named base and quote, and perpetuals with .P behind it', () => {
    expect(list([SPOT, SWAP]).map(({ id, kind }) => [id, kind])).toEqual([
      ['BTCUSDT', 'crypto_spot'],
      ['BTCUSDT.P', 'crypto_perpetual'],
    ]);
  });

  it('go by the names of the exchange too, unless another instrument has that name', () => {
    expect(list([SPOT, SWAP]).map(({ aliases }) => aliases)).toEqual([['BTC-USDT', 'BTC/USDT'], ['BTC/USDT:USDT']]);
    expect(list([SPOT, SWAP], { markets: ['swap'] })[0]?.aliases).toEqual(['BTCUSDT', 'BTC/USDT:USDT']);
  });

  it('carry the exact steps and bounds of the venue, in its own unit', () => {
    const [spot, swap] = list([SPOT, SWAP], { leverage: decimal('3') });
    expect(spot).toMatchObject({
      tickSize: decimal('0.01'),
      lotStep: decimal('0.00001'),
      quantityMin: decimal('0.0001'),
      quantityMax: decimal('1000'),
      notionalMin: decimal('5'),
      contractSize: ONE,
      marginRate: ONE,
      shortable: false,
    });
    expect(swap).toMatchObject({ lotStep: ONE, contractSize: decimal('0.001'), shortable: true });
    // Rounded up: a third of the value is never reckoned as less.
    expect((swap?.marginRate ?? 0n) * 3n >= ONE).toBe(true);
  });

  it('leave out what can not be traded exactly, and what is no spot or linear perpetual', () => {
    const others: ClientMarket[] = [
      { ...SPOT, precision: { price: '0.01' } },
      { ...SPOT, precision: { amount: '0', price: '0.01' } },
      { ...SWAP, linear: false, settle: 'BTC' },
      { ...SPOT, spot: false, type: 'option' },
    ];
    expect(list(others)).toEqual([]);
  });

  it('are not tradable while the exchange has them suspended, and the active one of two wins', () => {
    const suspended = { ...SPOT, id: 'OLD', active: false };
    expect(list([suspended])[0]?.tradable).toBe(false);
    expect(list([suspended, SPOT]).map(({ tradable, aliases }) => [tradable, aliases[0]])).toEqual([
      [true, 'BTC-USDT'],
    ]);
  });
});
