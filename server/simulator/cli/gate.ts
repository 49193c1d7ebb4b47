/**
 * What a build machine runs, in minutes: the corpus, determinism, a fixed sample of the mutants, and as many runs as the
 * time permits, each world as often as the others. Ends with `N passed, N failed`, counted in corpus seeds, mutants,
 * worlds and the one question of determinism; a run is far too small a thing to be called a test.
 */
import { readCorpus, readOpenSeeds } from '../corpus/corpus.ts';
import { GATE_MUTANTS } from '../mutants/gate-mutants.ts';
import { mutantNamed } from '../mutants/mutants.ts';
import { WORLDS } from '../world/run-seed-types.ts';
import { huntAll, isKilled } from './hunt.ts';
import { huntLine } from './hunt-report.ts';
import { grouped } from './progress.ts';
import { runCorpus } from './run-corpus.ts';
import type { Failure } from './run-messages.ts';
import { reportFailures, sweepAloud } from './run-seeds.ts';
import { summaryOf } from './summary.ts';
import { seedsFrom } from './sweep.ts';
import type { Workbench } from './workbench.ts';
import { WorkerPool } from './worker-pool.ts';

export interface GateOptions {
  readonly seed: number;
  readonly runs: number;
  readonly workers: number;
  /** Absent: the fixed sample. */
  readonly mutants: readonly string[];
  readonly bench: Workbench;
}

interface Score {
  readonly passed: number;
  readonly failed: number;
}

/** Everything together, ms; what is left of it is for the runs. */
const TIME_MS = 170_000;
/** Fewer than this share of the runs is no answer. */
const LEAST_SHARE = 0.25;
const DETERMINISM_SEEDS = 500;
const MUTANT_RUNS = 5_000;

/** True when everything passed. */
export async function runGate(options: GateOptions): Promise<boolean> {
  const { bench, workers } = options;
  const endsAt = bench.now() + TIME_MS;
  const pool = new WorkerPool({ workers, module: bench.module });
  try {
    const scores = [
      await corpus(pool, bench),
      await determinism(pool, options),
      await mutants(options),
      await manyRuns(pool, options, endsAt),
    ];
    const passed = scores.reduce((sum, score) => sum + score.passed, 0);
    const failed = scores.reduce((sum, score) => sum + score.failed, 0);
    bench.out.write(`\n${passed} passed, ${failed} failed\n`);
    return failed === 0 && passed > 0;
  } finally {
    pool.close();
  }
}

async function corpus(pool: WorkerPool, bench: Workbench): Promise<Score> {
  const seeds = readCorpus();
  const score = await runCorpus(pool, seeds, { bench });
  bench.out.write(`corpus: ${score.passed} of ${seeds.length} seeds hold\n`);
  return score;
}

async function determinism(pool: WorkerPool, { seed, runs: most, bench }: GateOptions): Promise<Score> {
  const count = Math.min(DETERMINISM_SEEDS, most);
  const runs = seedsFrom(seed, count, { worlds: WORLDS });
  const { failures } = await sweepAloud(pool, { runs, isTwice: true }, bench);
  await reportFailures(pool, failures, { bench });
  bench.out.write(`determinism: ${count} seeds twice, ${failures.length} failures\n`);
  return failures.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function mutants({ mutants: names, seed, runs: most, workers, bench }: GateOptions): Promise<Score> {
  const chosen = (names.length === 0 ? GATE_MUTANTS : names).map((name) => {
    const mutant = mutantNamed(name);
    if (mutant === undefined) throw new Error(`there is no mutant ${name}`);
    return mutant;
  });
  const { now, module, out } = bench;
  const runs = Math.min(MUTANT_RUNS, most);
  const onHunted = (hunt: Parameters<typeof huntLine>[0]): void => void out.write(`mutant ${huntLine(hunt)}\n`);
  const hunts = await huntAll(chosen, { seed, runs, now, module, workers, onHunted });
  const passed = hunts.filter(isKilled).length;
  return { passed, failed: hunts.length - passed };
}

async function manyRuns(pool: WorkerPool, { seed, runs, bench }: GateOptions, endsAt: number): Promise<Score> {
  const begunAt = bench.now();
  const plan = { runs: seedsFrom(seed, runs, { worlds: WORLDS }), isOver: () => bench.now() >= endsAt };
  const { totals, failures: found } = await sweepAloud(pool, plan, bench);
  const failures = withoutOpen(found, bench);
  await reportFailures(pool, failures, { bench });
  bench.out.write(`\n${summaryOf(totals, bench.now() - begunAt)}\n`);
  if (totals.runs < runs)
    bench.out.write(`The time was over after ${grouped(totals.runs)} of ${grouped(runs)} runs.\n`);
  const tooFew = totals.runs < runs * LEAST_SHARE && failures.length === 0;
  if (tooFew) bench.out.write('That is too few to say anything.\n');
  const worlds = new Set(failures.map(({ options, world }) => options.world ?? world));
  const failed = tooFew ? WORLDS.length : worlds.size;
  return { passed: WORLDS.length - failed, failed };
}

/** Failures that are not known already; those that are known are named. */
function withoutOpen(found: readonly Failure[], { out }: Workbench): readonly Failure[] {
  const open = readOpenSeeds();
  return found.filter(({ options, world }) => {
    const known = open.find((one) => one.seed === options.seed && one.world === (options.world ?? world));
    if (known !== undefined)
      out.write(`\nopen: seed ${known.seed}, ${known.world} (${known.invariant}: ${known.found})\n`);
    return known === undefined;
  });
}
