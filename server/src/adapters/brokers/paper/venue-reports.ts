/** What the venue's events are to the outside: answers to the one who asked, and reports to the listener. */
import type { OrderReport } from '#domain/report.ts';
import type { Venue } from '#matching/venue.ts';
import type { VenueEvent } from '#matching/venue-event.ts';
import { type OrderRecord, toFillReport } from '#matching/venue-order.ts';
import { VENUE_CODES } from '#matching/venue-code.ts';
import { findOrder } from '#matching/venue-state.ts';
import type { AmendOutcome, CancelOutcome, PlaceOutcome } from '#ports/broker.ts';

export type RequestKind = 'place' | 'cancel' | 'amend';
export type RequestOutcome = PlaceOutcome | CancelOutcome | AmendOutcome;

/** The request that an event answers; undefined when it answers none. */
export function answeredRequest(event: VenueEvent): RequestKind | undefined {
  switch (event.kind) {
    case 'accepted':
    case 'rejected':
      return 'place';
    case 'canceled':
      return event.cause === 'request' ? 'cancel' : undefined;
    case 'cancel_rejected':
      return 'cancel';
    case 'amended':
      return event.cause === 'request' ? 'amend' : undefined;
    case 'amend_rejected':
      return 'amend';
    default:
      return undefined;
  }
}

/**
 * Undefined for what only the venue's own books need to know. Of an order that has ended they say what it filled, if
 * they still have it in memory: that changes no more.
 */
export function toReport(event: VenueEvent, venue: Venue | undefined): OrderReport | undefined {
  const { clientOrderId, time } = event;
  switch (event.kind) {
    case 'accepted':
      return { kind: 'accepted', clientOrderId, venueOrderId: event.venueOrderId, time };
    case 'rejected':
    case 'cancel_rejected':
    case 'amend_rejected':
      return { kind: event.kind, clientOrderId, venueCode: event.code, message: event.message, time };
    case 'fill':
      return toFillReport(event);
    case 'canceled':
      return { kind: 'canceled', clientOrderId, venueReason: event.cause, ...filledOf(event, venue), time };
    case 'expired':
      return { kind: 'expired', clientOrderId, ...filledOf(event, venue), time };
    case 'amended':
      return {
        kind: 'amended',
        clientOrderId,
        quantity: event.quantity,
        ...(event.limitPrice === undefined ? {} : { limitPrice: event.limitPrice }),
        ...(event.stopPrice === undefined ? {} : { stopPrice: event.stopPrice }),
        time,
      };
    case 'triggered':
      return undefined;
  }
}

function filledOf(
  { clientOrderId }: VenueEvent,
  venue: Venue | undefined,
): Partial<Pick<OrderRecord, 'filledQuantity'>> {
  const order = venue === undefined ? undefined : findOrder(venue.state, clientOrderId);
  return order === undefined ? {} : { filledQuantity: order.filledQuantity };
}

/** The answer to a placement whose order the venue has on record already. */
export function placeOutcomeOf(order: OrderRecord): PlaceOutcome {
  const { clientOrderId, venueOrderId, updatedAt: time } = order;
  if (order.status !== 'rejected') return { kind: 'accepted', clientOrderId, venueOrderId, time };
  const message = order.message ?? '';
  return { kind: 'rejected', clientOrderId, venueCode: order.code ?? 'VENUE_ORDER_TERMS_INVALID', message, time };
}

/** The answer to a request that the venue could not write down, so that it did not take it. */
export function storageRefusal(request: RequestKind, clientOrderId: string, time: number): RequestOutcome {
  const evidence = { clientOrderId, venueCode: 'VENUE_STORAGE', message: VENUE_CODES.VENUE_STORAGE, time };
  if (request === 'place') return { kind: 'rejected', ...evidence };
  return request === 'cancel' ? { kind: 'cancel_rejected', ...evidence } : { kind: 'amend_rejected', ...evidence };
}
