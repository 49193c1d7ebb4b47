/** The fold of one order: each event moves it along the state table, with what is held back for it and what it has filled. */
import { add, type Decimal, divide, isZero, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import { canTransition, nextStatus, type OrderEventName } from '#domain/order-state.ts';
import { type AmendTerms, fillableQuantity, isTerminal, type Order, type OrderStatus } from '#domain/order.ts';
import { fillParent } from './algos/apply-parents.ts';
import { rememberTrade } from './apply-external.ts';
import { addFees, fillPosition, weightedPrice } from './apply-fill.ts';
import { fillGroups, touchGroup } from './apply-protection.ts';
import type {
  OrderAmended,
  OrderAmendRequested,
  OrderApproved,
  OrderEvent,
  OrderFilled,
  OrderSubmitting,
} from './order-events.ts';
import { closeOrder, createOrder, setReservation, takeOver } from './kept-orders.ts';
import { canceledBecause, forgetReason, setReason } from './order-reason.ts';
import type { AccountState } from './state.ts';

/** Folds one event of an order into it and the state. Throws when there is no such order, or the table has no such move. */
export function applyOrderEvent(state: AccountState, event: OrderEvent): void {
  if (event.kind === 'order_created') return createOrder(state, event);
  if (event.kind === 'external_order_found') return takeOver(state, event);
  const order = state.orders.get(event.orderId);
  if (order === undefined) throw new Error(`${event.kind} of an order that does not exist: ${event.orderId}`);
  order.updatedAt = event.time;
  touchGroup(state, order);
  switch (event.kind) {
    case 'order_denied':
      order.reason = event.reason;
      return move(state, order, 'denied');
    case 'order_held':
      return move(state, order, 'held');
    case 'order_approved':
      return approve(state, order, event);
    case 'order_submitting':
      return submit(state, order, event);
    case 'order_accepted':
      order.venueOrderId = event.venueOrderId;
      return move(state, order, 'accepted');
    case 'order_rejected':
      order.reason = event.reason;
      return move(state, order, 'rejected');
    case 'order_unknown':
      order.reason = { code: 'OUTCOME_UNKNOWN', values: { detail: event.detail } };
      return move(state, order, 'unknown');
    case 'order_queried':
      return;
    case 'order_filled':
      return fill(state, order, event);
    case 'order_cancel_requested':
      rememberStatus(order);
      order.isCancelAsked = true;
      return move(state, order, 'cancel_requested');
    case 'order_canceled':
      setReason(order, canceledBecause(event));
      return move(state, order, 'canceled');
    case 'order_cancel_rejected':
      order.reason = event.reason;
      order.isCancelAsked = undefined;
      return move(state, order, 'cancel_rejected');
    case 'order_amend_requested':
      return requestAmend(state, order, event);
    case 'order_amended':
      return amend(state, order, event);
    case 'order_amend_rejected':
      order.reason = event.reason;
      order.amendTo = undefined;
      move(state, order, 'amend_rejected');
      return completeIfFilled(state, order);
    case 'order_expired':
      setReason(order, event.reason);
      return move(state, order, 'expired');
  }
}

function approve(state: AccountState, order: Order, event: OrderApproved): void {
  setReservation(state, order, event.reservation);
  move(state, order, 'approved');
}

function submit(state: AccountState, order: Order, event: OrderSubmitting): void {
  order.clientOrderId = event.clientOrderId;
  order.attempt = event.attempt;
  order.signedAt = event.time;
  state.orderIdByClientId.set(event.clientOrderId, order.id);
  move(state, order, 'submitting');
}

function rememberStatus(order: Order): void {
  if (order.status === 'accepted' || order.status === 'partially_filled') order.statusBefore = order.status;
}

function requestAmend(state: AccountState, order: Order, event: OrderAmendRequested): void {
  rememberStatus(order);
  setReservation(state, order, event.reservation);
  order.amendTo = termsOf(event);
  move(state, order, 'amend_requested');
}

function termsOf({ quantity, limitPrice, stopPrice }: AmendTerms): AmendTerms {
  return {
    quantity,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
  };
}

function amend(state: AccountState, order: Order, event: OrderAmended): void {
  order.request = { ...order.request, ...termsOf(event) };
  if (event.venueTime !== undefined) order.amendedAt = event.venueTime;
  const isAnswer = order.amendTo?.quantity === event.quantity || event.quantity <= order.filledQuantity;
  if (isAnswer) order.amendTo = undefined;
  move(state, order, 'amended');
  completeIfFilled(state, order);
}

/** The quantity that counts turns out to have filled already. */
function completeIfFilled(state: AccountState, order: Order): void {
  if (isTerminal(order.status) || order.filledQuantity < fillableQuantity(order)) return;
  if (canTransition(order.status, 'full_fill')) move(state, order, 'full_fill');
}

function fill(state: AccountState, order: Order, event: OrderFilled): void {
  const before = order.filledQuantity;
  const after = add(before, event.quantity);
  const leavesBefore = subtract(fillableQuantity(order), before);
  if (after > order.request.quantity && order.amendTo !== undefined)
    order.request = { ...order.request, ...order.amendTo };
  order.tradeIds.add(event.tradeId);
  rememberTrade(state, order, event.tradeId);
  order.averagePrice = weightedPrice(order.averagePrice, before, event);
  order.filledQuantity = after;
  addFees(order, event);
  if (event.venueOrderId !== undefined) order.venueOrderId = event.venueOrderId;
  const leaves = subtract(fillableQuantity(order), after);
  setReservation(state, order, reservationLeft(order.reservation, leaves, leavesBefore));
  if (order.statusBefore === 'accepted') order.statusBefore = 'partially_filled';
  fillPosition(state, order, event);
  fillGroups(state, order, event);
  if (order.parentOrderId !== undefined) fillParent(state, order, event);
  move(state, order, leaves <= ZERO ? 'full_fill' : 'partial_fill');
}

/** The share of what is held back that the rest of the order needs. */
function reservationLeft(reservation: Decimal, leaves: Decimal, leavesBefore: Decimal): Decimal {
  if (isZero(leaves) || isZero(leavesBefore) || isZero(reservation)) return ZERO;
  return divide(multiplyRounded(reservation, leaves, 'up'), leavesBefore, 'up');
}

function move(state: AccountState, order: Order, event: OrderEventName): void {
  const from: OrderStatus = order.status;
  order.status = nextStatus(from, event, order.statusBefore);
  if (order.reason !== undefined) forgetReason(order, from);
  if (order.status !== 'pending_cancel' && order.status !== 'pending_amend') order.statusBefore = undefined;
  if (isTerminal(order.status) && !isTerminal(from)) closeOrder(state, order);
}
