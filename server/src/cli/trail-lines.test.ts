import { describe, expect, it } from 'vitest';
import { fill } from '#app/config/bilingual.ts';
import { createTerminal } from './terminal.ts';
import { TrailLines } from './trail-lines.ts';

const AT = '2026-01-05T10:00:00.000Z';

function protection(data: Readonly<Record<string, unknown>>): string {
  const lines = new TrailLines({ ...createTerminal(false), text: (text, values = {}) => fill(text, values).en }, AT);
  return lines
    .entry({ sequence: 1, time: AT, kind: 'protection_set', data: { instrumentId: 'BTCUSDT', ...data } })
    .join('\n');
}

describe('the line of a protection', () => {
  it('names its levels', () => {
    const levels = { stopLoss: '90000', takeProfits: [{ price: '120000' }] };
    expect(protection(levels)).toContain('protection for BTCUSDT: stop-loss 90000, take-profit 120000');
  });

  it('says none when the levels were taken away', () => {
    expect(protection({ takeProfits: [] })).toMatch(/protection for BTCUSDT: none$/);
    expect(protection({ takeProfits: [], quantity: '0.5' })).toMatch(/protection for BTCUSDT: none$/);
  });
});
