/** The terms of an order as the venue has them, asked for or not, by a report or an answer: only the newest count. */
import type { Decimal } from '#domain/decimal.ts';
import type { AmendTerms, Order } from '#domain/order.ts';
import { isProtective } from './protection-group.ts';
import { syncProtection } from './protection.ts';
import type { StepRun } from './step-run.ts';

/** Reports of one order overtake each other; only the newest of its terms count. */
export const isOutdated = ({ amendedAt }: Order, venueTime: number): boolean =>
  amendedAt !== undefined && venueTime < amendedAt;

/** What protects is put right where the venue has changed it unasked: by an amend that was long on its way, or by others. */
export function takeTerms(run: StepRun, order: Order, terms: AmendTerms & { readonly venueTime: number }): void {
  const { quantity, venueTime } = terms;
  const isAsked = order.status === 'pending_amend';
  run.emit({ kind: 'order_amended', time: run.now, orderId: order.id, quantity, ...pricesOf(terms), venueTime });
  if (!isAsked && isProtective(order)) syncProtection(run, order.request.instrumentId);
}

function pricesOf(from: { readonly limitPrice?: Decimal; readonly stopPrice?: Decimal }): {
  limitPrice?: Decimal;
  stopPrice?: Decimal;
} {
  return {
    ...(from.limitPrice === undefined ? {} : { limitPrice: from.limitPrice }),
    ...(from.stopPrice === undefined ? {} : { stopPrice: from.stopPrice }),
  };
}
