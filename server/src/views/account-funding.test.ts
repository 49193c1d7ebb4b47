/** What an account was paid for perpetuals, as people and programs see it: an amount that nobody tells is not zero. */
import { describe, expect, it } from 'vitest';
import type { VenueTraits } from '#engine/state.ts';
import { EngineBench } from '#engine/test/engine-harness.ts';
import { type AccountFacts, accountView } from './account-view.ts';

const FACTS: AccountFacts = { source: 'venue', simulated: false, problems: [], keyEnding: undefined, terms: undefined };

function fundingOf(traits: Partial<VenueTraits>, comparedFrom?: number) {
  const bench = new EngineBench({ traits });
  Object.assign(bench.state, { comparedFrom });
  return accountView(bench.state, FACTS).funding;
}

describe('the funding of an account', () => {
  it('is shown where the exchange lists it', () => {
    expect(fundingOf({ balanceIsTruth: true }, 1)).toBe('0');
  });

  it('is not known where the exchange does not list it, nor before it was ever asked', () => {
    expect(fundingOf({ balanceIsTruth: true, fundingUnlisted: true }, 1)).toBeNull();
    expect(fundingOf({ balanceIsTruth: true })).toBeNull();
  });

  it('is nothing that a simulated account has', () => {
    expect(fundingOf({})).toBeUndefined();
  });
});
