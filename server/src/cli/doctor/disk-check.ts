/** The disk below the data directory: how much is free, and how long a durable write takes. */
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '#ports/clock.ts';
import { DOCTOR_TEXTS as TEXTS } from './doctor-texts.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

const MEBIBYTE = 1_048_576;
const FREE_FAIL_BYTES = 64 * MEBIBYTE;
const FREE_WARN_BYTES = 1024 * MEBIBYTE;
const WRITES = 20;
const BLOCK = Buffer.alloc(4096);
/** A hundred signals a second wait for such a write together; beyond this they wait noticeably. */
const SLOW_MS = 25;

/** Space and speed. Writes and removes one small file. */
export function checkDisk(clock: Clock, dataDirectory: string): readonly Finding[] {
  const path = nearestExisting(dataDirectory);
  return [checkSpace(path), checkWrites(clock, path)];
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function checkSpace(path: string): Finding {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const values = { free: `${(free / MEBIBYTE / 1024).toFixed(1)} GiB`, path };
  if (free < FREE_FAIL_BYTES) return fail('disk.space', TEXTS.diskFree, { advice: TEXTS.diskLowAdvice, values });
  if (free < FREE_WARN_BYTES) return warn('disk.space', TEXTS.diskFree, { advice: TEXTS.diskLowAdvice, values });
  return ok('disk.space', TEXTS.diskFree, values);
}

function checkWrites(clock: Clock, path: string): Finding {
  try {
    const times = timeWrites(clock, join(path, `.signalbox-doctor-${process.pid}`));
    const typical = times[Math.floor(times.length / 2)] ?? 0;
    const values = { typicalMs: typical.toFixed(1), worstMs: (times.at(-1) ?? 0).toFixed(1) };
    if (typical <= SLOW_MS) return ok('disk.writes', TEXTS.diskWrites, values);
    return warn('disk.writes', TEXTS.diskWrites, { advice: TEXTS.diskSlowAdvice, values });
  } catch (error) {
    const values = { path, reason: (error as NodeJS.ErrnoException).code ?? String(error) };
    return fail('disk.writes', TEXTS.diskFailed, { advice: TEXTS.diskFailedAdvice, values });
  }
}

/** How long each of some writes took to be on disk, in ms, ascending. */
function timeWrites(clock: Clock, path: string): readonly number[] {
  const file = openSync(path, 'wx', 0o600);
  try {
    const times = Array.from({ length: WRITES }, () => {
      const before = clock.monotonic();
      writeSync(file, BLOCK);
      fsyncSync(file);
      return clock.monotonic() - before;
    });
    return times.toSorted((left, right) => left - right);
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}
