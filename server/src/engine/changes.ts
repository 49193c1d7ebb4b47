/** Changes asked of the venue for an order it has: cancel and amend. Both can end unknown; both are facts before they are sent. */
import { type Decimal, formatDecimal, isZero, maximum, subtract, ZERO } from '#domain/decimal.ts';
import {
  type AmendTerms,
  isTerminal,
  type Order,
  type OrderRequest,
  type OrderType,
  type Reason,
} from '#domain/order.ts';
import { canTransition } from '#domain/order-state.ts';
import { parentOf } from './algos/apply-parents.ts';
import { isAmendable } from './amendable.ts';
import { approveAmend } from './risk/gate.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';
import { judgeOrder } from './submission.ts';

export interface AmendFields {
  readonly actor: string;
  readonly quantity?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** Asks the venue to cancel, or ends at once what was never sent. Answers why not, when it can't be canceled. */
export function requestCancel(run: StepRun, order: Order, actor: string): Reason | undefined {
  if (order.status === 'held' || order.status === 'approved') {
    run.emit({ kind: 'order_canceled', time: run.now, orderId: order.id });
    return undefined;
  }
  if (!canTransition(order.status, 'cancel_requested') || order.clientOrderId === undefined) {
    return { code: 'ORDER_NOT_CANCELABLE', values: { order: order.id, status: order.status } };
  }
  run.emit({ kind: 'order_cancel_requested', time: run.now, orderId: order.id, actor });
  sendCancel(run, order);
  return undefined;
}

/** The effect alone: to ask again about a cancel whose answer was lost. A cancel can be repeated without harm. */
export function sendCancel(run: StepRun, order: Order): void {
  if (order.clientOrderId === undefined) return;
  run.effect({
    kind: 'cancel',
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    instrumentId: order.request.instrumentId,
    ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }),
  });
}

/** Judges the order as it would be and asks the venue to change it. Answers why not, when it may or can not. */
export function requestAmend(run: StepRun, order: Order, fields: AmendFields): Reason | undefined {
  const { state, now } = run;
  if (
    order.clientOrderId === undefined ||
    isTerminal(order.status) ||
    !canTransition(order.status, 'amend_requested')
  ) {
    return { code: 'ORDER_NOT_AMENDABLE', values: { order: order.id, status: order.status } };
  }
  if (order.request.role === 'external')
    return { code: 'ORDER_NOT_AMENDABLE', values: { order: order.id, status: 'external' } };
  if (fields.actor !== 'engine' && parentOf(state, order) !== undefined)
    return { code: 'ORDER_NOT_AMENDABLE', values: { order: order.id, status: 'emulated' } };
  if (!isAmendable(state, order.request)) return lacksAmend(state, order.request);
  const request = amended(order, fields);
  const mistake = mistakeIn(order, fields, request.quantity);
  if (mistake !== undefined) return mistake;
  // One that becomes no larger stays as it was approved, whatever has filled of it since.
  const filledQuantity = request.quantity > order.request.quantity ? order.filledQuantity : undefined;
  const change = { request: leavesOf(order, request), filledQuantity, isCut: isCut(order, fields) };
  const verdict = judgeOrder(run, order, change);
  if (!verdict.approved) return verdict.reason;
  const { quantity, limitPrice, stopPrice } = request;
  const prices = {
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
  };
  run.emit({
    kind: 'order_amend_requested',
    time: now,
    orderId: order.id,
    actor: fields.actor,
    reservation: maximum(order.reservation, verdict.reservation),
    quantity,
    ...prices,
  });
  run.effect({
    kind: 'amend',
    amend: approveAmend(verdict, {
      accountId: order.accountId,
      orderId: order.id,
      clientOrderId: order.clientOrderId,
      ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }),
      instrumentId: order.request.instrumentId,
      quantity,
      ...prices,
    }),
  });
  return undefined;
}

/**
 * Ends an order that the venue can't change, if what is to take its place would pass: nothing is given up for an order that
 * would be denied. Answers why not.
 */
export function requestReplacement(run: StepRun, order: Order, fields: AmendFields): Reason | undefined {
  const verdict = judgeOrder(run, order, { request: leavesOf(order, amended(order, fields)) });
  return verdict.approved ? requestCancel(run, order, fields.actor) : verdict.reason;
}

/** The prices that an order of the type has. A venue passes over the others, and the books would say what it does not have. */
const PRICES: Readonly<Record<OrderType, readonly ('limitPrice' | 'stopPrice')[]>> = {
  market: [],
  limit: ['limitPrice'],
  stop: ['stopPrice'],
  stop_limit: ['limitPrice', 'stopPrice'],
};

function mistakeIn({ id, request, filledQuantity }: Order, fields: AmendFields, quantity: Decimal): Reason | undefined {
  const { type } = request;
  for (const field of ['limitPrice', 'stopPrice'] as const)
    if (fields[field] !== undefined && !PRICES[type].includes(field))
      return { code: 'AMEND_PRICE_NOT_USED', values: { order: id, type, field } };
  if (quantity > filledQuantity) return undefined;
  const values = { quantity: formatDecimal(quantity), filled: formatDecimal(filledQuantity) };
  return { code: 'AMEND_BELOW_FILLED', values };
}

/** Whether it asks for less and nothing else. Only the engine's own: what people ask for is told what stands in its way. */
function isCut({ request }: Order, { actor, quantity, limitPrice, stopPrice }: AmendFields): boolean {
  if (actor !== 'engine' || quantity === undefined || quantity >= request.quantity) return false;
  const isPriced = limitPrice !== undefined && limitPrice !== request.limitPrice;
  return !isPriced && (stopPrice === undefined || stopPrice === request.stopPrice);
}

/** What may still fill of the order as it would be. */
const leavesOf = ({ filledQuantity }: Order, request: OrderRequest): OrderRequest =>
  isZero(filledQuantity) ? request : { ...request, quantity: subtract(request.quantity, filledQuantity) };

function lacksAmend({ volatile }: AccountState, { instrumentId, type }: OrderRequest): Reason {
  const venue = volatile.settings.directory.byId(instrumentId)?.venue ?? '';
  return { code: 'VENUE_LACKS_AMEND', values: { venue, symbol: instrumentId, type } };
}

function amended(order: Order, fields: AmendFields): OrderRequest {
  const limitPrice = fields.limitPrice ?? order.request.limitPrice;
  const stopPrice = fields.stopPrice ?? order.request.stopPrice;
  return {
    ...order.request,
    quantity: fields.quantity ?? order.request.quantity ?? ZERO,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
  };
}

/**
 * Whether the venue tells once more of an amend that is known, while a later one is on its way or has shown in a fill: its
 * answer and its stream both tell of each. `time` is the venue's.
 */
export function isToldAgain(order: Order, terms: AmendTerms, time: number): boolean {
  const { amendTo, amendedAt, request, filledQuantity } = order;
  if (time !== amendedAt) return false;
  // The later one went through: no order is amended to less than it has filled.
  if (terms.quantity < filledQuantity) return true;
  return amendTo !== undefined && areSame(terms, request) && !areSame(terms, amendTo);
}

/** A price that is not told is as it was. */
export const areSame = ({ quantity, limitPrice, stopPrice }: AmendTerms, known: AmendTerms): boolean =>
  quantity === known.quantity &&
  (limitPrice === undefined || limitPrice === known.limitPrice) &&
  (stopPrice === undefined || stopPrice === known.stopPrice);
