/** The same small simulator, in which nothing ever fails by itself. */
import type { RunOptions, RunResult } from '../../world/run-seed-types.ts';
import { runSeed as stub } from './stub-run-seed.ts';

export function runSeed(options: RunOptions): Promise<RunResult> {
  return stub({ ...options, faults: { ...options.faults, without: ['request_lost'] } });
}
