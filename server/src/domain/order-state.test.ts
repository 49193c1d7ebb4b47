import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTerminal, ORDER_STATUSES } from './order.ts';
import { canTransition, nextStatus, ORDER_EVENTS, ORDER_TRANSITIONS } from './order-state.ts';

describe('the table of an order’s life', () => {
  it('names each transition once', () => {
    const keys = ORDER_TRANSITIONS.map(([from, event]) => `${from}>${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('permits what it lists and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ORDER_STATUSES), fc.constantFrom(...ORDER_EVENTS), (from, event) => {
        const row = ORDER_TRANSITIONS.find(([rowFrom, rowEvent]) => rowFrom === from && rowEvent === event);
        expect(canTransition(from, event)).toBe(row !== undefined);
        if (row === undefined) expect(() => nextStatus(from, event, undefined)).toThrow();
        else
          expect(nextStatus(from, event, 'partially_filled')).toBe(row[2] === 'before' ? 'partially_filled' : row[2]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves no terminal status but by a late fill', () => {
    const exits = ORDER_TRANSITIONS.filter(([from, , to]) => isTerminal(from) && to !== from);
    expect(exits).toEqual([
      ['canceled', 'full_fill', 'filled'],
      ['expired', 'full_fill', 'filled'],
    ]);
  });

  it('lets every status that is not terminal come to an end', () => {
    for (const status of ORDER_STATUSES) {
      if (isTerminal(status)) continue;
      const reached = new Set([status]);
      for (let round = 0; round < ORDER_STATUSES.length; round += 1) {
        for (const [from, , to] of ORDER_TRANSITIONS) if (reached.has(from) && to !== 'before') reached.add(to);
      }
      expect([...reached].some(isTerminal), status).toBe(true);
    }
  });

  it('never lets a signed order be denied: what may have been sent is the venue’s to refuse', () => {
    for (const status of [
      'submitting',
      'unknown',
      'accepted',
      'partially_filled',
      'pending_cancel',
      'pending_amend',
    ] as const) {
      expect(canTransition(status, 'denied')).toBe(false);
      expect(canTransition(status, 'held')).toBe(false);
    }
  });
});
