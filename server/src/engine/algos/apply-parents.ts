/**
 * The fold of parent orders: what each of their events does, and what becomes of them by their children. A child that would
 * make all of them together larger than the parent can't be folded: no such order ever comes to exist.
 */
import { add, type Decimal, isZero, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, type Order, type OrderRequest } from '#domain/order.ts';
import { isParentOver, type ParentOrder } from '#domain/parent-order.ts';
import { weightedPrice } from '../apply-fill.ts';
import type { OrderFilled } from '../order-events.ts';
import type { ParentCreated, ParentEvent, ParentFollowed, ParentMoved } from '../parent-events.ts';
import type { AccountState } from '../state.ts';

/** Parents that are over and kept in memory, so that a late fill of a child finds its parent. */
export const ENDED_PARENTS_KEPT = 200;

/** Folds one event of a parent order. Throws an Error when it can't follow from the state. */
export function applyParentEvent(state: AccountState, event: ParentEvent): void {
  if (event.kind === 'parent_created') return create(state, event);
  const parent = state.parents.get(event.orderId);
  if (parent === undefined) throw new Error(`${event.kind} of a parent order that does not exist: ${event.orderId}`);
  if (isParentOver(parent.state)) throw new Error(`${event.kind} of a parent order that is over: ${event.orderId}`);
  parent.updatedAt = event.time;
  switch (event.kind) {
    case 'parent_moved':
      return move(state, parent, event);
    case 'parent_cancel_asked':
      parent.cancelAskedBy ??= event.actor;
      parent.cancelReason ??= event.reason;
      return;
    case 'parent_followed':
      return follow(parent, event);
    case 'parent_triggered':
      parent.triggeredAt = event.time;
      parent.triggerPrice = event.triggerPrice;
      return;
    case 'parent_slice':
      parent.nextSlice = event.slice + 1;
      if (event.reason !== undefined) parent.skippedSlices += 1;
      return;
  }
}

function create(state: AccountState, event: ParentCreated): void {
  const { orderId: id, ticket, parentKind: kind, request, terms, source, signalId, time } = event;
  state.nextTicket = Math.max(state.nextTicket, ticket + 1);
  state.parents.set(id, {
    id,
    ticket,
    kind,
    request,
    terms,
    source,
    signalId,
    state: event.isHeld === true ? 'held' : 'waiting',
    nextSlice: 0,
    skippedSlices: 0,
    filledQuantity: ZERO,
    averagePrice: ZERO,
    fees: ZERO,
    childCount: 0,
    openChildIds: new Set(),
    vain: 0,
    createdAt: time,
    updatedAt: time,
  });
  state.liveParents.add(id);
}

function move(state: AccountState, parent: ParentOrder, { state: next, reason, time }: ParentMoved): void {
  if (isParentOver(next) && parent.openChildIds.size > 0)
    throw new Error(`parent order ${parent.id} would end before its children`);
  parent.stateBefore = next === 'paused' ? parent.state : undefined;
  parent.state = next;
  parent.reason = reason;
  if (next === 'working') parent.startedAt ??= time;
  if (isParentOver(next)) end(state, parent);
}

function end(state: AccountState, { id }: ParentOrder): void {
  state.liveParents.delete(id);
  if (state.parents.size - state.liveParents.size < ENDED_PARENTS_KEPT * 2) return;
  let surplus = state.parents.size - state.liveParents.size - ENDED_PARENTS_KEPT;
  for (const known of [...state.parents.values()]) {
    if (surplus <= 0) return;
    if (!isParentOver(known.state)) continue;
    state.parents.delete(known.id);
    surplus -= 1;
  }
}

function follow(parent: ParentOrder, { bestPrice, triggerPrice, time }: ParentFollowed): void {
  parent.bestPrice = bestPrice;
  parent.triggerPrice = triggerPrice;
  parent.followedAt = time;
}

/** What a parent's children have filled and may still fill. */
export function committedOf(state: AccountState, parent: ParentOrder): Decimal {
  let sum = parent.filledQuantity;
  for (const id of parent.openChildIds) {
    const child = state.orders.get(id);
    if (child !== undefined) sum = add(sum, subtract(fillableQuantity(child), child.filledQuantity));
  }
  return sum;
}

/** What may still be sent of it: below zero only where its venue has filled more than it was asked for. */
export const roomOf = (state: AccountState, parent: ParentOrder): Decimal =>
  subtract(parent.request.quantity, committedOf(state, parent));

/** A new order that a parent has made becomes one of its children. */
export function addParentChild(state: AccountState, order: Order): void {
  const parent = parentOf(state, order);
  if (parent === undefined) return;
  if (isParentOver(parent.state)) throw new Error(`parent order ${parent.id} is over and has no more children`);
  checkChild(state, parent, order.request);
  parent.openChildIds.add(order.id);
  parent.childCount += 1;
}

function checkChild(state: AccountState, parent: ParentOrder, { instrumentId, side, quantity }: OrderRequest): void {
  const { request } = parent;
  if (instrumentId !== request.instrumentId || side !== request.side)
    throw new Error(`a child of ${parent.id} trades something else`);
  if (quantity > roomOf(state, parent)) throw new Error(`the children of ${parent.id} would be larger than it`);
}

/** The parent order that made the order; undefined for all others, stop-losses and take-profits among them. */
export const parentOf = (
  state: AccountState,
  { parentOrderId }: Pick<Order, 'parentOrderId'>,
): ParentOrder | undefined => (parentOrderId === undefined ? undefined : state.parents.get(parentOrderId));

/** Whether the order's parent wants no more of it. */
export function isUnwanted(state: AccountState, order: Order): boolean {
  const parent = parentOf(state, order);
  return parent !== undefined && (parent.cancelAskedBy !== undefined || isParentOver(parent.state));
}

/** A fill of a child is one of its parent; one that comes when the parent is over counts all the same. */
export function fillParent(state: AccountState, order: Order, event: OrderFilled): void {
  const parent = parentOf(state, order);
  if (parent === undefined) return;
  parent.averagePrice = weightedPrice(parent.averagePrice, parent.filledQuantity, event);
  parent.filledQuantity = add(parent.filledQuantity, event.quantity);
  parent.fees = add(parent.fees, event.fee);
  parent.updatedAt = event.time;
  parent.vain = 0;
}

/** A child can change no more. */
export function endParentChild(state: AccountState, order: Order): void {
  const parent = parentOf(state, order);
  if (parent === undefined) return;
  parent.openChildIds.delete(order.id);
  if (!isZero(order.filledQuantity) || order.isCancelAsked === true) return;
  parent.vain += 1;
  parent.vainAt = order.updatedAt;
  parent.vainReason = order.reason;
}
