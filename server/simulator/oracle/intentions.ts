/** How many intentions orders stand for: a close that is larger than one order may be leaves in parts, each of which says so. */
import type { OrderFacts } from './journal-facts.ts';

/** One for each order, and one for the parts of each close; parts beyond those that it was split into are another one. */
export function intentionsOf(orders: readonly OrderFacts[]): number {
  let whole = 0;
  const parts = new Map<number, number>();
  for (const { request } of orders) {
    const split = request.adjustments?.find(({ code }) => code === 'CLOSE_SPLIT');
    const of = Number(split?.values?.['parts'] ?? 1);
    if (of === 1) whole += 1;
    else parts.set(of, (parts.get(of) ?? 0) + 1);
  }
  for (const [of, count] of parts) whole += Math.ceil(count / of);
  return whole;
}
