/** What many runs come to, added up. Sums of sums do not depend on who added first. */
import type { RunResult } from '../world/run-seed-types.ts';

export type Counts = Readonly<Record<string, number>>;

export interface Totals {
  readonly runs: number;
  readonly signals: number;
  readonly orders: number;
  readonly injections: number;
  readonly kernelEvents: number;
  readonly virtualMs: number;
  readonly violations: number;
  readonly cpuMs: number;
  readonly runsByWorld: Counts;
  readonly injectionsByFault: Counts;
  /** `fault × status` → how often. */
  readonly coverage: Counts;
}

export const NO_RUNS: Totals = {
  runs: 0,
  signals: 0,
  orders: 0,
  injections: 0,
  kernelEvents: 0,
  virtualMs: 0,
  violations: 0,
  cpuMs: 0,
  runsByWorld: {},
  injectionsByFault: {},
  coverage: {},
};

/** One run as totals; its CPU time is measured by whoever runs it. */
export function totalsOf(result: RunResult): Totals {
  const injectionsByFault: Record<string, number> = {};
  for (const { name } of result.injections) injectionsByFault[name] = (injectionsByFault[name] ?? 0) + 1;
  return {
    runs: 1,
    signals: result.signals,
    orders: result.orders,
    injections: result.injections.length,
    kernelEvents: result.kernelEvents,
    virtualMs: result.virtualMs,
    violations: result.violations.length,
    cpuMs: 0,
    runsByWorld: { [result.world]: 1 },
    injectionsByFault,
    coverage: result.coverage,
  };
}

export function addTotals(left: Totals, right: Totals): Totals {
  return {
    runs: left.runs + right.runs,
    signals: left.signals + right.signals,
    orders: left.orders + right.orders,
    injections: left.injections + right.injections,
    kernelEvents: left.kernelEvents + right.kernelEvents,
    virtualMs: left.virtualMs + right.virtualMs,
    violations: left.violations + right.violations,
    cpuMs: left.cpuMs + right.cpuMs,
    runsByWorld: addCounts(left.runsByWorld, right.runsByWorld),
    injectionsByFault: addCounts(left.injectionsByFault, right.injectionsByFault),
    coverage: addCounts(left.coverage, right.coverage),
  };
}

function addCounts(left: Counts, right: Counts): Counts {
  const sum: Record<string, number> = { ...left };
  for (const name of Object.keys(right)) sum[name] = (sum[name] ?? 0) + (right[name] ?? 0);
  return sum;
}
