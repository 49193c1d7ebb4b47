/** One run with its timeline. */
import { timelineOf } from '../trace/timeline.ts';
import type { RunOptions } from '../world/run-seed-types.ts';
import { endOf } from './failure-report.ts';
import type { Workbench } from './workbench.ts';
import { WorkerPool } from './worker-pool.ts';

/** True when nothing is violated. */
export async function replay(
  options: RunOptions,
  { mutant, bench }: { mutant: string | undefined; bench: Workbench },
): Promise<boolean> {
  const pool = new WorkerPool({ workers: 1, mutant, module: bench.module });
  try {
    const result = await pool.runOne({ ...options, keepsTrace: true });
    bench.out.write(timelineOf(result.trace));
    const { seed, world, traceHash, virtualMs, kernelEvents, signals, orders } = result;
    const facts = `${(virtualMs / 1_000).toFixed(3)} virtual s · ${kernelEvents} events · ${signals} signals · ${orders} orders`;
    const head = [`seed ${seed} · world ${world} · trace ${traceHash} · commit ${bench.commit()}`, facts];
    bench.out.write(`\n${[...head, ...endOf(result)].join('\n')}\n`);
    return result.violations.length === 0;
  } finally {
    pool.close();
  }
}
