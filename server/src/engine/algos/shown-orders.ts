/** Orders as they are shown: those at the venue, and parent orders in the shape of one, with what they wait for. */
import { type ShownOrder, shownAsOrder } from '#domain/parent-order.ts';
import type { AccountState } from '../state.ts';
import { shownTarget, shownTargets } from '../shown-targets.ts';

/** The order or the parent order with this id, as it is now. */
export function shownOrder(state: AccountState, orderId: string): ShownOrder | undefined {
  const order = state.orders.get(orderId);
  if (order !== undefined) return order;
  const parent = state.parents.get(orderId);
  if (parent === undefined) return shownTarget(state, orderId);
  const shown = shownAsOrder(parent, state.account.id);
  const waitsFor = state.volatile.parentWatches.get(orderId)?.waitsFor;
  return waitsFor === undefined ? shown : { ...shown, waitsFor };
}

/** All that memory holds of both. */
export function* shownOrders(state: AccountState): Generator<ShownOrder> {
  yield* state.orders.values();
  for (const id of state.parents.keys()) {
    const shown = shownOrder(state, id);
    if (shown !== undefined) yield shown;
  }
  yield* shownTargets(state);
}

/** Which parent orders that are not over would open or enlarge a position. */
export function openingParents(state: AccountState): ShownOrder[] {
  const found: ShownOrder[] = [];
  for (const id of state.liveParents) {
    const shown = shownOrder(state, id);
    if (shown !== undefined && shown.request.role === 'entry') found.push(shown);
  }
  return found;
}
