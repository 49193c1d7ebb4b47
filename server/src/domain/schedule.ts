/**
 * When trading is permitted: daily intervals and weekly sessions, told by the wall clock of their zone. An interval
 * holds its start and not its end; an end before the start lies on the next day, and the days of an interval are those
 * on which it starts. The wall clock decides on the days it is changed, too: an hour that happens twice is open twice,
 * an hour that is skipped is never open. An interval we can not read is never open. Holidays are not known here: a
 * venue that is closed refuses.
 */
import type { Instrument } from './instrument.ts';
import { isTimeZone, QUARTER_HOUR_MS, zoneOffsetMs } from './time-zone.ts';

/** A daily interval. */
export interface TradingInterval {
  /** `HH:MM`, inclusive. */
  readonly start: string;
  /** `HH:MM`, exclusive; before the start: on the next day; `24:00`: the end of the day. */
  readonly end: string;
  /** An IANA name, or `GMT+8`, `UTC-5`, `UTC+05:30`. */
  readonly timeZone: string;
  /** 1 (Monday) to 7, the days it starts on; absent: every day. */
  readonly days?: readonly number[];
}

export type IntervalErrorCode =
  | 'INTERVAL_TIME_INVALID'
  | 'INTERVAL_EMPTY'
  | 'INTERVAL_DAYS_INVALID'
  | 'TIME_ZONE_UNKNOWN';

export type IntervalOutcome =
  | { readonly kind: 'parsed'; readonly interval: TradingInterval }
  | {
      readonly kind: 'refused';
      readonly code: IntervalErrorCode;
      readonly values: Readonly<Record<string, string>>;
    };

/** What of an instrument says when it is open. */
export type Scheduled = Pick<Instrument, 'sessions' | 'timeZone'>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
const TIME_PATTERN = /^([01]?\d|2[0-3]):([0-5]\d)$/;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY_INDEX = 3;
/** A weekly session comes round within this, changes of the clock included. */
const SEARCH_QUARTERS = (8 * DAY_MS) / QUARTER_HOUR_MS;

/** A moment on a wall clock. */
interface WallClock {
  readonly minuteOfDay: number;
  /** 1 (Monday) to 7. */
  readonly weekday: number;
}

interface Bounds {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads an interval as a person configured it and writes its times as `HH:MM`. Refuses times that are none, a start that
 * is the end as well (write `00:00` to `24:00` for the whole day), days outside 1 to 7, and zones nobody knows.
 */
export function parseInterval(input: TradingInterval): IntervalOutcome {
  const start = minutesOf(input.start);
  if (start === undefined || start === DAY_MINUTES) return refuse('INTERVAL_TIME_INVALID', 'start', input.start);
  const end = minutesOf(input.end);
  if (end === undefined) return refuse('INTERVAL_TIME_INVALID', 'end', input.end);
  if (start === end) return refuse('INTERVAL_EMPTY', 'end', input.end);
  if (!isTimeZone(input.timeZone)) return refuse('TIME_ZONE_UNKNOWN', 'timeZone', input.timeZone);
  const { days } = input;
  if (days !== undefined && !areDays(days)) return refuse('INTERVAL_DAYS_INVALID', 'days', days.join(', '));
  const times = { start: writeMinutes(start), end: writeMinutes(end), timeZone: input.timeZone };
  return {
    kind: 'parsed',
    interval: days === undefined ? times : { ...times, days: days.toSorted((left, right) => left - right) },
  };
}

function refuse(code: IntervalErrorCode, field: string, value: string): IntervalOutcome {
  return { kind: 'refused', code, values: { field, value: value.slice(0, 64) } };
}

function areDays(days: readonly number[]): boolean {
  if (days.length === 0 || new Set(days).size !== days.length) return false;
  return days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7);
}

