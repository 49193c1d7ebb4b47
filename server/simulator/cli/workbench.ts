/** What every part of the command works with: where it speaks, what time it is, and which simulator it runs. */
import type { ProgressTarget } from './progress.ts';
import type { LoadOptions } from './load-run-seed.ts';

export interface Workbench extends Pick<LoadOptions, 'module'> {
  readonly out: ProgressTarget;
  /** Wall time, ms. */
  readonly now: () => number;
  readonly commit: () => string;
  /** Where the files of failures go; absent: beside the simulator. */
  readonly failuresFolder?: string;
}
