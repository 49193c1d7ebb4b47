/** The clock: whether it runs evenly, whether it can be right, its zone, and whether anything keeps it right. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DATABASE_FILE } from '#app/data-files.ts';
import type { Clock } from '#ports/clock.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

const WINDOW_MS = 200;
const DRIFT_MAX_MS = 20;
/** No clock can be right that is before this release. */
const RELEASED_AT = Date.UTC(2026, 0, 1);
const AHEAD_MAX_MS = 60_000;
const COMMAND_TIMEOUT_MS = 1_500;

/** Everything about the clock. */
export async function checkClock(clock: Clock, dataDirectory: string): Promise<readonly Finding[]> {
  return [
    await checkEvenness(clock),
    checkRightness(clock, dataDirectory),
    zoneOf(clock),
    await checkSynchronization(),
  ];
}

async function checkEvenness(clock: Clock): Promise<Finding> {
  const [wall, monotonic] = [clock.now(), clock.monotonic()];
  await delay(WINDOW_MS);
  const drift = Math.abs(clock.now() - wall - (clock.monotonic() - monotonic));
  const values = { driftMs: drift.toFixed(1), windowMs: String(WINDOW_MS) };
  if (drift <= DRIFT_MAX_MS) return ok('clock.steady', TEXTS.clockSteady, values);
  return warn('clock.steady', TEXTS.clockJumps, { advice: TEXTS.clockJumpsAdvice, values });
}

function checkRightness(clock: Clock, dataDirectory: string): Finding {
  const nowMs = clock.now();
  const now = new Date(nowMs).toISOString();
  const writtenMs = statSync(join(dataDirectory, DATABASE_FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (nowMs < RELEASED_AT) {
    return fail('clock.time', TEXTS.clockOld, { advice: TEXTS.clockWrongAdvice, values: { now } });
  }
  if (writtenMs > nowMs + AHEAD_MAX_MS) {
    const values = { now, written: new Date(writtenMs).toISOString() };
    return fail('clock.time', TEXTS.clockBehind, { advice: TEXTS.clockWrongAdvice, values });
  }
  return { check: 'clock.time', health: 'ok', message: { en: now, zh: now } };
}

function zoneOf(clock: Clock): Finding {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const minutes = -new Date(clock.now()).getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return ok('clock.zone', TEXTS.timeZone, { zone: timeZone, offset });
}

async function checkSynchronization(): Promise<Finding> {
  const synchronized = await isSynchronized();
  if (synchronized === true) return ok('clock.ntp', TEXTS.ntpOn);
  if (synchronized === false) return warn('clock.ntp', TEXTS.ntpOff, { advice: TEXTS.ntpOffAdvice });
  return warn('clock.ntp', TEXTS.ntpUnknown, { advice: TEXTS.ntpUnknownAdvice });
}

/** What systemd knows; undefined where it is not. */
async function isSynchronized(): Promise<boolean | undefined> {
  if (process.platform !== 'linux') return undefined;
  if (existsSync('/run/systemd/timesync/synchronized')) return true;
  try {
    const run = promisify(execFile);
    const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
      timeout: COMMAND_TIMEOUT_MS,
    });
    return stdout.trim() === 'yes' ? true : stdout.trim() === 'no' ? false : undefined;
  } catch {
    return undefined;
  }
}
