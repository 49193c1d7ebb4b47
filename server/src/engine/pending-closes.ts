/**
 * Closes that are on their way. A venue that knows reduce-only lets none of them turn a position round; where it does
 * not, together they must not be larger than what they close. Stop-losses and take-profits go with the position and
 * do not count; nor does a plain order of the other side, which was judged as what it is.
 */
import { add, type Decimal, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, type OrderRequest } from '#domain/order.ts';
import type { AccountState } from './state.ts';

type Closing = Pick<OrderRequest, 'instrumentId' | 'positionId'>;

/** What other closes may still take off the position; zero where the venue sees to it. */
export function pendingCloses(state: AccountState, closing: Closing, exceptId?: string): Decimal {
  let sum: Decimal = ZERO;
  if (state.volatile.settings.traits.reduceOnly) return sum;
  for (const id of state.openByInstrument.get(closing.instrumentId) ?? []) {
    const order = id === exceptId ? undefined : state.orders.get(id);
    if (order === undefined || order.status === 'held' || order.request.role !== 'close') continue;
    if (!order.request.reduceOnly || order.request.positionId !== closing.positionId) continue;
    sum = add(sum, subtract(fillableQuantity(order), order.filledQuantity));
  }
  return sum;
}
