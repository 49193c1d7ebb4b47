/**
 * How far a zone's wall clock is from UTC at a moment. Zones are IANA names, whose rules (daylight saving included) come
 * from the runtime's own tables, or fixed offsets in the everyday sense: `GMT+8` is eight hours ahead of UTC. The IANA
 * names `Etc/GMT-8` keep their own, opposite sign. Offsets change at most once per quarter hour, so one is looked up
 * once per quarter hour and remembered: asking again on the path of an order costs next to nothing.
 */

/** Wall clocks change only on these; every zone of today keeps to quarter hours. */
export const QUARTER_HOUR_MS = 900_000;

const MINUTE_MS = 60_000;
const FIXED_PATTERN = /^(?:GMT|UTC)(?:([+-])(\d{1,2})(?::?([0-5]\d))?)?$/i;
const LOOKED_UP_PATTERN = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;
const FIXED_HOURS_MAX = 14;
const NAME_LENGTH_MAX = 64;
/** Far more than there are zones; reached only by odd spellings, and then the memory starts afresh. */
const ZONES_MAX = 1_000;

interface Zone {
  readonly lookUp: (timeMs: number) => number;
  quarter: number;
  offsetMs: number;
}

/** Names that are no zone are remembered as null: to find that out is slow. */
const zones = new Map<string, Zone | null>();

/** Milliseconds that the wall clock of `name` is ahead of UTC at `timeMs`; undefined when there is no such zone. */
export function zoneOffsetMs(name: string, timeMs: number): number | undefined {
  let zone = zones.get(name);
  if (zone === undefined) zone = openZone(name);
  if (zone === null) return undefined;
  const quarter = Math.floor(timeMs / QUARTER_HOUR_MS);
  if (zone.quarter !== quarter) {
    zone.offsetMs = zone.lookUp(quarter * QUARTER_HOUR_MS);
    zone.quarter = quarter;
  }
  return zone.offsetMs;
}

/** Whether `name` is a zone we can tell the time in. */
export const isTimeZone = (name: string): boolean => zoneOffsetMs(name, 0) !== undefined;

function openZone(name: string): Zone | null {
  const lookUp = fixedZone(name) ?? namedZone(name);
  const zone = lookUp === undefined ? null : { lookUp, quarter: Number.NaN, offsetMs: 0 };
  if (zones.size >= ZONES_MAX) zones.clear();
  zones.set(name, zone);
  return zone;
}

function fixedZone(name: string): ((timeMs: number) => number) | undefined {
  const match = FIXED_PATTERN.exec(name);
  if (match === null) return undefined;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  if (minutes > FIXED_HOURS_MAX * 60) return undefined;
  const offsetMs = (match[1] === '-' ? -minutes : minutes) * MINUTE_MS;
  return () => offsetMs;
}

function namedZone(name: string): ((timeMs: number) => number) | undefined {
  if (name.length > NAME_LENGTH_MAX || !/^[A-Za-z]/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  return (timeMs) => readOffset(format.formatToParts(timeMs).find((part) => part.type === 'timeZoneName')?.value);
}

function readOffset(text: string | undefined): number {
  const match = LOOKED_UP_PATTERN.exec(text ?? '');
  if (match === null) throw new Error(`the runtime wrote an offset we can not read: ${text}`);
  const seconds = Number(match[2] ?? 0) * 3_600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return (match[1] === '-' ? -seconds : seconds) * 1_000;
}
