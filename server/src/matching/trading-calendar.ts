/** When the pretend venue takes orders and when its day ends. */
import type { Instrument } from '#domain/instrument.ts';

export interface TradingCalendar {
  isOpen(instrument: Instrument, time: number): boolean;
  /** The end of the venue's day that `time` lies in, ms UTC, always later than `time`: day orders expire then. */
  dayEndsAt(instrument: Instrument, time: number): number;
}

const DAY_MS = 86_400_000;

/** Open round the clock, with days that end at midnight UTC. */
export const openCalendar: TradingCalendar = {
  isOpen: () => true,
  dayEndsAt: (_instrument, time) => (Math.floor(time / DAY_MS) + 1) * DAY_MS,
};
