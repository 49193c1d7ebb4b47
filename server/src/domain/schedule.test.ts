import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, isWithin, nextOpen, parseInterval, type Scheduled, type TradingInterval } from './schedule.ts';
import { isTimeZone, zoneOffsetMs } from './time-zone.ts';

// oxlint-disable-next-line no-restricted-globals -- reads a text, not the clock
const at = (iso: string): number => Date.parse(iso);
const interval = (start: string, end: string, timeZone = 'UTC', days?: number[]): TradingInterval => ({
  start,
  end,
  timeZone,
  ...(days === undefined ? {} : { days }),
});

describe('zoneOffsetMs', () => {
  const hours = (name: string, iso: string): number | undefined => {
    const offset = zoneOffsetMs(name, at(iso));
    return offset === undefined ? undefined : offset / 3_600_000;
  };

  it.each([
    ['UTC', 0],
    ['GMT', 0],
    ['GMT+8', 8],
    ['gmt+08', 8],
    ['UTC-5', -5],
    ['UTC+05:30', 5.5],
    ['UTC-0330', -3.5],
    ['Etc/GMT-8', 8],
    ['Asia/Shanghai', 8],
    ['Asia/Kathmandu', 5.75],
    ['America/New_York', -5],
  ])('%s is %d hours ahead of UTC in January', (name, expected) => {
    expect(hours(name, '2025-01-15T12:00:00Z')).toBe(expected);
  });

  it('follows daylight saving time to the second', () => {
    expect(hours('America/New_York', '2025-03-09T06:59:59Z')).toBe(-5);
    expect(hours('America/New_York', '2025-03-09T07:00:00Z')).toBe(-4);
    expect(hours('America/New_York', '2025-11-02T05:59:59Z')).toBe(-4);
    expect(hours('America/New_York', '2025-11-02T06:00:00Z')).toBe(-5);
    expect(hours('Australia/Lord_Howe', '2025-04-05T14:59:59Z')).toBe(11);
    expect(hours('Australia/Lord_Howe', '2025-04-05T15:00:00Z')).toBe(10.5);
  });

  it.each(['', ' ', 'GMT+15', 'UTC+8:99', 'Mars/Olympus', 'GMT+', '+08:00', 'UTC+8 ', 'x'.repeat(100)])(
    'does not know the zone %j',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );

  it('agrees with the calendar of the runtime at any time in any order', () => {
    const names = ['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Australia/Lord_Howe', 'America/St_Johns'];
    const parts = new Map(
      names.map((name) => [
        name,
        new Intl.DateTimeFormat('en-GB', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' }),
      ]),
    );
    const utc = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' });
    const moments = fc.integer({ min: at('2000-01-01T00:00:00Z') / 1_000, max: at('2037-12-31T00:00:00Z') / 1_000 });
    fc.assert(
      fc.property(fc.constantFrom(...names), moments, (name, second) => {
        const timeMs = second * 1_000;
        expect(utc.format(timeMs + zoneOffsetMs(name, timeMs)!)).toBe(parts.get(name)!.format(timeMs));
      }),
      { numRuns: 500 },
    );
  });
});

describe('isWithin', () => {
  it.each([
    ['2025-06-04T09:29:59.999Z', false],
    ['2025-06-04T09:30:00.000Z', true],
    ['2025-06-04T15:59:59.999Z', true],
    ['2025-06-04T16:00:00.000Z', false],
  ])('holds its start and not its end: %s → %s', (iso, expected) => {
    expect(isWithin(interval('09:30', '16:00'), at(iso))).toBe(expected);
  });

  it.each([
    ['Friday evening', '2025-06-06T23:00:00Z', true],
    ['the small hours of Saturday, begun on Friday', '2025-06-07T01:59:59Z', true],
    ['its end', '2025-06-07T02:00:00Z', false],
    ['Saturday evening', '2025-06-07T23:00:00Z', false],
    ['the small hours of Friday, begun on Thursday', '2025-06-06T01:00:00Z', false],
  ])('across midnight the day is the day it started on: %s', (_when, iso, expected) => {
    expect(isWithin(interval('22:00', '02:00', 'UTC', [5]), at(iso))).toBe(expected);
  });

  it('wraps from Sunday into Monday', () => {
    expect(isWithin(interval('22:00', '02:00', 'UTC', [7]), at('2025-06-09T01:00:00Z'))).toBe(true);
    expect(isWithin(interval('22:00', '02:00', 'UTC', [1]), at('2025-06-09T01:00:00Z'))).toBe(false);
  });

  it('takes the weekday of the zone, not of UTC', () => {
    const mondayMorning = interval('06:00', '08:00', 'GMT+8', [1]);
    expect(isWithin(mondayMorning, at('2025-06-08T22:30:00Z'))).toBe(true);
    expect(isWithin(mondayMorning, at('2025-06-09T22:30:00Z'))).toBe(false);
  });

  it('moves with daylight saving time in New York', () => {
    const bell = interval('09:30', '16:00', 'America/New_York');
    expect(isWithin(bell, at('2025-03-07T13:30:00Z'))).toBe(false);
    expect(isWithin(bell, at('2025-03-07T14:30:00Z'))).toBe(true);
    expect(isWithin(bell, at('2025-03-10T13:30:00Z'))).toBe(true);
    expect(isWithin(bell, at('2025-03-10T20:00:00Z'))).toBe(false);
  });

  it('never opens in the hour that is skipped and opens twice in the hour that comes twice', () => {
    const night = interval('02:00', '03:00', 'America/New_York');
    expect(isWithin(night, at('2025-03-09T06:59:00Z'))).toBe(false);
    expect(isWithin(night, at('2025-03-09T07:00:00Z'))).toBe(false);
    const twice = interval('01:00', '02:00', 'America/New_York');
    expect(isWithin(twice, at('2025-11-02T05:30:00Z'))).toBe(true);
    expect(isWithin(twice, at('2025-11-02T06:30:00Z'))).toBe(true);
    expect(isWithin(twice, at('2025-11-02T07:00:00Z'))).toBe(false);
  });

  it('covers the whole day from 00:00 to 24:00', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (timeMs) => {
        expect(isWithin(interval('00:00', '24:00', 'Europe/London'), timeMs)).toBe(true);
      }),
    );
  });

  it.each([
    interval('09:30', '09:30'),
    interval('9h30', '16:00'),
    interval('00:00', '24:00', 'Mars/Olympus'),
    interval('00:00', '24:00', 'UTC', []),
    interval('24:00', '02:00'),
  ])('is never open when it can not be read: %j', (broken) => {
    expect(isWithin(broken, at('2025-06-04T12:00:00Z'))).toBe(false);
  });

  it('an interval and the one from its end to its start share out the day', () => {
    const time = fc
      .integer({ min: 0, max: 1_439 })
      .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
    const zone = fc.constantFrom('UTC', 'GMT+8', 'America/New_York', 'Asia/Kathmandu');
    fc.assert(
      fc.property(time, time, zone, fc.integer({ min: -1e12, max: 4e12 }), (start, end, timeZone, timeMs) => {
        fc.pre(start !== end);
        const inside = isWithin({ start, end, timeZone }, timeMs);
        expect(isWithin({ start: end, end: start, timeZone }, timeMs)).toBe(!inside);
      }),
    );
  });
});

