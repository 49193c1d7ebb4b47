import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowCounter } from './window-counter.ts';

describe('a window counter', () => {
  it('is never below the true count, and above it by no more than what lies one slot outside', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, (steps) => {
        const counter = new WindowCounter();
        const times: number[] = [];
        let now = 1_800_000_000_000;
        for (const gap of steps) {
          now += gap;
          times.push(now);
          counter.add(now, 1_000);
          const within = (ms: number): number => times.filter((time) => now - time < ms).length;
          expect(counter.count(now, 1_000)).toBeGreaterThanOrEqual(within(1_000));
          expect(counter.count(now, 1_000)).toBeLessThanOrEqual(within(1_000 + 1_000 / 32 + 1));
        }
      }),
    );
  });

  it('forgets everything once the window has passed', () => {
    const counter = new WindowCounter();
    for (let at = 0; at < 10; at += 1) counter.add(1_000_000 + at, 1_000);
    expect(counter.count(1_002_100, 1_000)).toBe(0);
  });

  it('forgets nothing when the clock goes back or the window changes', () => {
    const counter = new WindowCounter();
    counter.add(1_000_000, 1_000);
    expect(counter.count(999_000, 1_000)).toBe(1);
    expect(counter.count(1_000_000, 60_000)).toBe(1);
  });

  it('forgets what was counted before the clock was set back once a window has passed', () => {
    const counter = new WindowCounter();
    counter.add(10_000_000, 1_000, 3);
    expect(counter.count(1_000_000, 1_000)).toBe(3);
    expect(counter.count(1_001_100, 1_000)).toBe(0);
  });
});
