import { describe, expect, it } from 'vitest';
import { ORDER_STATUSES } from '#domain/order.ts';
import { FAULT_KINDS } from '../faults/fault-kinds.ts';
import { coverageOf } from './coverage.ts';

const lines = coverageOf({
  injectionsByFault: { stall: 12, reply_lost: 1 },
  coverage: { 'stall × accepted': 7, 'stall × pending_cancel': 1_234 },
}).split('\n');
const cells = (text = ''): string[] => text.trim().split(/ {2,}/);

describe('the coverage', () => {
  it('has a row for each kind and a column for each state, with a point where they never met', () => {
    expect(cells(lines[0])).toEqual(['fault', 'struck', ...ORDER_STATUSES]);
    expect(lines.slice(2, 2 + FAULT_KINDS.length).map((line) => cells(line)[0])).toEqual(
      FAULT_KINDS.map(({ name }) => name),
    );
    const stall = cells(lines.find((line) => line.startsWith('stall ')));
    expect(stall).toEqual([
      'stall',
      '12',
      ...ORDER_STATUSES.map((status) => (status === 'accepted' ? '7' : status === 'pending_cancel' ? '1234' : '.')),
    ]);
  });

  it('names the kinds that never struck, and those that struck where there was no order', () => {
    const never = lines.find((line) => line.startsWith('never struck: ')) ?? '';
    expect(never.split(': ')[1]?.split(', ')).toEqual(
      FAULT_KINDS.map(({ name }) => name).filter((name) => name !== 'stall' && name !== 'reply_lost'),
    );
    expect(lines).toContain('struck, but met no order: reply_lost');
  });
});
