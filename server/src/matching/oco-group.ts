/**
 * One cancels the other. Orders that protect a position share its quantity: what one of them fills, its counterparts
 * lose, and nothing is canceled that still protects something. Anywhere else the first fill, even a partial one,
 * cancels the rest of the group, so that never two of them open a position.
 */
import { add, type Decimal, minimum, subtract, ZERO } from '#domain/decimal.ts';
import { byPriority, cancel, emit, type Venue } from './venue.ts';
import { leavesOf, type OrderRecord } from './venue-order.ts';

/** What the fill of `quantity` of `order` does to the other orders of its group. */
export function settleGroup(venue: Venue, order: OrderRecord, quantity: Decimal): void {
  if (order.ocoGroup === undefined) return;
  const group = venue.state.groups.get(order.ocoGroup);
  if (group === undefined) return;
  for (const sibling of byPriority(group)) {
    if (sibling === order) continue;
    if (isProtective(order) && isProtective(sibling)) share(venue, { order, sibling, quantity });
    else cancel(venue, sibling, 'oco');
  }
}

function isProtective(order: OrderRecord): boolean {
  return order.reducing || order.role === 'stop_loss' || order.role === 'take_profit';
}

interface Sharing {
  readonly order: OrderRecord;
  readonly sibling: OrderRecord;
  readonly quantity: Decimal;
}

/**
 * Several take-profits under one stop-loss do not take from each other; each takes from the stop-loss. The stop-loss,
 * for its part, leaves no target more than it has itself.
 */
function share(venue: Venue, { order, sibling, quantity }: Sharing): void {
  if (order.role === sibling.role && (order.role === 'take_profit' || order.role === 'stop_loss')) return;
  const before = leavesOf(sibling);
  const cut =
    order.role === 'stop_loss' ? subtract(before, minimum(before, leavesOf(order))) : minimum(before, quantity);
  if (cut === ZERO) return;
  if (cut === before) {
    cancel(venue, sibling, 'oco');
    return;
  }
  emit(venue, {
    kind: 'amended',
    cause: 'oco',
    clientOrderId: sibling.clientOrderId,
    time: venue.time,
    quantity: subtract(add(sibling.filledQuantity, before), cut),
    requeued: false,
    crossing: sibling.crossing,
  });
}
