/**
 * How long a broker may take over an answer. An adapter has a time-out of its own; this one holds when that one fails, so
 * that no order and no account waits for ever for an answer that never comes.
 */
import type { Clock } from '#ports/clock.ts';

/** For one order: a write, a cancel, an amend, a question. */
export const ANSWER_TIMEOUT_MS = 15_000;
/** For a question that may take several pages. */
export const READ_TIMEOUT_MS = 30_000;

/** The answer; rejects when it has not come after `timeoutMs`, and what comes later is not heard. */
export function inTime<T>(answer: Promise<T>, clock: Clock, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(timeoutMs, () => reject(new Error('no answer in time')));
    answer.finally(() => timer.cancel()).then(resolve, reject);
  });
}
