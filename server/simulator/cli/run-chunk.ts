/** Carries out a chunk of runs, one after the other, in this process. A run that throws is a failure like any other. */
import type { RunOptions, RunResult } from '../world/run-seed-types.ts';
import type { Chunk, ChunkReport, Failure, RunSeed } from './run-messages.ts';
import { addTotals, NO_RUNS, type Totals, totalsOf } from './totals.ts';

export interface ChunkContext {
  readonly runSeed: RunSeed;
  readonly onBegun: (index: number) => void;
  /** Errors that nobody caught since it was last asked. */
  readonly takeUncaught: () => readonly string[];
  /** CPU time of the process, ms. */
  readonly cpuMs: () => number;
}

export async function runChunk(chunk: Chunk, context: ChunkContext): Promise<ChunkReport> {
  const { runs, isTwice = false, stopsAtFailure = false, wantsResults = false } = chunk;
  const begunAtCpuMs = context.cpuMs();
  const failures: Failure[] = [];
  const results: RunResult[] = [];
  const firstHashes = new Map<number, string>();
  let totals: Totals = NO_RUNS;

  const runOne = async (index: number, options: RunOptions): Promise<void> => {
    context.onBegun(index);
    const { result, violations } = await outcomeOf(options, context);
    const before = firstHashes.get(index);
    if (result !== undefined) {
      totals = addTotals(totals, totalsOf(result));
      if (before === undefined) firstHashes.set(index, result.traceHash);
      else if (before !== result.traceHash)
        violations.push(`I-28: the same seed gave the trace ${before} and then ${result.traceHash}`);
      if (wantsResults) results.push(result);
    }
    if (violations.length > 0) failures.push({ options, world: result?.world, violations });
  };

  for (const [index, options] of runs.entries()) {
    await runOne(index, options);
    if (stopsAtFailure && failures.length > 0) break;
  }
  if (isTwice && !(stopsAtFailure && failures.length > 0)) {
    // Backwards, so that what a run leaves behind in the process meets another one.
    for (let index = runs.length - 1; index >= 0; index -= 1) {
      const options = runs[index];
      if (options !== undefined && firstHashes.has(index)) await runOne(index, options);
    }
  }
  return { totals: { ...totals, cpuMs: context.cpuMs() - begunAtCpuMs }, failures, results };
}

async function outcomeOf(
  options: RunOptions,
  { runSeed, takeUncaught }: ChunkContext,
): Promise<{ result: RunResult | undefined; violations: string[] }> {
  try {
    const result = await runSeed(options);
    const uncaught = takeUncaught().map((error) => `I-00: an error that nobody caught: ${error}`);
    return { result, violations: [...result.violations, ...uncaught] };
  } catch (error) {
    takeUncaught();
    return { result: undefined, violations: [`I-00: the run broke off: ${firstLines(error)}`] };
  }
}

/** The message and the innermost places, on one line. */
export function firstLines(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text
    .split('\n')
    .slice(0, 4)
    .map((line) => line.trim())
    .join(' · ');
}
