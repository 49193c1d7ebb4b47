/** What every clock promises. Durations are only ever compared with the clock's own. */
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets at least `durationMs` pass, and the timers that come due fire. */
  readonly pass: (durationMs: number) => Promise<void>;
}

/** The suite of the clock port. */
export function describeClock(name: string, open: () => ClockUnderTest): void {
  describe(`clock: ${name}`, () => {
    it('shows wall time in whole milliseconds', () => {
      expect(Number.isSafeInteger(open().clock.now())).toBe(true);
    });

    it('never goes back in monotonic time', async () => {
      const { clock, pass } = open();
      let last = clock.monotonic();
      for (let round = 0; round < 5; round += 1) {
        await pass(1);
        expect(clock.monotonic()).toBeGreaterThan(last);
        last = clock.monotonic();
      }
    });

    it('calls back once, not before its time', async () => {
      const { clock, pass } = open();
      const dueMs = clock.monotonic() + 20;
      const calls: number[] = [];
      clock.after(20, () => calls.push(clock.monotonic()));
      await pass(60);
      await pass(60);
      expect(calls).toHaveLength(1);
      expect(calls[0]).toBeGreaterThanOrEqual(dueMs);
    });

    it('calls back in the order of the times, and not within the call that asks', async () => {
      const { clock, pass } = open();
      const calls: string[] = [];
      clock.after(40, () => calls.push('late'));
      clock.after(0, () => calls.push('at once'));
      clock.after(20, () => calls.push('soon'));
      expect(calls).toEqual([]);
      await pass(100);
      expect(calls).toEqual(['at once', 'soon', 'late']);
    });

    it('does not call back after a cancel; canceling twice, or too late, is harmless', async () => {
      const { clock, pass } = open();
      const calls: string[] = [];
      const canceled = clock.after(10, () => calls.push('canceled'));
      const fired = clock.after(10, () => calls.push('fired'));
      canceled.cancel();
      canceled.cancel();
      await pass(40);
      fired.cancel();
      expect(calls).toEqual(['fired']);
    });

    it('waits for a delay of more than 2^31 ms instead of firing at once', async () => {
      const { clock, pass } = open();
      let fired = false;
      const timer = clock.after(3_000_000_000, () => {
        fired = true;
      });
      await pass(20);
      expect(fired).toBe(false);
      timer.cancel();
    });

    it('lets a callback set the next timer', async () => {
      const { clock, pass } = open();
      let rounds = 0;
      const again = (): void => {
        rounds += 1;
        if (rounds < 3) clock.after(5, again);
      };
      clock.after(5, again);
      for (let step = 0; step < 10 && rounds < 3; step += 1) await pass(20);
      expect(rounds).toBe(3);
    });
  });
}
