/** A clock whose hands a test moves. */
import type { Clock } from '#ports/clock.ts';

export interface ManualClock extends Clock {
  /** Lets `durationMs` pass; timers that fall due are called at their moments, in order. */
  pass(durationMs: number): void;
  readonly timerCount: () => number;
}

interface Pending {
  readonly at: number;
  readonly callback: () => void;
}

export function createManualClock(startsAt: number): ManualClock {
  let now = startsAt;
  const pending = new Set<Pending>();
  return {
    now: () => now,
    monotonic: () => now - startsAt,
    after(delayMs, callback) {
      const timer = { at: now + delayMs, callback };
      pending.add(timer);
      return { cancel: () => void pending.delete(timer) };
    },
    pass(durationMs) {
      const until = now + durationMs;
      for (;;) {
        const due = [...pending].filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)[0];
        if (due === undefined) break;
        pending.delete(due);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = until;
    },
    timerCount: () => pending.size,
  };
}
