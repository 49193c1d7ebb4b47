/**
 * How soon a mutant is found: seeds in order, until the first violation or until it has survived enough. A seed that fails
 * without the mutant too proves nothing, and the hunt goes on.
 */
import type { Mutant } from '../mutants/mutant.ts';
import type { RunOptions } from '../world/run-seed-types.ts';
import type { LoadOptions } from './load-run-seed.ts';
import { invariantOf } from './minimise.ts';
import type { Failure } from './run-messages.ts';
import { seedsFrom } from './sweep.ts';
import { WorkerPool } from './worker-pool.ts';

export interface Hunt {
  readonly mutant: Mutant;
  /** The first run with a violation, from 1; undefined: it survived. */
  readonly killedAt: number | undefined;
  readonly runs: number;
  readonly invariant: string;
  readonly violation: string;
  readonly options: RunOptions | undefined;
  readonly seconds: number;
  /** Why there is no verdict. */
  readonly error?: string;
}

export interface HuntOptions extends Omit<LoadOptions, 'mutant'> {
  readonly seed: number;
  readonly runs: number;
  readonly now: () => number;
}

type Finding = Pick<Hunt, 'killedAt' | 'runs' | 'invariant' | 'violation' | 'options' | 'error'>;

const CHUNK_RUNS = 50;

/** Hunts them all, so many at a time; in the order of the list. */
export async function huntAll(
  mutants: readonly Mutant[],
  options: HuntOptions & { readonly workers: number; readonly onHunted?: (hunt: Hunt) => void },
): Promise<readonly Hunt[]> {
  const hunts: Hunt[] = [];
  const waiting = mutants.entries();
  const healthy = new WorkerPool({ workers: 1, module: options.module });
  const lane = async (): Promise<void> => {
    for (const [index, mutant] of waiting) {
      const hunt = await huntDown(mutant, healthy, options);
      hunts[index] = hunt;
      options.onHunted?.(hunt);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, lane));
  healthy.close();
  return hunts;
}

export const isKilled = ({ killedAt }: Hunt): boolean => killedAt !== undefined;

/** In a process of its own, because a module is loaded once. */
async function huntDown(mutant: Mutant, healthy: WorkerPool, options: HuntOptions): Promise<Hunt> {
  const begunAt = options.now();
  const pool = new WorkerPool({ workers: 1, mutant: mutant.name, module: options.module });
  try {
    const finding = await firstKill(mutant, { pool, healthy }, options);
    return { mutant, ...finding, seconds: (options.now() - begunAt) / 1_000 };
  } catch (error) {
    return { mutant, ...nothing(0), seconds: (options.now() - begunAt) / 1_000, error: String(error) };
  } finally {
    pool.close();
  }
}

const nothing = (runs: number): Finding => ({
  killedAt: undefined,
  runs,
  invariant: '',
  violation: '',
  options: undefined,
});

async function firstKill(
  mutant: Mutant,
  { pool, healthy }: { pool: WorkerPool; healthy: WorkerPool },
  { seed, runs }: HuntOptions,
): Promise<Finding> {
  const all = [...seedsFrom(seed, runs, { options: optionsOf(mutant) })];
  for (let from = 0; from < all.length; ) {
    const chunk = all.slice(from, from + CHUNK_RUNS);
    const { failures } = await pool.run({ runs: chunk, stopsAtFailure: true });
    const [failure] = failures;
    const at = failure === undefined ? -1 : all.findIndex((run) => run.seed === failure.options.seed);
    if (failure !== undefined && (await failsOnlyMutated(failure, healthy))) {
      const [violation = ''] = failure.violations;
      const killedAt = at + 1;
      return { killedAt, runs: killedAt, invariant: invariantOf(violation), violation, options: failure.options };
    }
    from = failure === undefined ? from + CHUNK_RUNS : at + 1;
  }
  return nothing(runs);
}

async function failsOnlyMutated({ options }: Failure, healthy: WorkerPool): Promise<boolean> {
  const { violations } = await healthy.runOne(options);
  return violations.length === 0;
}

function optionsOf({ world, kinds }: Mutant): Omit<RunOptions, 'seed'> {
  return {
    ...(world === undefined ? {} : { world }),
    ...(kinds === undefined ? {} : { faults: { only: kinds } }),
  };
}
