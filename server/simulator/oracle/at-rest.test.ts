import { describe, expect, it } from 'vitest';
import type { OrderStatus } from '#domain/order.ts';
import { checkProvable, type RestingWorld } from './at-rest.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import { createFacts, type OrderFacts } from './journal-facts.ts';

const NOW = 1_800_000_100_000;

/** What is said about one order that the venue has, whose newest request was made so long before. */
function said(
  status: OrderStatus,
  askedBeforeMs: number | undefined,
  { hasProof = true, sequence = 0 }: { readonly hasProof?: boolean; readonly sequence?: number } = {},
): readonly string[] {
  const sentences: string[] = [];
  const facts = createFacts();
  if (askedBeforeMs !== undefined) facts.orders.set('one', { id: 'one', askedAt: NOW - askedBeforeMs } as OrderFacts);
  const world = {
    state: { sequence, orders: new Map([['one', { id: 'one', status, clientOrderId: 'c1' }]]) },
    truth: { accepted: [{ clientOrderId: 'c1', fills: [] }] },
    facts,
    faults: { has: () => false, injections: [] },
    say: (sentence: string) => void sentences.push(sentence),
  };
  checkProvable(world as unknown as RestingWorld, { hasProof, time: NOW });
  return sentences;
}

describe('what can be proven before a person is asked', () => {
  it.each(['submitting', 'unknown', 'pending_cancel', 'pending_amend'] as const)(
    'is not settled while an order is %s whose request was made long ago',
    (status) => {
      expect(said(status, 10_000)).toEqual([expect.stringContaining(`I-29: order one is ${status}`)]);
      expect(said(status, 10_000, { hasProof: false })).toHaveLength(1);
      expect(said(status, undefined)).toHaveLength(1);
    },
  );

  it('is not waited for in vain by a request of a moment ago', () => {
    expect(said('pending_cancel', 8)).toEqual([]);
    expect(said('pending_amend', 9_999)).toEqual([]);
  });

  it('is not looked at while what was asked for just now is not in the journal', () => {
    expect(said('pending_amend', 10_000, { sequence: 1 })).toEqual([]);
  });

  it('is settled when nothing is on its way', () => {
    expect(said('accepted', 100_000)).toEqual([]);
    expect(said('canceled', 100_000)).toEqual([]);
  });
});

describe('a trade that is not in the books', () => {
  it.each([
    [69_000, 0],
    [71_000, 1],
  ])('%i ms after it happened is a violation %i times', (ageMs, count) => {
    const sentences: string[] = [];
    const atMs = NOW - WALL_START_MS - ageMs;
    const world = {
      state: { sequence: 0, orders: new Map() },
      truth: { accepted: [{ clientOrderId: 'c1', orderId: 'one', fills: [{ tradeId: 'T1', atMs }] }] },
      facts: createFacts(),
      faults: { has: () => false, injections: [] },
      say: (sentence: string) => void sentences.push(sentence),
    };
    checkProvable(world as unknown as RestingWorld, { hasProof: true, time: NOW });
    expect(sentences).toEqual(Array.from({ length: count }, () => expect.stringContaining('I-29: trade T1')));
  });
});
