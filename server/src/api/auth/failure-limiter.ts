/**
 * Failed attempts per address. Whoever fails too often is told to wait and is not listened to for a while; a valid key
 * always passes, so that nobody can lock an owner out by failing from the same network.
 */
import type { Clock } from '#ports/clock.ts';
import { addressGroup } from './address-list.ts';

const WINDOW_MS = 60_000;
const FAILURES_MAX = 30;
/** Beyond it the oldest address is forgotten: memory is bounded, whatever comes in. */
const ADDRESSES_MAX = 10_000;

interface Failures {
  readonly since: number;
  count: number;
}

export interface FailureLimiter {
  /** Counts a failure; answers the seconds to wait when the address has used up its attempts, 0 otherwise. */
  countFailure(address: string): number;
  /** The seconds to wait before the address may try again, 0 when it may. */
  waitSeconds(address: string): number;
}

/** One window for each address, forgotten as a whole when it is over. `onLimited` is told once for each window. */
export function createFailureLimiter(
  clock: Pick<Clock, 'monotonic'>,
  onLimited: (address: string) => void = () => undefined,
): FailureLimiter {
  const byAddress = new Map<string, Failures>();

  const current = (group: string): Failures | undefined => {
    const failures = byAddress.get(group);
    if (failures === undefined || clock.monotonic() - failures.since < WINDOW_MS) return failures;
    byAddress.delete(group);
    return undefined;
  };
  const secondsLeft = (failures: Failures): number =>
    Math.max(1, Math.ceil((failures.since + WINDOW_MS - clock.monotonic()) / 1000));

  return {
    countFailure(address) {
      const group = addressGroup(address);
      const failures = current(group) ?? { since: clock.monotonic(), count: 0 };
      failures.count += 1;
      byAddress.set(group, failures);
      if (byAddress.size > ADDRESSES_MAX) byAddress.delete(byAddress.keys().next().value ?? group);
      if (failures.count === FAILURES_MAX + 1) onLimited(address);
      return failures.count > FAILURES_MAX ? secondsLeft(failures) : 0;
    },
    waitSeconds(address) {
      const failures = current(addressGroup(address));
      return failures !== undefined && failures.count >= FAILURES_MAX ? secondsLeft(failures) : 0;
    },
  };
}
