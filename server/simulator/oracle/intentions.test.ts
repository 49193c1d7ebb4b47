import { describe, expect, it } from 'vitest';
import { intentionsOf } from './intentions.ts';
import type { OrderFacts } from './journal-facts.ts';

const WHOLE = { request: {} } as OrderFacts;
const LIMITED = { request: { adjustments: [{ code: 'CLOSE_LIMITED' }] } } as unknown as OrderFacts;
const part = (parts: string): OrderFacts =>
  ({ request: { adjustments: [{ code: 'CLOSE_SPLIT', values: { parts } }] } }) as unknown as OrderFacts;

describe('orders of one alert', () => {
  it('are an intention each', () => {
    expect([[], [WHOLE], [WHOLE, LIMITED]].map(intentionsOf)).toEqual([0, 1, 2]);
  });

  it('are one together where they are parts of a close', () => {
    expect(intentionsOf([part('3'), part('3'), part('3')])).toBe(1);
    expect(intentionsOf([part('3'), WHOLE])).toBe(2);
  });

  it('are another intention where there are more parts than the close was split into', () => {
    expect(intentionsOf([part('2'), part('2'), part('2')])).toBe(2);
  });
});
