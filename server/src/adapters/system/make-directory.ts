/**
 * Makes a directory and what is missing above it, level by level. Node's own recursive way never ends where the system
 * answers "no such file" for a directory that is to be made, as it does below /proc.
 */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o700;

/** Makes it for its owner alone, unless it is there; throws the system's error when it can't be made or written to. */
export function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const above = dirname(path);
    if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) makeDirectory(above);
    make(path);
  }
  accessSync(path, constants.W_OK);
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: OWNER_ONLY });
  } catch (error) {
    // Somebody else may have made it a moment ago.
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (!isThere || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
