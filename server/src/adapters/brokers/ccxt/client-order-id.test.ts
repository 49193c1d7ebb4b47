import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeClientOrderId } from './client-order-id.ts';
import { EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import type { ClientOrderIdRule } from './profile.ts';

const text: ClientOrderIdRule = { field: 'a', conditionalField: 'a', form: 'text', lengthMax: 32, unique: 'ever' };
const integer: ClientOrderIdRule = { ...text, form: 'integer53' };
const ours = fc.stringMatching(/^[a-z2-7]{24}$/);

describe('our id in the form of an exchange', () => {
  it('fits each of them as it is, or as an integer that every parser keeps', async () => {
    const id = 'abcdefghijklmnopqrstuv23';
    for (const name of EXCHANGE_NAMES) {
      const { markets } = await loadExchangeProfile(name);
      for (const { clientOrderId: rule } of Object.values(markets)) {
        const native = nativeClientOrderId(id, rule);
        expect(rule.form === 'text' ? native === id : Number.isSafeInteger(Number(native))).toBe(true);
      }
    }
  });

  it('is the same integer for ever', () => {
    expect(nativeClientOrderId('abcdefghijklmnopqrstuv23', integer)).toBe('7207399193008949');
  });

  it('is an integer from 1 to 2^53 - 1 for any id', () => {
    fc.assert(
      fc.property(ours, (id) => {
        const native = BigInt(nativeClientOrderId(id, integer));
        expect(native > 0n && native < 2n ** 53n).toBe(true);
      }),
    );
  });

  it('differs where ids differ', () => {
    fc.assert(
      fc.property(fc.uniqueArray(ours, { minLength: 2, maxLength: 50 }), (ids) => {
        expect(new Set(ids.map((id) => nativeClientOrderId(id, integer))).size).toBe(ids.length);
      }),
    );
  });

  it.each(['', 'ABC', 'a b', 'a-b', 'x'.repeat(33), "a'; --"])('is refused for what we never made: %j', (id) => {
    expect(() => nativeClientOrderId(id, text)).toThrow(RangeError);
    expect(() => nativeClientOrderId(id, integer)).toThrow(RangeError);
  });
});