/** Whether the interval is open at `timeMs` (ms UTC). False for an interval that {@link parseInterval} would refuse. */
export function isWithin(interval: TradingInterval, timeMs: number): boolean {
  const wall = wallClock(interval.timeZone, timeMs);
  return wall !== undefined && covers(interval, wall);
}

/** Whether the instrument's venue trades it at `timeMs` (ms UTC): always, when it has no sessions. */
export function isOpen(instrument: Scheduled, timeMs: number): boolean {
  if (instrument.sessions.length === 0) return true;
  const wall = wallClock(instrument.timeZone, timeMs);
  return wall !== undefined && instrument.sessions.some((session) => covers(session, wall));
}

/**
 * The first moment from `timeMs` on (ms UTC) at which the instrument is open: `timeMs` itself when it is open.
 * Undefined when it never opens: sessions without days, or a zone nobody knows.
 */
export function nextOpen(instrument: Scheduled, timeMs: number): number | undefined {
  if (isOpen(instrument, timeMs)) return timeMs;
  const first = Math.floor(timeMs / QUARTER_HOUR_MS);
  for (let quarter = first; quarter <= first + SEARCH_QUARTERS; quarter += 1) {
    const from = Math.max(timeMs, quarter * QUARTER_HOUR_MS);
    if (isOpen(instrument, from)) return from;
    const opening = openingWithin(instrument, quarter * QUARTER_HOUR_MS, timeMs);
    if (opening !== undefined) return opening;
  }
  return undefined;
}

/** The earliest start of a session within the quarter hour, whose wall clock runs evenly, after `timeMs`. */
function openingWithin(instrument: Scheduled, quarterMs: number, timeMs: number): number | undefined {
  const wall = wallClock(instrument.timeZone, quarterMs);
  if (wall === undefined) return undefined;
  let earliest: number | undefined;
  for (const session of instrument.sessions) {
    const start = minutesOf(session.start);
    if (start === undefined) continue;
    const opening = quarterMs + (start - wall.minuteOfDay) * MINUTE_MS;
    const inQuarter = opening > timeMs && opening >= quarterMs && opening < quarterMs + QUARTER_HOUR_MS;
    if (inQuarter && isOpen(instrument, opening) && (earliest === undefined || opening < earliest)) earliest = opening;
  }
  return earliest;
}

function wallClock(timeZone: string, timeMs: number): WallClock | undefined {
  const offsetMs = zoneOffsetMs(timeZone, timeMs);
  if (offsetMs === undefined) return undefined;
  const wallMs = timeMs + offsetMs;
  const day = Math.floor(wallMs / DAY_MS);
  const minuteOfDay = Math.floor((wallMs - day * DAY_MS) / MINUTE_MS);
  return { minuteOfDay, weekday: ((((day + EPOCH_WEEKDAY_INDEX) % 7) + 7) % 7) + 1 };
}

function covers(interval: Omit<TradingInterval, 'timeZone'>, wall: WallClock): boolean {
  const bounds = boundsOf(interval);
  if (bounds === undefined) return false;
  const { start, end } = bounds;
  const { minuteOfDay, weekday } = wall;
  const startsOn = (day: number): boolean => interval.days === undefined || interval.days.includes(day);
  if (start < end) return minuteOfDay >= start && minuteOfDay < end && startsOn(weekday);
  if (minuteOfDay >= start) return startsOn(weekday);
  return minuteOfDay < end && startsOn(weekday === 1 ? 7 : weekday - 1);
}

function boundsOf(interval: Omit<TradingInterval, 'timeZone'>): Bounds | undefined {
  const start = minutesOf(interval.start);
  const end = minutesOf(interval.end);
  if (start === undefined || end === undefined || start === end || start === DAY_MINUTES) return undefined;
  return { start, end };
}

function minutesOf(text: string): number | undefined {
  if (text === '24:00') return DAY_MINUTES;
  const match = TIME_PATTERN.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

function writeMinutes(minutes: number): string {
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  return `${hours}:${String(minutes % 60).padStart(2, '0')}`;
}
