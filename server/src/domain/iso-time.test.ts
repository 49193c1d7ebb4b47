import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime } from './iso-time.ts';

const LAST_MS = 8.64e15;

describe('a time as text', () => {
  it('is what a date says, in whatever order the times come', () => {
    const time = fc.oneof(
      fc.integer({ min: -LAST_MS, max: LAST_MS }),
      fc.integer({ min: -3_000, max: 3_000 }),
      fc.integer({ min: 1_795_228_449_000, max: 1_795_228_452_000 }),
      fc.double({ min: -LAST_MS, max: LAST_MS, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), (times) => {
        expect(times.map(isoTime)).toEqual(times.map((timeMs) => new Date(timeMs).toISOString()));
      }),
    );
  });

  it('is none when the time is none', () => {
    for (const timeMs of [Number.NaN, Number.POSITIVE_INFINITY, LAST_MS + 1]) {
      expect(() => isoTime(timeMs)).toThrow(RangeError);
    }
  });
});
