import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, fromInteger, multiply } from '#domain/decimal.ts';
import { EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { orderCall } from './order-call.ts';
import { openRig, rigInstrument, type RigSteps } from './test/client-rig.ts';
import { orderCase } from './test/order-matrix.ts';
import { inspectRequest } from './wire-guard.ts';

/** Coins of a fraction of a cent, ordinary ones, and odd steps; swaps that are counted in whole contracts. */
const STEPS: readonly RigSteps[] = [
  { price: '0.00000001', amount: '1' },
  { price: '0.0000001', amount: '100' },
  { price: '0.01', amount: '0.00001' },
  { price: '0.25', amount: '5' },
  { price: '5', amount: '0.0001' },
];
/** What a binary number counts exactly: an order larger than that is not of this world. */
const COUNT_MAX = 9_999_999;

describe.each(EXCHANGE_NAMES)('amounts and prices on their way to %s', (name) => {
  it.each(STEPS)('arrive as they were approved, at a tick of $price and a step of $amount', async (steps) => {
    const profile = await loadExchangeProfile(name);
    const rig = await openRig(profile, steps);
    const kinds = fc.constantFrom('spot' as const, 'swap' as const);
    const counts = fc.integer({ min: 1, max: COUNT_MAX });
    await fc.assert(
      fc.asyncProperty(kinds, counts, counts, async (kind, units, ticks) => {
        const usual = orderCase(profile, { kind, type: 'limit', side: 'sell', timeInForce: 'gtc' }).options;
        const instrument = rigInstrument(name, kind, steps);
        const request = {
          ...usual.order.request,
          quantity: multiply(instrument.lotStep, fromInteger(units)),
          limitPrice: multiply(decimal(steps.price), fromInteger(ticks)),
        };
        const call = orderCall({ ...usual, instrument, order: { ...usual.order, request } });
        if (call.kind === 'denied') throw new Error(call.reason.code);
        rig.requests.length = 0;
        const { error } = await rig.run(call.call);
        const [seen] = rig.requests;
        const wrong = seen === undefined ? String(error) : inspectRequest(call.wire, seen, profile.hosts);
        // What the client can not carry exactly never leaves: the guard stops it, or the client refuses to build it.
        expect(wrong, JSON.stringify(call.call.args)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});
