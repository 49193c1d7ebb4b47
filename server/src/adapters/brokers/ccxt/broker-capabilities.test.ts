/** What the engine may count on at an account with one or two markets. */
import { describe, expect, it } from 'vitest';
import { brokerCapabilities } from './broker-capabilities.ts';
import { EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';

describe('capabilities of an account', () => {
  it.each(EXCHANGE_NAMES)('promise at %s only what every market of it keeps', async (name) => {
    const profile = await loadExchangeProfile(name);
    const spot = brokerCapabilities(profile, { markets: ['spot'] });
    const swap = brokerCapabilities(profile, { markets: ['swap'] });
    const both = brokerCapabilities(profile, { markets: ['spot', 'swap'] });
    expect(both.amend).toBe(spot.amend && swap.amend);
    expect(both.amends).toEqual({ ...spot.amends, ...swap.amends });
    // Coins know reduce-only nowhere, and perpetuals everywhere but at Coinbase. What does not ties up what it sells.
    const reduces = name !== 'coinbase';
    expect([spot.reduceOnly, swap.reduceOnly, both.reduceOnly]).toEqual([false, reduces, false]);
    expect(both.reduceOnlyKinds).toEqual(reduces ? ['crypto_perpetual'] : []);
    expect(both.tiesUp).toEqual(reduces ? ['crypto_spot'] : ['crypto_spot', 'crypto_perpetual']);
    expect(new Set(both.orderTypes)).toEqual(new Set([...spot.orderTypes, ...swap.orderTypes]));
    const proofs = [spot.proofDelayMs, swap.proofDelayMs];
    expect(both.proofDelayMs).toBe(proofs.includes(undefined) ? undefined : Math.max(...proofs.map((ms) => ms ?? 0)));
    expect(both.positionModes).toContain('netting');
    // Nothing cancels by itself at an exchange: the engine does it.
    expect(both.oneCancelsOther).toBe(false);
  });
});

describe('funding', () => {
  it.each(EXCHANGE_NAMES)(
    'is said at %s not to be listed where it is not, for accounts with perpetuals',
    async (name) => {
      const profile = await loadExchangeProfile(name);
      const unlisted = ['htx', 'bitget', 'coinbase', 'mexc'].includes(name) ? true : undefined;
      expect(brokerCapabilities(profile, { markets: ['spot', 'swap'] }).fundingUnlisted).toBe(unlisted);
      expect(brokerCapabilities(profile, { markets: ['spot'] }).fundingUnlisted).toBeUndefined();
    },
  );
});

describe('stops', () => {
  it.each([
    ['coinbase', { crypto_spot: [{ type: 'stop_limit' }], crypto_perpetual: [{ type: 'stop_limit' }] }],
    [
      'bitget',
      {
        crypto_spot: [{ type: 'stop', side: 'sell' }, { type: 'stop_limit' }],
        crypto_perpetual: [{ type: 'stop' }, { type: 'stop_limit' }],
      },
    ],
    [
      'htx',
      {
        crypto_spot: [{ type: 'stop_limit' }],
        crypto_perpetual: [
          { type: 'stop', onlyClosing: true },
          { type: 'stop_limit', onlyClosing: true },
        ],
      },
    ],
  ] as const)('at %s are told market by market', async (name, expected) => {
    const profile = await loadExchangeProfile(name);
    expect(brokerCapabilities(profile, { markets: ['spot', 'swap'] }).stops).toEqual(expected);
  });
});

describe('market buys', () => {
  it.each(EXCHANGE_NAMES)(
    'at %s are said to be sized by cost exactly where they can not be placed by quantity',
    async (name) => {
      const profile = await loadExchangeProfile(name);
      const byQuantity = profile.markets.spot.capabilities.orders.market?.sides?.includes('buy') ?? true;
      const { marketBuyBy } = brokerCapabilities(profile, { markets: ['spot', 'swap'] });
      expect(marketBuyBy).toEqual(byQuantity ? undefined : { crypto_spot: 'cost' });
      expect(byQuantity).toBe(!['htx', 'bitget', 'coinbase'].includes(name));
    },
  );
});
