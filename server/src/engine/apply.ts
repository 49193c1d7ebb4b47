/**
 * The fold: what each event does to the state. Total and deterministic: it reads the event and the folded state, never
 * prices, limits or time, so a replay of the journal gives the very same state.
 */
import { add, type Decimal, divide, isZero, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import { type AmendTerms, fillableQuantity, isTerminal, type Order, type OrderStatus } from '#domain/order.ts';
import { canTransition, nextStatus, type OrderEventName } from '#domain/order-state.ts';
import type {
  EngineEvent,
  ExternalOrderFound,
  OrderAmended,
  OrderAmendRequested,
  OrderApproved,
  OrderCreated,
  OrderEvent,
  OrderFilled,
  OrderSubmitting,
} from './events.ts';
import { applySignalDecided } from './decided-signals.ts';
import { rememberPutAside } from './put-aside.ts';
import {
  addChild,
  applyProtectionSet,
  applyTargetTry,
  endProtection,
  fillGroups,
  touchGroup,
} from './apply-protection.ts';
import { changeTradingState, convertMoney, openAccount } from './apply-account.ts';
import { adjustBalance, applyAdopted, applyIgnored, rememberTrade } from './apply-external.ts';
import { addParentChild, applyParentEvent, endParentChild, fillParent } from './algos/apply-parents.ts';
import { addFees, fillPosition, weightedPrice } from './apply-fill.ts';
import { canceledBecause, forgetReason, setReason } from './order-reason.ts';
import { type AccountState, CLOSED_ORDERS_KEPT, indexOpen } from './state.ts';

/** Folds one event into the state, which it changes in place. Throws an Error when the event can't follow from the state. */
export function applyEvent(state: AccountState, event: EngineEvent): void {
  state.sequence += 1;
  switch (event.kind) {
    case 'account_opened':
      return openAccount(state, event);
    case 'signal_decided':
      return applySignalDecided(state, event);
    case 'protection_set':
      return applyProtectionSet(state, event);
    case 'take_profit_reached':
    case 'take_profit_left':
      return applyTargetTry(state, event);
    case 'protection_ended':
      return endProtection(state, event.groupId);
    case 'symbol_frozen':
      state.frozen.set(event.instrumentId, event.reason);
      return;
    case 'symbol_released':
      state.frozen.delete(event.instrumentId);
      return;
    case 'trading_state_changed':
      return changeTradingState(state, event);
    case 'latch_tripped':
      state.latched.set(event.source, event.reason);
      return;
    case 'latch_reset':
      state.latched.delete(event.source);
      return;
    case 'source_switched':
      if (event.enabled) state.disabledSources.delete(event.source);
      else state.disabledSources.add(event.source);
      return;
    case 'conversion_rate_noted':
      state.knownRates.set(event.currency, { conversionRate: event.conversionRate });
      return;
    case 'balance_adjusted':
      return adjustBalance(state, event);
    case 'position_adopted':
      return applyAdopted(state, event);
    case 'position_difference_ignored':
      return applyIgnored(state, event);
    case 'money_converted':
      return convertMoney(state, event);
    case 'account_reconciled':
      state.comparedFrom ??= event.positionsAt ?? event.time;
      return;
    case 'report_quarantined':
      return rememberPutAside(state.putAside, event.reason);
    case 'parent_created':
    case 'parent_moved':
    case 'parent_cancel_asked':
    case 'parent_followed':
    case 'parent_triggered':
    case 'parent_slice':
      return applyParentEvent(state, event);
    default:
      return applyOrderEvent(state, event);
  }
}

function applyOrderEvent(state: AccountState, event: OrderEvent): void {
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

/** Every field that an order may come to have is there from the start, so that all orders keep one shape in memory. */
function newOrder(state: AccountState, event: Omit<OrderCreated, 'kind'>): Order {
  return {
    id: event.orderId,
    accountId: state.account.id,
    ticket: event.ticket,
    request: event.request,
    status: 'created',
    statusBefore: undefined,
    clientOrderId: undefined,
    venueOrderId: undefined,
    attempt: 0,
    signedAt: undefined,
    signalId: event.signalId,
    source: event.source,
    parentOrderId: event.parentOrderId,
    filledQuantity: ZERO,
    averagePrice: ZERO,
    fees: ZERO,
    otherFees: undefined,
    tradeIds: new Set(),
    reason: undefined,
    amendTo: undefined,
    isCancelAsked: undefined,
    reservation: ZERO,
    createdAt: event.time,
    updatedAt: event.time,
  };
}

/** An order that is open at the venue already. */
function takeOver(state: AccountState, event: ExternalOrderFound): void {
  const { clientOrderId, venueOrderId, filledQuantity, averagePrice } = event;
  const status: OrderStatus = isZero(filledQuantity) ? 'accepted' : 'partially_filled';
  const order = newOrder(state, { ...event, source: 'external' });
  Object.assign(order, { status, clientOrderId, venueOrderId, filledQuantity, averagePrice });
  putOrder(state, order);
  state.orderIdByClientId.set(clientOrderId, order.id);
  setReservation(state, order, event.reservation);
}

function putOrder(state: AccountState, order: Order): void {
  state.orders.set(order.id, order);
  state.nextTicket = Math.max(state.nextTicket, order.ticket + 1);
  state.openCount += 1;
  indexOpen(state, order);
}

function createOrder(state: AccountState, event: OrderCreated): void {
  const order = newOrder(state, event);
  if (order.parentOrderId !== undefined) addParentChild(state, order);
  putOrder(state, order);
  if (event.request.ocoGroup !== undefined) addChild(state, order);
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
  if (isTerminal(order.status) && !isTerminal(from)) close(state, order);
}

function setReservation(state: AccountState, order: Order, reservation: Decimal): void {
  state.reserved = add(state.reserved, subtract(reservation, order.reservation));
  order.reservation = reservation;
}

function close(state: AccountState, order: Order): void {
  setReservation(state, order, ZERO);
  order.amendTo = undefined;
  if (order.parentOrderId !== undefined) endParentChild(state, order);
  state.openCount -= 1;
  state.openByInstrument.get(order.request.instrumentId)?.delete(order.id);
  state.openOrdinary.get(order.request.instrumentId)?.delete(order.id);
  state.volatile.polls.delete(order.id);
  state.closedOrder.push(order.id);
  if (state.closedOrder.length < CLOSED_ORDERS_KEPT * 2) return;
  for (const id of state.closedOrder.splice(0, CLOSED_ORDERS_KEPT)) forget(state, id);
}

function forget(state: AccountState, orderId: string): void {
  const order = state.orders.get(orderId);
  if (order === undefined) return;
  if (order.clientOrderId !== undefined) state.orderIdByClientId.delete(order.clientOrderId);
  state.orders.delete(orderId);
  state.groupIndex.forgetOrder(order);
}
