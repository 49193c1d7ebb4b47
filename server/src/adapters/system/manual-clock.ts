/**
 * A clock whose hands are moved by whoever holds it: for tests and rehearsals. Timers fire while it is advanced, in the
 * order of their times and, at the same time, in the order they were set; each sees the time it was set for.
 */
import type { Clock, Timer } from '#ports/clock.ts';

interface ManualTimer {
  readonly dueMs: number;
  readonly callback: () => void;
}

export class ManualClock implements Clock {
  readonly #timers: ManualTimer[] = [];
  #wallMs: number;
  #monotonicMs = 0;

  /** `wallMs`: what the wall clock shows at first, ms since 1970 UTC. */
  constructor(wallMs = 0) {
    this.#wallMs = wallMs;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer: ManualTimer = { dueMs: this.#monotonicMs + Math.max(delayMs, 0), callback };
    const later = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
    return { cancel: () => this.#remove(timer) };
  }

  /** Timers that have not fired and are not canceled. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Lets `durationMs` pass; timers that come due fire, those that they set and that come due too. */
  advance(durationMs: number): void {
    if (!(durationMs >= 0)) throw new RangeError(`Time does not go back: ${durationMs} ms.`);
    const endMs = this.#monotonicMs + durationMs;
    for (;;) {
      const timer = this.#timers[0];
      if (timer === undefined || timer.dueMs > endMs) break;
      this.#timers.shift();
      this.#moveTo(timer.dueMs);
      timer.callback();
    }
    this.#moveTo(endMs);
  }

  /** Sets the wall clock, as a person or NTP does: timers and monotonic time don't notice. */
  setWall(wallMs: number): void {
    this.#wallMs = wallMs;
  }

  #moveTo(monotonicMs: number): void {
    // A callback may have advanced the clock beyond this point already.
    if (monotonicMs <= this.#monotonicMs) return;
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #remove(timer: ManualTimer): void {
    const index = this.#timers.indexOf(timer);
    if (index !== -1) this.#timers.splice(index, 1);
  }
}