describe('parseInterval', () => {
  it('writes times in full and days in order', () => {
    expect(parseInterval(interval('9:05', '24:00', 'GMT+8', [5, 1]))).toEqual({
      kind: 'parsed',
      interval: { start: '09:05', end: '24:00', timeZone: 'GMT+8', days: [1, 5] },
    });
  });

  it.each([
    [interval('25:00', '26:00'), 'INTERVAL_TIME_INVALID', 'start'],
    [interval('24:00', '02:00'), 'INTERVAL_TIME_INVALID', 'start'],
    [interval('09:00', '16:60'), 'INTERVAL_TIME_INVALID', 'end'],
    [interval('09:00', '9:00'), 'INTERVAL_EMPTY', 'end'],
    [interval('09:00', '16:00', 'Asia/Beijing'), 'TIME_ZONE_UNKNOWN', 'timeZone'],
    [interval('09:00', '16:00', 'UTC', []), 'INTERVAL_DAYS_INVALID', 'days'],
    [interval('09:00', '16:00', 'UTC', [0]), 'INTERVAL_DAYS_INVALID', 'days'],
    [interval('09:00', '16:00', 'UTC', [1, 1]), 'INTERVAL_DAYS_INVALID', 'days'],
    [interval('09:00', '16:00', 'UTC', [1.5]), 'INTERVAL_DAYS_INVALID', 'days'],
  ])('refuses %j', (input, code, field) => {
    expect(parseInterval(input)).toMatchObject({ kind: 'refused', code, values: { field } });
  });
});

