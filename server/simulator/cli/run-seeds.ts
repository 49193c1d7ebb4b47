/** Runs many seeds, shows how it goes, and says all there is to say of what failed. */
import type { RunsPlan } from './command-line.ts';
import { coverageOf } from './coverage.ts';
import { describeFailure, writeFailure } from './failure-report.ts';
import { minimise } from './minimise.ts';
import { Progress } from './progress.ts';
import type { Failure } from './run-messages.ts';
import { summaryOf } from './summary.ts';
import { seedsFrom, sweep, type SweepOptions, type SweepResult } from './sweep.ts';
import type { RunResult } from '../world/run-seed-types.ts';
import type { Workbench } from './workbench.ts';
import { WorkerPool } from './worker-pool.ts';

/** Failures that are made small and written down; of the others the seed is told. */
const FILES_MAX = 3;

/** True when no run failed. */
export async function runSeeds(
  plan: RunsPlan,
  { workers, mutant, bench }: { workers: number; mutant: string | undefined; bench: Workbench },
): Promise<boolean> {
  const { out, now, module } = bench;
  const begunAt = now();
  const endsAt = plan.seconds === undefined ? Number.POSITIVE_INFINITY : begunAt + plan.seconds * 1_000;
  const pool = new WorkerPool({ workers, mutant, module });
  try {
    const { totals, failures } = await sweepAloud(
      pool,
      {
        runs: seedsFrom(plan.seed, plan.runs, { options: plan.options }),
        isTwice: plan.isTwice,
        isOver: () => now() >= endsAt,
      },
      bench,
    );
    const elapsedMs = now() - begunAt;
    await reportFailures(pool, failures, { mutant, bench });
    out.write(`\n${summaryOf(totals, elapsedMs)}`);
    if (plan.showsCoverage) out.write(`\n${coverageOf(totals)}`);
    return failures.length === 0;
  } finally {
    pool.close();
  }
}

/** A sweep with its progress shown, and the seed of each violation at once: a long run can be looked into while it goes on. */
export async function sweepAloud(
  pool: WorkerPool,
  options: Omit<SweepOptions, 'onProgress' | 'onFailure'>,
  { out, now }: Workbench,
): Promise<SweepResult> {
  const progress = new Progress(out, now);
  try {
    return await sweep(pool, {
      ...options,
      onProgress: (totals) => progress.tell(totals),
      onFailure: ({ options: { seed }, violations: [first] }) => {
        progress.clear();
        out.write(`met in seed ${seed}: ${first}\n`);
      },
    });
  } finally {
    progress.clear();
  }
}

/** Tells each failure; the first few are made small and written into files. */
export async function reportFailures(
  pool: WorkerPool,
  failures: readonly Failure[],
  { mutant, bench }: { mutant?: string | undefined; bench: Workbench },
): Promise<void> {
  if (failures.length === 0) return;
  const { out, failuresFolder } = bench;
  const context = {
    commit: bench.commit(),
    mutant,
    ...(failuresFolder === undefined ? {} : { folder: failuresFolder }),
  };
  for (const [index, failure] of failures.entries()) {
    out.write(`\n${describeFailure(failure, context)}`);
    if (index >= FILES_MAX) continue;
    const minimised = await minimise((options) => pool.runOne({ ...options, keepsTrace: true }), failure.options);
    const file = writeFailure(minimised, failure.options, context);
    out.write(`  ${neededFor(minimised.result)}: ${file}\n`);
  }
}

function neededFor({ violations, injections }: RunResult): string {
  if (violations.length === 0) return 'it did not fail again';
  if (injections.length <= 1) return injections.length === 0 ? 'no fault is needed' : 'one fault is enough';
  return `${injections.length} faults are enough`;
}
