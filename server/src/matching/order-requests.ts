/** What the pretend venue does with a request that has arrived: to place, to cancel, to change an order. */
import type { Instrument } from '#domain/instrument.ts';
import { take, trigger } from './execution.ts';
import { checkAmend } from './amend-checks.ts';
import { crossesMarket, refusalOf } from './placement-checks.ts';
import { cancel, emit, type Venue } from './venue.ts';
import { VENUE_CODES, type VenueCode } from './venue-code.ts';
import type { AmendFields, PlaceFields, Placement } from './venue-event.ts';
import { awaitsTrigger, type OrderRecord } from './venue-order.ts';
import { findOrder } from './venue-state.ts';

/** Takes or refuses the order; one that is known already is left as it is. */
export function placeOrder(venue: Venue, order: PlaceFields): void {
  const { state, time } = venue;
  if (findOrder(state, order.clientOrderId) !== undefined) return;
  const placement = placementOf(venue, order);
  const code = refusalOf(venue, order, placement);
  if (code !== undefined) {
    emit(venue, { ...placement, kind: 'rejected', time, code, message: VENUE_CODES[code] });
    return;
  }
  emit(venue, { ...placement, kind: 'accepted', time, crossing: crossesMarket(venue, placement) });
  const record = state.open.get(order.clientOrderId);
  if (record !== undefined) meetMarket(venue, record);
}

export function cancelOrder(venue: Venue, clientOrderId: string): void {
  const order = venue.state.open.get(clientOrderId);
  if (order !== undefined) cancel(venue, order, 'request');
  else refuse(venue, { kind: 'cancel_rejected', clientOrderId, code: codeOfMissing(venue, clientOrderId) });
}

/** Changes an open order. More quantity or another price puts it at the back of its queue. */
export function amendOrder(venue: Venue, amend: AmendFields): void {
  const { clientOrderId, quantity, limitPrice, stopPrice } = amend;
  const order = venue.state.open.get(clientOrderId);
  const code = order === undefined ? codeOfMissing(venue, clientOrderId) : checkAmend(venue, order, amend);
  if (order === undefined || code !== undefined) {
    refuse(venue, { kind: 'amend_rejected', clientOrderId, code: code ?? 'VENUE_ORDER_UNKNOWN' });
    return;
  }
  const moved = isChange(order.limitPrice, limitPrice) || isChange(order.stopPrice, stopPrice);
  emit(venue, {
    kind: 'amended',
    cause: 'request',
    clientOrderId,
    time: venue.time,
    quantity,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    requeued: moved || quantity > order.quantity,
    crossing: moved ? crossesMarket(venue, { ...order, ...amend }) : order.crossing,
  });
  if (moved) meetMarket(venue, order);
}

/** What a new or changed order finds at once: its trigger reached, something to trade with, or nothing. */
function meetMarket(venue: Venue, order: OrderRecord): void {
  if (awaitsTrigger(order)) {
    if (isTriggerReached(venue, order)) trigger(venue, order);
    return;
  }
  take(venue, order);
}

function isTriggerReached(venue: Venue, order: OrderRecord): boolean {
  const quote = venue.market.get(order.instrumentId)?.quote;
  if (quote === undefined || order.stopPrice === undefined) return false;
  return order.side === 'buy' ? quote.ask >= order.stopPrice : quote.bid <= order.stopPrice;
}

function isChange<T>(before: T, after: T | undefined): boolean {
  return after !== undefined && after !== before;
}

function codeOfMissing(venue: Venue, clientOrderId: string): VenueCode {
  return venue.state.closed.has(clientOrderId) ? 'VENUE_ORDER_CLOSED' : 'VENUE_ORDER_UNKNOWN';
}

interface Refusal {
  readonly kind: 'cancel_rejected' | 'amend_rejected';
  readonly clientOrderId: string;
  readonly code: VenueCode;
}

function refuse(venue: Venue, refusal: Refusal): void {
  emit(venue, { ...refusal, time: venue.time, message: VENUE_CODES[refusal.code] });
}

function placementOf(venue: Venue, order: PlaceFields): Placement {
  const { request, orderId, clientOrderId, deadlineAt } = order;
  const instrument = venue.settings.instruments.get(request.instrumentId);
  return {
    clientOrderId,
    orderId,
    venueOrderId: `V${venue.state.lastOrderNumber + 1}`,
    instrumentId: request.instrumentId,
    side: request.side,
    type: request.type,
    quantity: request.quantity,
    ...(request.limitPrice === undefined ? {} : { limitPrice: request.limitPrice }),
    ...(request.stopPrice === undefined ? {} : { stopPrice: request.stopPrice }),
    deadlineAt,
    timeInForce: request.timeInForce,
    postOnly: request.postOnly,
    role: request.role,
    ...positionTerms(venue, order, instrument),
    ...(request.ocoGroup === undefined ? {} : { ocoGroup: request.ocoGroup }),
    ...(request.timeInForce === 'day' && instrument !== undefined ? { expiresAt: dayEnd(venue, instrument) } : {}),
  };
}

function dayEnd(venue: Venue, instrument: Instrument): number {
  return venue.settings.models.calendar.dayEndsAt(instrument, venue.time);
}

/** Which position the fills go to, and whether they may only shrink it. */
function positionTerms(
  venue: Venue,
  { orderId, request }: PlaceFields,
  instrument: Instrument | undefined,
): Pick<Placement, 'positionId' | 'reducing'> {
  const sellsHeld = request.side === 'sell' && instrument?.shortable === false;
  if (venue.settings.positionMode === 'netting') {
    return { positionId: request.instrumentId, reducing: request.reduceOnly || sellsHeld };
  }
  const closes = request.positionId !== undefined;
  return { positionId: request.positionId ?? orderId, reducing: closes || request.reduceOnly || sellsHeld };
}
