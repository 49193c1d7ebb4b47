/** Runs many seeds over the workers. Chunks are handed out in order, so what was run is always the first so many. */
import type { RunOptions, WorldName } from '../world/run-seed-types.ts';
import type { Failure } from './run-messages.ts';
import { addTotals, NO_RUNS, type Totals } from './totals.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface SweepOptions {
  readonly runs: Iterable<RunOptions>;
  readonly isTwice?: boolean;
  /** Nothing new begins once this says so. */
  readonly isOver?: () => boolean;
  readonly onProgress?: (totals: Totals) => void;
  /** Told when it is met; which of two chunks comes first is chance. */
  readonly onFailure?: (failure: Failure) => void;
  /** Failures after which nothing new begins. */
  readonly failuresMax?: number;
}

export interface SweepResult {
  readonly totals: Totals;
  /** In the order of the runs. */
  readonly failures: readonly Failure[];
}

/** Long enough that the talk between processes costs nothing, short enough that the progress moves. */
const CHUNK_RUNS = 25;
const FAILURES_MAX = 20;

export async function sweep(pool: WorkerPool, options: SweepOptions): Promise<SweepResult> {
  const { isTwice = false, isOver = () => false, failuresMax = FAILURES_MAX } = options;
  const chunks = chunksOf(options.runs);
  const failures: { readonly chunk: number; readonly failure: Failure }[] = [];
  let totals: Totals = NO_RUNS;
  let taken = 0;

  const lane = async (): Promise<void> => {
    while (!isOver() && failures.length < failuresMax) {
      const { value: runs } = chunks.next();
      if (runs === undefined) return;
      const chunk = (taken += 1);
      const report = await pool.run({ runs, isTwice });
      totals = addTotals(totals, report.totals);
      failures.push(...report.failures.map((failure) => ({ chunk, failure })));
      for (const failure of report.failures) options.onFailure?.(failure);
      options.onProgress?.(totals);
    }
  };
  await Promise.all(Array.from({ length: pool.size }, lane));
  failures.sort((left, right) => left.chunk - right.chunk);
  return { totals, failures: failures.map(({ failure }) => failure) };
}

function* chunksOf(runs: Iterable<RunOptions>): Generator<RunOptions[], undefined> {
  let chunk: RunOptions[] = [];
  for (const run of runs) {
    chunk.push(run);
    if (chunk.length < CHUNK_RUNS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Seeds one after the other; with several worlds each has its turn. */
export function* seedsFrom(
  first: number,
  count: number,
  of: { readonly options?: Omit<RunOptions, 'seed'>; readonly worlds?: readonly WorldName[] } = {},
): Generator<RunOptions, undefined> {
  for (let index = 0; index < count; index += 1) {
    const world = of.worlds?.[index % of.worlds.length];
    yield { ...of.options, seed: (first + index) >>> 0, ...(world === undefined ? {} : { world }) };
  }
}
