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
    expect(new Set(both.orderTypes)).toEqual(new Set([...spot.orderTypes, ...swap.orderTypes]));
    const proofs = [spot.proofDelayMs, swap.proofDelayMs];
    expect(both.proofDelayMs).toBe(proofs.includes(undefined) ? undefined : Math.max(...proofs.map((ms) => ms ?? 0)));
    expect(both.positionModes).toContain('netting');
    // Nothing cancels by itself at an exchange: the engine does it.
    expect(both.oneCancelsOther).toBe(false);
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
