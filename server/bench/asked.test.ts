import { describe, expect, it } from 'vitest';
import { readAsked } from './asked.ts';

describe('what is asked', () => {
  it.each([
    ['target ≤ 150', 'MB', { asked: { bound: 'most', value: 150 }, rest: '' }],
    ['target ≥ 0.5; 5 rounds', '× bare', { asked: { bound: 'least', value: 0.5 }, rest: '5 rounds' }],
    [
      'with snapshots; target ≤ 5,000; 99 MB',
      'ms',
      { asked: { bound: 'most', value: 5_000 }, rest: 'with snapshots; 99 MB' },
    ],
    ['of one core; target 200,000', 'inputs/s', { asked: { bound: 'least', value: 200_000 }, rest: 'of one core' }],
    ['target 200', 'µs/order', { asked: { bound: 'most', value: 200 }, rest: '' }],
    ['pages of 5', '/s', { rest: 'pages of 5' }],
  ] as const)('is read from "%s" in %s', (note, unit, expected) => {
    expect(readAsked(note, unit)).toEqual(expected);
  });
});
