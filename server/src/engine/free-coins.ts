/**
 * Coins that no other leg's protection has: where whatever rests ties up what it sells, an order for more than these is
 * refused, and a stop-loss that was refused stays away. So protection leaves, or grows, for what is free, and for the rest when
 * what others had too much of has come back.
 */
import { type Decimal, maximum, roundToStep, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, isTerminal, type Order } from '#domain/order.ts';
import type { Wish } from './protection-children.ts';
import type { ProtectionGroup } from './protection-group.ts';
import { heldBy } from './protection-legs.ts';
import type { AccountState } from './state.ts';
import { tiesUp } from './watched-target.ts';

/** What the leg's own orders may sell together; undefined where nothing is tied up. */
export function coinsFor(state: AccountState, group: ProtectionGroup, leg: number): Decimal | undefined {
  if (!tiesUp(state, group.instrumentId)) return undefined;
  let left = heldBy(state, group);
  for (const other of state.groupIndex.ofPosition(group.positionId))
    for (const id of other.childIds) {
      const order = state.orders.get(id);
      if (order?.request.ocoGroup !== `${group.id}.${leg}`) left = subtract(left, mayStillSell(order));
    }
  return maximum(ZERO, left);
}

/** How much of the wish can leave now. Where that is not all, its group is looked at again with the next change. */
export function mostFor(state: AccountState, { group, leg, quantity }: Wish): Decimal {
  const coins = coinsFor(state, group, leg);
  if (coins === undefined || coins >= quantity) return quantity;
  state.groupIndex.touch(group.id);
  const step = state.volatile.settings.directory.byId(group.instrumentId)?.lotStep;
  return step === undefined ? coins : roundToStep(coins, step, 'down');
}

/** By what the venue holds: a change that came to nothing, as far as anybody knows, ties up nothing. */
function mayStillSell(order: Order | undefined): Decimal {
  if (order === undefined || isTerminal(order.status)) return ZERO;
  const quantity = order.status === 'pending_amend' ? fillableQuantity(order) : order.request.quantity;
  return subtract(quantity, order.filledQuantity);
}
