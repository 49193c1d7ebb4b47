/**
 * What the command and its workers say to each other. A chunk of runs goes to a worker, which tells of each run that it
 * begins it (so that one that never ends is known by its seed) and answers with the sums and with what failed.
 */
import type { RunOptions, RunResult, WorldName } from '../world/run-seed-types.ts';
import type { Totals } from './totals.ts';

export type RunSeed = (options: RunOptions) => Promise<RunResult>;

export interface Chunk {
  readonly runs: readonly RunOptions[];
  /** Each seed runs twice, in the opposite order the second time; the hashes of its traces must agree. */
  readonly isTwice?: boolean;
  /** The chunk ends with its first failure. */
  readonly stopsAtFailure?: boolean;
  /** The results come back whole, with their traces. */
  readonly wantsResults?: boolean;
}

export interface Failure {
  readonly options: RunOptions;
  /** Undefined when the run ended without a result. */
  readonly world: WorldName | undefined;
  readonly violations: readonly string[];
}

export interface ChunkReport {
  readonly totals: Totals;
  readonly failures: readonly Failure[];
  readonly results: readonly RunResult[];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** The run of this index in the chunk begins. */
  | { readonly kind: 'begun'; readonly index: number }
  | { readonly kind: 'done'; readonly report: ChunkReport };
