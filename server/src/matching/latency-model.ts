/** How long a request is on its way to the pretend venue, in virtual ms; it takes effect only after that. */
import type { VenueRequest } from './venue-event.ts';

export interface LatencyModel {
  /** Whole ms, not negative. */
  delayMs(request: VenueRequest['kind']): number;
}

export const noLatency: LatencyModel = { delayMs: () => 0 };

/** The same delay for every request. Throws a RangeError when it is negative or not a number. */
export function fixedLatency(delayMs: number): LatencyModel {
  if (!(delayMs >= 0)) throw new RangeError('a delay can not be negative');
  return { delayMs: () => delayMs };
}
