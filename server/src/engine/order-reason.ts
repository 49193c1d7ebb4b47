/** The reason an order shows: why it is as it is now. What was true of it before stands in its trail. */
import type { Order, OrderStatus, Reason } from '#domain/order.ts';
import type { OrderCanceled } from './order-events.ts';

const CANCEL_CODES: Readonly<Record<string, string>> = {
  oco: 'CANCELED_COUNTERPART_FILLED',
  position: 'CANCELED_NOTHING_TO_REDUCE',
  post_only: 'POST_ONLY_WOULD_TRADE',
  KILL_SWITCH_BEFORE_SEND: 'KILL_SWITCH_BEFORE_SEND',
  DEADLINE_BEFORE_SEND: 'DEADLINE_BEFORE_SEND',
};

/** Why an order was canceled, if not because it was asked for, in a venue's word for it. */
export function cancelCause(venueReason: string | undefined): { venueReason?: string; reason?: Reason } {
  if (venueReason === undefined || venueReason === 'request') return {};
  const code = CANCEL_CODES[venueReason];
  if (code === undefined) return { venueReason, reason: { code: 'VENUE_CANCELED', values: { detail: venueReason } } };
  return { venueReason, reason: { code, values: {} } };
}

/** The reason of a canceled order. Events written before they had one bring the venue's word alone. */
export function canceledBecause({ reason, venueReason }: OrderCanceled): Reason | undefined {
  return reason ?? cancelCause(venueReason).reason;
}

export function setReason(order: Order, reason: Reason | undefined): void {
  order.reason = reason;
}

/** Takes a reason away that its new status has made untrue: one that has filled is no more unknown, nor refused. */
export function forgetReason(order: Order, from: OrderStatus): void {
  const { status, reason } = order;
  if (reason === undefined) return;
  const isKnown = from === 'unknown' && status !== 'unknown' && reason.code === 'OUTCOME_UNKNOWN';
  if (status === 'filled' || isKnown) order.reason = undefined;
}
