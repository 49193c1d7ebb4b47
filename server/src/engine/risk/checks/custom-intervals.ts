import { isWithin } from '#domain/schedule.ts';
import { deny, pass, PASSED, type RiskCheck } from '../check.ts';

/**
 * The account's own trading intervals, for orders that ask for the time check. Asking where none is configured denies: an
 * interval that nobody set is never open. Closing is possible at any time.
 */
export const customIntervals: RiskCheck = {
  name: 'custom_intervals',
  appliesTo: 'opening',
  evaluate({ request, limits, now }) {
    if (request.timeCheck !== true) return PASSED;
    if (limits.intervals.length === 0) return deny('INTERVALS_MISSING');
    const open = limits.intervals.find((interval) => isWithin(interval, now));
    if (open !== undefined) return pass({ interval: open.name });
    return deny('OUTSIDE_INTERVAL', { intervals: limits.intervals.map(describe).join(', ') });
  },
};

function describe(interval: { name: string; start: string; end: string; timeZone: string }): string {
  return `${interval.name} ${interval.start}–${interval.end} ${interval.timeZone}`;
}
