/** The orders that memory keeps: how one comes in, what is held back for it while it is open, and how it leaves. */
import { add, type Decimal, isZero, subtract, ZERO } from '#domain/decimal.ts';
import type { Order, OrderStatus } from '#domain/order.ts';
import { addParentChild, endParentChild } from './algos/apply-parents.ts';
import { addChild } from './apply-protection.ts';
import type { ExternalOrderFound, OrderCreated } from './order-events.ts';
import { type AccountState, CLOSED_ORDERS_KEPT, indexOpen } from './state.ts';

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
export function takeOver(state: AccountState, event: ExternalOrderFound): void {
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

/** An order of our own, made just now. */
export function createOrder(state: AccountState, event: OrderCreated): void {
  const order = newOrder(state, event);
  if (order.parentOrderId !== undefined) addParentChild(state, order);
  putOrder(state, order);
  if (event.request.ocoGroup !== undefined) addChild(state, order);
}

/** Holds so much back for the order, in the place of what was. */
export function setReservation(state: AccountState, order: Order, reservation: Decimal): void {
  state.reserved = add(state.reserved, subtract(reservation, order.reservation));
  order.reservation = reservation;
}

/** Takes the order off what is open; of those that have ended only the newest stay. */
export function closeOrder(state: AccountState, order: Order): void {
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
