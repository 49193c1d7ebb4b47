/**
 * The real clock. Wall time may jump when the machine's clock is set; monotonic time and the timers don't. A timer never
 * fires early and alone never keeps the process alive: what the server serves does that.
 */
import type { Clock, Timer } from '#ports/clock.ts';

/** The longest wait that setTimeout keeps; it would fire at once beyond. */
const WAIT_MAX_MS = 2_147_483_647;

/** The machine's clock. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (delayMs, callback) =>
      delayMs <= 0 ? nextTurn(callback) : startTimer(performance.now() + delayMs, callback),
  };
}

/** The next turn: after the input and output that is waiting now, and without a timer's millisecond. */
function nextTurn(callback: () => void): Timer {
  const immediate = setImmediate(callback);
  return { cancel: () => clearImmediate(immediate) };
}

/** Waits in parts: for the part that setTimeout can't hold, and for the fraction by which it may fire early. */
function startTimer(dueMs: number, callback: () => void): Timer {
  let timeout: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const remainingMs = Math.ceil(dueMs - performance.now());
    timeout = setTimeout(expire, Math.min(Math.max(remainingMs, 0), WAIT_MAX_MS));
    timeout.unref();
  };
  const expire = (): void => {
    if (performance.now() < dueMs) wait();
    else callback();
  };
  wait();
  return { cancel: () => clearTimeout(timeout) };
}
