import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import type { EngineEvent } from './events.ts';

const approved: EngineEvent = {
  kind: 'order_approved',
  time: 1,
  orderId: 'o1',
  checks: [
    { check: 'symbol_frozen', passed: true, values: {} },
    { check: 'margin', passed: true, values: { needed: decimal('11.393'), windowMs: 1_000, source: 'hook:"x"' } },
  ],
  reservation: decimal('11.393'),
  limitsVersion: 'v',
};

describe('the checks of an order in the journal', () => {
  it('are their names, with the numbers they compared where there are any', () => {
    expect(JSON.parse(encodeEvent(approved))).toMatchObject({
      reservation: '11.393',
      checks: ['symbol_frozen', { margin: { needed: '11.393', windowMs: 1_000, source: 'hook:"x"' } }],
    });
  });

  it('are read back in full, the numbers as the text that people see', () => {
    expect(decodeEvent(encodeEvent(approved))).toEqual({
      ...approved,
      checks: [
        { check: 'symbol_frozen', passed: true, values: {} },
        { check: 'margin', passed: true, values: { needed: '11.393', windowMs: 1_000, source: 'hook:"x"' } },
      ],
    });
  });

  it('say which one denied, with its code', () => {
    const values = { value: '5', maximum: '4' };
    const denial = { check: 'order_value', passed: false, code: 'ORDER_VALUE_ABOVE_MAXIMUM', values };
    const denied: EngineEvent = {
      kind: 'order_denied',
      time: 1,
      orderId: 'o1',
      reason: { code: 'ORDER_VALUE_ABOVE_MAXIMUM', values },
      checks: [{ check: 'symbol_frozen', passed: true, values: {} }, denial],
    };
    expect(JSON.parse(encodeEvent(denied))).toMatchObject({ checks: ['symbol_frozen', denial] });
    expect(decodeEvent(encodeEvent(denied))).toEqual(denied);
  });
});
