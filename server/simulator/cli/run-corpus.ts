/** Runs the corpus: every seed twice. Those that fail are told with what they once found. */
import { type CorpusSeed, optionsOf } from '../corpus/corpus.ts';
import { reportFailures } from './run-seeds.ts';
import type { Failure } from './run-messages.ts';
import type { Workbench } from './workbench.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How many seeds of the corpus passed and failed. */
export async function runCorpus(
  pool: WorkerPool,
  seeds: readonly CorpusSeed[],
  context: { readonly mutant?: string | undefined; readonly bench: Workbench },
): Promise<{ readonly passed: number; readonly failed: number }> {
  const outcomes = await Promise.all(
    seeds.map(async (seed): Promise<{ seed: CorpusSeed; failure: Failure | undefined }> => {
      const { failures } = await pool.run({ runs: [optionsOf(seed)], isTwice: true });
      return { seed, failure: failures[0] };
    }),
  );
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  for (const { seed, failure } of failed) {
    context.bench.out.write(`\ncorpus seed ${seed.seed}, ${seed.world} (${seed.invariant}: ${seed.found})\n`);
    if (failure !== undefined) await reportFailures(pool, [failure], context);
  }
  return { passed: outcomes.length - failed.length, failed: failed.length };
}
