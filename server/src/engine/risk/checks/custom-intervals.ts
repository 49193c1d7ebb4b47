import { isWithin } from '#domain/schedule.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** The account's own trading intervals, when any are set. Closing is possible at any time. */
export const customIntervals: RiskCheck = {
  name: 'custom_intervals',
  appliesTo: 'opening',
  evaluate({ limits, now }) {
    if (limits.intervals.length === 0) return pass();
    const open = limits.intervals.find((interval) => isWithin(interval, now));
    if (open !== undefined) return pass({ interval: open.name });
    return deny('OUTSIDE_INTERVAL', { intervals: limits.intervals.map(describe).join(', ') });
  },
};

function describe(interval: { name: string; start: string; end: string; timeZone: string }): string {
  return `${interval.name} ${interval.start}–${interval.end} ${interval.timeZone}`;
}
