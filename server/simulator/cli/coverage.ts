/**
 * Which fault met which orders: how often each kind struck while an order was in each state. A point is a pair that never
 * came together, which is a question that no run has asked yet, or one that can not be asked.
 */
import { ORDER_STATUSES } from '#domain/order.ts';
import { FAULT_KINDS } from '../faults/fault-kinds.ts';
import { tableOf } from './table.ts';
import type { Totals } from './totals.ts';

/** The table, and the kinds that never struck or never met an order. */
export function coverageOf(totals: Pick<Totals, 'injectionsByFault' | 'coverage'>): string {
  const { injectionsByFault, coverage } = totals;
  const struck = (name: string): number => injectionsByFault[name] ?? 0;
  const cellsOf = (name: string): number[] => ORDER_STATUSES.map((status) => coverage[`${name} × ${status}`] ?? 0);
  const rows = FAULT_KINDS.map(({ name }) => [name, ...[struck(name), ...cellsOf(name)].map(short)]);
  const never = FAULT_KINDS.filter(({ name }) => struck(name) === 0);
  const alone = FAULT_KINDS.filter(({ name }) => struck(name) > 0 && cellsOf(name).every((count) => count === 0));
  return [
    tableOf(['fault', 'struck', ...ORDER_STATUSES], rows),
    `never struck: ${namesOf(never)}\n`,
    `struck, but met no order: ${namesOf(alone)}\n`,
  ].join('');
}

const namesOf = (kinds: readonly { readonly name: string }[]): string =>
  kinds.length === 0 ? 'none' : kinds.map(({ name }) => name).join(', ');

/** Digits without separators: fifteen columns are to fit on a screen. */
const short = (count: number): string => (count === 0 ? '.' : String(count));
