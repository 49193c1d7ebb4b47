import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeClock } from '#ports/clock.conformance.ts';
import { ManualClock } from './manual-clock.ts';
import { createSystemClock } from './system-clock.ts';

describeClock('system', () => ({ clock: createSystemClock(), pass: (durationMs) => sleep(durationMs + 2) }));

describeClock('manual', () => {
  const clock = new ManualClock(1_700_000_000_000);
  return { clock, pass: async (durationMs) => clock.advance(durationMs) };
});

it('a manual clock shows each timer the time it was set for', () => {
  const clock = new ManualClock(5_000);
  const seen: [wall: number, monotonic: number][] = [];
  for (const delayMs of [30, 10, 10]) clock.after(delayMs, () => seen.push([clock.now(), clock.monotonic()]));
  clock.advance(100);
  expect(seen).toEqual([
    [5_010, 10],
    [5_010, 10],
    [5_030, 30],
  ]);
  expect([clock.now(), clock.monotonic(), clock.pendingTimers]).toEqual([5_100, 100, 0]);
});

it('a manual clock fires timers of the same time in the order they were set, those set meanwhile last', () => {
  const clock = new ManualClock();
  const calls: string[] = [];
  clock.after(10, () => {
    calls.push('first');
    clock.after(0, () => calls.push('set meanwhile'));
  });
  clock.after(10, () => calls.push('second'));
  clock.advance(10);
  expect(calls).toEqual(['first', 'second', 'set meanwhile']);
});

it('a manual clock keeps its timers when the wall clock is set', () => {
  const clock = new ManualClock(1_000_000);
  let isFired = false;
  clock.after(50, () => {
    isFired = true;
  });
  clock.setWall(0);
  clock.advance(49);
  expect(isFired).toBe(false);
  clock.advance(1);
  expect(isFired).toBe(true);
  expect(clock.now()).toBe(50);
  expect(() => clock.advance(-1)).toThrow(RangeError);
});
