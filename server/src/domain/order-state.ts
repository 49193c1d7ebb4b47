/**
 * The life of an order: one table, every legal transition one row. What is not in it can't happen: an event that finds
 * no row is a programmer's error inside the engine, or a venue report to be quarantined.
 */
import type { OrderStatus } from './order.ts';

/** What can happen to an order, by the name of the event that records it. */
export const ORDER_EVENTS = [
  'denied',
  'held',
  'approved',
  'submitting',
  'accepted',
  'rejected',
  'unknown',
  'partial_fill',
  'full_fill',
  'cancel_requested',
  'canceled',
  'cancel_rejected',
  'amend_requested',
  'amended',
  'amend_rejected',
  'expired',
] as const;
export type OrderEventName = (typeof ORDER_EVENTS)[number];

/** `before` restores the status in which a cancel or an amend was asked for. */
type Target = OrderStatus | 'before';
type Row = readonly [from: OrderStatus, event: OrderEventName, to: Target];

// biome-ignore format: the table is read by its columns
export const ORDER_TRANSITIONS: readonly Row[] = [
  ['created',          'denied',           'denied'],
  ['created',          'held',             'held'],
  ['created',          'approved',         'approved'],

  ['held',             'approved',         'approved'],
  ['held',             'denied',           'denied'],
  ['held',             'canceled',         'canceled'],
  ['held',             'expired',          'expired'],

  ['approved',         'submitting',       'submitting'],
  ['approved',         'denied',           'denied'],           // measured again at the moment of sending, against stricter limits
  ['approved',         'canceled',         'canceled'],         // never sent, so nothing to ask the venue
  ['approved',         'expired',          'expired'],          // a start found it too old to send

  ['submitting',       'accepted',         'accepted'],
  ['submitting',       'rejected',         'rejected'],
  ['submitting',       'unknown',          'unknown'],
  ['submitting',       'partial_fill',     'partially_filled'], // a fill that overtakes its acknowledgment implies it
  ['submitting',       'full_fill',        'filled'],
  ['submitting',       'canceled',         'canceled'],         // IOC, FOK: the venue takes it and ends it in one answer
  ['submitting',       'expired',          'expired'],

  ['unknown',          'accepted',         'accepted'],
  ['unknown',          'rejected',         'rejected'],
  ['unknown',          'unknown',          'unknown'],          // asked again, still no proof
  ['unknown',          'partial_fill',     'partially_filled'],
  ['unknown',          'full_fill',        'filled'],
  ['unknown',          'canceled',         'canceled'],
  ['unknown',          'expired',          'expired'],          // proven never accepted, and too late to send again
  ['unknown',          'submitting',       'submitting'],       // proven never accepted, sent again as the next attempt

  ['accepted',         'partial_fill',     'partially_filled'],
  ['accepted',         'full_fill',        'filled'],
  ['accepted',         'cancel_requested', 'pending_cancel'],
  ['accepted',         'amend_requested',  'pending_amend'],
  ['accepted',         'amended',          'accepted'],         // the venue reduced one side of an OCO group
  ['accepted',         'canceled',         'canceled'],
  ['accepted',         'expired',          'expired'],
  ['accepted',         'rejected',         'rejected'],         // some venues acknowledge first and refuse after
  ['accepted',         'unknown',          'unknown'],          // the venue does not know it any more
  ['accepted',         'accepted',         'accepted'],         // a repeated acknowledgment

  ['partially_filled', 'partial_fill',     'partially_filled'],
  ['partially_filled', 'full_fill',        'filled'],
  ['partially_filled', 'cancel_requested', 'pending_cancel'],
  ['partially_filled', 'amend_requested',  'pending_amend'],
  ['partially_filled', 'amended',          'partially_filled'],
  ['partially_filled', 'canceled',         'canceled'],         // what was filled stays filled
  ['partially_filled', 'expired',          'expired'],
  ['partially_filled', 'accepted',         'partially_filled'], // the acknowledgment comes after the fill
  ['partially_filled', 'unknown',          'unknown'],

  ['pending_cancel',   'canceled',         'canceled'],
  ['pending_cancel',   'cancel_rejected',  'before'],
  ['pending_cancel',   'cancel_requested', 'pending_cancel'],   // asked again after a silence
  ['pending_cancel',   'partial_fill',     'pending_cancel'],   // a fill wins the race, the cancel goes on
  ['pending_cancel',   'full_fill',        'filled'],
  ['pending_cancel',   'expired',          'expired'],
  ['pending_cancel',   'accepted',         'pending_cancel'],
  ['pending_cancel',   'amended',          'pending_cancel'],
  ['pending_cancel',   'unknown',          'unknown'],

  ['pending_amend',    'amended',          'before'],
  ['pending_amend',    'amend_rejected',   'before'],
  ['pending_amend',    'cancel_requested', 'pending_cancel'],
  ['pending_amend',    'partial_fill',     'pending_amend'],
  ['pending_amend',    'full_fill',        'filled'],
  ['pending_amend',    'canceled',         'canceled'],
  ['pending_amend',    'expired',          'expired'],
  ['pending_amend',    'accepted',         'pending_amend'],
  ['pending_amend',    'unknown',          'unknown'],

  ['canceled',         'partial_fill',     'canceled'],         // real: the fill was on its way when the cancel was confirmed
  ['canceled',         'full_fill',        'filled'],           // real, as above, and it was the whole of it
  ['expired',          'partial_fill',     'expired'],          // a venue that expires and reports the last fill after
  ['expired',          'full_fill',        'filled'],
];

const targets: { readonly [From in OrderStatus]?: { [Event in OrderEventName]?: Target } } = tabulate();

function tabulate(): { [From in OrderStatus]?: { [Event in OrderEventName]?: Target } } {
  const table: { [From in OrderStatus]?: { [Event in OrderEventName]?: Target } } = {};
  for (const [from, event, to] of ORDER_TRANSITIONS) {
    const rows = table[from] ?? {};
    rows[event] = to;
    table[from] = rows;
  }
  return table;
}

/** Whether the table has a row for this. */
export function canTransition(from: OrderStatus, event: OrderEventName): boolean {
  return targets[from]?.[event] !== undefined;
}

/**
 * The status after `event`. `before` is the status to go back to when a cancel or an amend is refused.
 * Throws an Error when the table has no such row.
 */
export function nextStatus(from: OrderStatus, event: OrderEventName, before: OrderStatus | undefined): OrderStatus {
  const to = targets[from]?.[event];
  if (to === undefined) throw new Error(`an order can't go from ${from} by ${event}`);
  return to === 'before' ? (before ?? 'accepted') : to;
}
