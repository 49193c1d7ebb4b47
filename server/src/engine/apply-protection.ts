/** The fold of protection groups: what they want, what their entry has filled, what their orders have closed. */
import { absolute, add, type Decimal, minimum, subtract, ZERO } from '#domain/decimal.ts';
import { isTerminal, type Order } from '#domain/order.ts';
import { movedQuantity } from './apply-fill.ts';
import type { ProtectionSet } from './events.ts';
import type { OrderFilled } from './order-events.ts';
import { legOf, type ProtectionGroup, protectedBy } from './protection-group.ts';
import type { AccountState } from './state.ts';
import type { TargetEvent } from './target-events.ts';

/** Dead protective orders of one group that are remembered. */
const CHILDREN_KEPT = 64;

/** The order of a group has changed, so the group must be compared with its wish. */
export function touchGroup(state: AccountState, order: Order): void {
  if (state.groups.size > 0) state.groupIndex.touchOrder(order);
}

/** A new protective order becomes one of its group. */
export function addChild(state: AccountState, order: Order): void {
  const { ocoGroup } = order.request;
  const group = ocoGroup === undefined ? undefined : state.groups.get(legOf(ocoGroup).groupId);
  if (group === undefined) return;
  for (const id of group.childIds)
    if (group.childIds.size > CHILDREN_KEPT && isDead(state, id)) group.childIds.delete(id);
  group.childIds.add(order.id);
  group.childCount += 1;
  noteTaker(group, order);
  state.groupIndex.addChild(group.id, order.id);
  state.groupIndex.touch(group.id);
}

function isDead(state: AccountState, orderId: string): boolean {
  const order = state.orders.get(orderId);
  return order === undefined || isTerminal(order.status);
}

/** A fill of an entry gives its group more to protect; one of a protective order has closed something of its leg. */
export function fillGroups(state: AccountState, order: Order, of: OrderFilled): void {
  if (state.groups.size === 0) return;
  const own = state.groups.get(order.id);
  if (own !== undefined) setFilled(state, own, add(own.filled, movedQuantity(of)));
  if (order.request.ocoGroup !== undefined) closeLeg(state, order.request.ocoGroup, of.quantity);
  limitGroups(state, of.positionId);
}

function setFilled(state: AccountState, group: ProtectionGroup, filled: Decimal): void {
  group.filled = filled;
  state.groupIndex.put(group);
}

function closeLeg(state: AccountState, ocoGroup: string, quantity: Decimal): void {
  const { groupId, leg } = legOf(ocoGroup);
  const group = state.groups.get(groupId);
  if (group === undefined) return;
  while (group.closedByLeg.length < leg) group.closedByLeg.push(ZERO);
  group.closedByLeg[leg] = add(group.closedByLeg[leg] ?? ZERO, quantity);
  state.groupIndex.put(group);
}

/**
 * What a position does not hold any more needs no protection, and what is bought later has its own: where a position is
 * smaller than what its groups protect, the newest protect the less. Where that leaves too much, because some closed more
 * than was theirs, each depends on all the others.
 */
export function limitGroups(state: AccountState, positionId: string): void {
  const held = state.positions.get(positionId)?.quantity ?? ZERO;
  if (!state.groupIndex.isTight(positionId, held)) return;
  let left = absolute(held);
  for (const group of state.groupIndex.ofPosition(positionId)) {
    const protects = protectedBy(group);
    const most = (group.side === 'buy') === held > ZERO ? left : ZERO;
    if (protects > most) setFilled(state, group, subtract(group.filled, subtract(protects, most)));
    left = subtract(left, minimum(most, protects));
  }
  if (state.groupIndex.isTight(positionId, held)) state.groupIndex.touchPosition(positionId);
}

export function applyProtectionSet(state: AccountState, event: ProtectionSet): void {
  const known = state.groups.get(event.groupId);
  const group: ProtectionGroup = {
    id: event.groupId,
    instrumentId: event.instrumentId,
    positionId: event.positionId,
    side: event.side,
    takeProfits: event.takeProfits,
    filled: event.quantity ?? known?.filled ?? ZERO,
    closedByLeg: event.quantity === undefined ? (known?.closedByLeg ?? []) : [],
    tries: (known?.tries ?? []).map((one) => ({ ...one, vain: 0, refused: 0 })),
    childCount: known?.childCount ?? 0,
    childIds: known?.childIds ?? new Set(),
    ...(event.entryOrderId === undefined ? {} : { entryOrderId: event.entryOrderId }),
    ...(event.stopLoss === undefined ? {} : { stopLoss: event.stopLoss }),
  };
  state.groups.set(event.groupId, group);
  state.groupIndex.put(group);
}

/** The order that takes a profit whose price has come. */
function noteTaker({ tries }: ProtectionGroup, { id, request: { role, ocoGroup } }: Order): void {
  if (tries.length === 0 || role !== 'take_profit' || ocoGroup === undefined) return;
  const { leg } = legOf(ocoGroup);
  for (const one of tries) if (one.leg === leg && one.isTaking) one.orderId = id;
}

export function applyTargetTry(state: AccountState, event: TargetEvent): void {
  const { groupId, leg, time } = event;
  const group = state.groups.get(groupId);
  if (group === undefined) throw new Error(`${event.kind} of a protection group that does not exist: ${groupId}`);
  let one = group.tries.find((known) => known.leg === leg);
  if (one === undefined) {
    one = { leg, isTaking: false, vain: 0, refused: 0, overAt: 0 };
    group.tries.push(one);
  }
  one.isTaking = event.kind === 'take_profit_reached';
  one.orderId = undefined;
  state.groupIndex.touch(groupId);
  if (event.kind === 'take_profit_reached') return;
  one.overAt = time;
  one.vain = event.outcome === 'filled' ? 0 : one.vain + 1;
  one.refused = event.outcome === 'refused' ? one.refused + 1 : 0;
}

export function endProtection(state: AccountState, groupId: string): void {
  state.groups.delete(groupId);
  state.groupIndex.remove(groupId);
}
