/** What many runs came to, as tables: the numbers, the worlds, the faults, and how many cells of the coverage were met. */
import { FAULT_KINDS } from '../faults/fault-kinds.ts';
import { grouped, millions, rate } from './progress.ts';
import { tableOf } from './table.ts';
import type { Totals } from './totals.ts';

const HOUR_MS = 3_600_000;

export function summaryOf(totals: Totals, elapsedMs: number): string {
  const { runs, cpuMs, injections, virtualMs } = totals;
  const numbers = [
    ['runs', grouped(runs)],
    ['seconds', (elapsedMs / 1_000).toFixed(1)],
    ['runs per second', grouped(rate(runs, elapsedMs, 1_000))],
    ['CPU seconds', (cpuMs / 1_000).toFixed(1)],
    ['runs per CPU-second', grouped(rate(runs, cpuMs, 1_000))],
    ['virtual hours', grouped(virtualMs / HOUR_MS)],
    ['events', grouped(totals.kernelEvents)],
    ['signals', grouped(totals.signals)],
    ['orders', grouped(totals.orders)],
    ['injected faults', grouped(injections)],
    ['faults per CPU-hour', millions(rate(injections, cpuMs, HOUR_MS))],
    ['fault × status cells met', grouped(Object.keys(totals.coverage).length)],
    ['violations', grouped(totals.violations)],
  ];
  const worlds = Object.entries(totals.runsByWorld).map(([world, count]) => [world, grouped(count)]);
  return [
    tableOf(['', 'in all'], numbers),
    tableOf(['world', 'runs'], worlds),
    tableOf(['fault', 'number', 'injected'], faultRows(totals)),
  ].join('\n');
}

/** Those that never happened too: what a campaign left out is seen best in its own table. */
function faultRows({ injectionsByFault }: Totals): string[][] {
  return FAULT_KINDS.map(({ name, number }) => [name, number, grouped(injectionsByFault[name] ?? 0)]);
}
