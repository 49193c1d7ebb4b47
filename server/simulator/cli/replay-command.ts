/** The one command that makes a run again, for a person to copy. */
import type { RunOptions } from '../world/run-seed-types.ts';

/** In the words that command-line.ts reads. */
export function replayCommand({ seed, world, faults = {} }: RunOptions, mutant?: string): string {
  const { only, without, skip, untilMs } = faults;
  const words = ['npm run simulate -- --replay', String(seed)];
  if (world !== undefined) words.push('--world', world);
  if (only !== undefined) words.push('--faults', only.length === 0 ? 'none' : only.join(','));
  if (without !== undefined && without.length > 0) words.push('--without', without.join(','));
  if (skip !== undefined && skip.size > 0) words.push('--skip', [...skip].join(','));
  if (untilMs !== undefined) words.push('--until', String(untilMs));
  if (mutant !== undefined) words.push('--mutant', mutant);
  return words.join(' ');
}