const A_SHARES: Scheduled = {
  timeZone: 'Asia/Shanghai',
  sessions: [
    { days: [1, 2, 3, 4, 5], start: '09:30', end: '11:30' },
    { days: [1, 2, 3, 4, 5], start: '13:00', end: '15:00' },
  ],
};
const FOREX: Scheduled = {
  timeZone: 'America/New_York',
  sessions: [{ days: [7, 1, 2, 3, 4], start: '17:00', end: '16:59' }],
};

describe('isOpen and nextOpen', () => {
  it('is open round the clock without sessions', () => {
    expect(isOpen({ sessions: [], timeZone: 'UTC' }, 0)).toBe(true);
    expect(nextOpen({ sessions: [], timeZone: 'nonsense' }, 12_345)).toBe(12_345);
  });

  it.each([
    ['before the bell', '2025-06-04T00:00:00Z', '2025-06-04T01:30:00Z'],
    ['while it is open: now', '2025-06-04T02:00:00.123Z', '2025-06-04T02:00:00.123Z'],
    ['over lunch', '2025-06-04T03:30:00Z', '2025-06-04T05:00:00Z'],
    ['on Friday after the close', '2025-06-06T07:00:00Z', '2025-06-09T01:30:00Z'],
  ])('A-shares open next %s', (_when, now, expected) => {
    expect(nextOpen(A_SHARES, at(now))).toBe(at(expected));
  });

  it('forex opens on Sunday at five in New York, in winter and in summer', () => {
    expect(nextOpen(FOREX, at('2025-01-18T12:00:00Z'))).toBe(at('2025-01-19T22:00:00Z'));
    expect(nextOpen(FOREX, at('2025-07-19T12:00:00Z'))).toBe(at('2025-07-20T21:00:00Z'));
    expect(nextOpen(FOREX, at('2025-03-08T12:00:00Z'))).toBe(at('2025-03-09T21:00:00Z'));
  });

  it('opens when the clock jumps over the start', () => {
    const night: Scheduled = {
      timeZone: 'America/New_York',
      sessions: [{ days: [7], start: '02:30', end: '04:00' }],
    };
    expect(nextOpen(night, at('2025-03-09T05:00:00Z'))).toBe(at('2025-03-09T07:00:00Z'));
  });

  it('starts that are not on a quarter hour are found to the minute', () => {
    const odd: Scheduled = { timeZone: 'Asia/Kathmandu', sessions: [{ days: [3], start: '11:07', end: '11:08' }] };
    expect(nextOpen(odd, at('2025-06-04T05:22:30Z'))).toBe(at('2025-06-04T05:22:30Z'));
    expect(nextOpen(odd, at('2025-06-04T05:23:00Z'))).toBe(at('2025-06-11T05:22:00Z'));
    expect(nextOpen(odd, at('2025-06-04T00:00:00Z'))).toBe(at('2025-06-04T05:22:00Z'));
  });

  it.each([
    { timeZone: 'UTC', sessions: [{ days: [], start: '09:00', end: '10:00' }] },
    { timeZone: 'Mars/Olympus', sessions: [{ days: [1], start: '09:00', end: '10:00' }] },
  ])('never opens: %j', (closed) => {
    expect(nextOpen(closed, 0)).toBeUndefined();
  });

  it('is the first open moment: open there and not in any minute before', () => {
    const moments = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(A_SHARES, FOREX), moments, (instrument, timeMs) => {
        const opening = nextOpen(instrument, timeMs)!;
        expect(isOpen(instrument, opening)).toBe(true);
        for (let moment = timeMs; moment < opening; moment += 7 * 60_000) {
          expect(isOpen(instrument, moment)).toBe(false);
        }
        expect(opening === timeMs || !isOpen(instrument, opening - 1)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
