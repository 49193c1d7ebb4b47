/** When the pretend venue takes orders and when its day ends. */
import type { Instrument } from '#domain/instrument.ts';
import { isOpen } from '#domain/schedule.ts';
import { zoneOffsetMs } from '#domain/time-zone.ts';

export interface TradingCalendar {
  isOpen(instrument: Instrument, time: number): boolean;
  /** The end of the venue's day that `time` lies in, ms UTC, always later than `time`: day orders expire then. */
  dayEndsAt(instrument: Instrument, time: number): number;
}

const DAY_MS = 86_400_000;

/** The instrument's own sessions; its day ends at midnight in its own time zone (UTC when nobody knows the zone). */
export const sessionCalendar: TradingCalendar = {
  isOpen,
  dayEndsAt(instrument, time) {
    const offsetMs = zoneOffsetMs(instrument.timeZone, time) ?? 0;
    return (Math.floor((time + offsetMs) / DAY_MS) + 1) * DAY_MS - offsetMs;
  },
};
