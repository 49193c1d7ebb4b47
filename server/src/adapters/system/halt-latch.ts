/**
 * The halt latch as a small file, made at its full size on the first start and then written in place: a halt needs no
 * free disk space. A file that can't be read as one of the three states counts as halted.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import type { TradingState } from '#domain/account.ts';
import type { HaltLatch } from '#ports/halt-latch.ts';

const WIDTH = 16;
const STATES: readonly TradingState[] = ['active', 'reducing', 'halted'];

const lineOf = (state: TradingState): string => `${state.padEnd(WIDTH - 1)}\n`;

/** Opens the latch, making it (as active) when there is none. Throws when it can be neither found nor made. */
export function openHaltLatch(path: string): HaltLatch {
  if (!existsSync(path)) writeFileSync(path, lineOf('active'), { mode: 0o600, flush: true });
  return {
    read: () => readState(path),
    write: (state) => writeState(path, state),
  };
}

function readState(path: string): TradingState {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return STATES.find((state) => state === text) ?? 'halted';
  } catch {
    return 'halted';
  }
}

function writeState(path: string, state: TradingState): boolean {
  try {
    const file = openSync(path, 'r+');
    try {
      writeSync(file, lineOf(state), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return true;
  } catch {
    return false;
  }
}
