/**
 * The times that senders write: ISO 8601 (with `Z` or an offset; without either it is UTC, as TradingView sends it)
 * and Unix time in seconds or milliseconds. A text that is none of these is no time; nothing is guessed.
 */

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;
const UNIX = /^(\d{9,13})(?:\.(\d{1,9}))?$/;
/** Below this a Unix number counts seconds (until the year 5138), from here on milliseconds (from March 1973). */
const FIRST_MILLISECONDS = 100_000_000_000;
const MS_PER_MINUTE = 60_000;
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The time in ms since 1970 UTC; undefined when the text is not a time or names a day or hour that doesn't exist. */
export function parseSignalTime(text: string): number | undefined {
  if (text.length > 40) return undefined;
  return parseUnix(text) ?? parseIso(text);
}

function parseUnix(text: string): number | undefined {
  const match = UNIX.exec(text);
  if (match === null) return undefined;
  const whole = Number(match[1]);
  if (whole >= FIRST_MILLISECONDS) return whole;
  return whole * 1000 + milliseconds(match[2]);
}

function parseIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, yearText, monthText, dayText, hourText = 0, minuteText = 0, secondText = 0] = match;
  const year = Number(yearText);
  const month = Number(monthText);
  const day = Number(dayText);
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (!isDay(year, month, day)) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  const offset = offsetMinutes(match[8]);
  if (offset === undefined) return undefined;
  const minutes = hour * 60 + minute - offset;
  return midnight + minutes * MS_PER_MINUTE + second * 1000 + milliseconds(match[7]);
}

/** Whether the calendar has the day; the first hundred years are those that a platform may take for the last ones. */
function isDay(year: number, month: number, day: number): boolean {
  if (year < 100 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0));
}

function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
}

function offsetMinutes(text: string | undefined): number | undefined {
  if (text === undefined || text.toUpperCase() === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
