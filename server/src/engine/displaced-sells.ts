/**
 * Plain sells of ours that rest while all coins of their instrument are closed. What can't be sold short can be sold once: they
 * are exits by another name, tie the coins up, and would sell coins of before the account once the position is gone. So they
 * are canceled, and the close leaves when the venue has said so. A close of a part leaves them alone, and so does everything
 * where selling may open a short. Orders of others are theirs to cancel.
 */
import { add, type Decimal, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, isWorking, type Order } from '#domain/order.ts';
import { parentOf } from './algos/apply-parents.ts';
import type { AccountState } from './state.ts';

/** Those that a close which fills at once pushes aside, oldest first. */
export function displacedBy(state: AccountState, { request }: Pick<Order, 'request'>): Order[] {
  const { instrumentId, side, positionId = instrumentId } = request;
  const instrument = state.volatile.settings.directory.byId(instrumentId);
  const held = state.positions.get(positionId)?.quantity ?? ZERO;
  if (instrument === undefined || instrument.shortable || side !== 'sell') return [];
  if (request.type !== 'market' || subtract(held, request.quantity) >= instrument.lotStep) return [];
  const sells: Order[] = [];
  for (const id of state.openOrdinary.get(instrumentId) ?? []) {
    const order = state.orders.get(id);
    if (order?.request.role !== 'entry' || order.request.side !== 'sell' || !isWorking(order.status)) continue;
    if (parentOf(state, order) === undefined) sells.push(order);
  }
  return sells;
}

/** What they may still sell. */
export function displacedQuantity(state: AccountState, close: Pick<Order, 'request'>): Decimal {
  return displacedBy(state, close).reduce<Decimal>(
    (sum, order) => add(sum, subtract(fillableQuantity(order), order.filledQuantity)),
    ZERO,
  );
}
