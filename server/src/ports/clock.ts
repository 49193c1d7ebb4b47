/** Clock: the only way to know the time or to wait. Everything timed takes one, so that a simulator can hold the hands. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time, ms since 1970 UTC. */
  now(): number;
  /** A clock that never goes back, in ms with fractions, from an arbitrary origin. For durations and timers. */
  monotonic(): number;
  /** Calls back once after `delayMs` of monotonic time; 0 is the next turn, after what input and output is waiting. */
  after(delayMs: number, callback: () => void): Timer;
}
