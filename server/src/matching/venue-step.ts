/**
 * The pretend venue's one step. Time first: what was due before this input happens before it, on the prices known until
 * then. A request to place an order whose client order id the venue knows is no new order: it brings no event.
 */
import { ZERO } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import { matchInstrument } from './execution.ts';
import { amendOrder, cancelOrder, placeOrder } from './order-requests.ts';
import { byPriority, emit, type MarketState, nextDueAt, type Venue } from './venue.ts';
import type { VenueEvent, VenueInput, VenueRequest } from './venue-event.ts';

const NOTHING: readonly VenueEvent[] = [];

/** Applies one input to the venue and returns what happened, oldest first. The state has it already. */
export function step(venue: Venue, input: VenueInput): readonly VenueEvent[] {
  const time = Math.max(input.time, venue.time);
  if (nextDueAt(venue) <= time) catchUp(venue, time, time - 1);
  venue.time = time;
  if (input.kind === 'quote') receiveQuote(venue, input.quote);
  else if (input.kind !== 'time') receiveRequest(venue, input);
  if (nextDueAt(venue) <= time) catchUp(venue, time, time);
  if (venue.events.length === 0) return NOTHING;
  const events = venue.events;
  venue.events = [];
  return events;
}

/**
 * Orders that expire up to `expiriesUntil` and requests that arrive up to `arrivalsUntil`, in the order of their
 * moments, an expiry before an arrival. A quote of the same moment comes before an arrival and after an expiry.
 */
function catchUp(venue: Venue, expiriesUntil: number, arrivalsUntil: number): void {
  const { state, underWay } = venue;
  for (;;) {
    const arrivesAt = underWay[0]?.dueAt ?? Number.POSITIVE_INFINITY;
    if (state.nextExpiryAt <= expiriesUntil && state.nextExpiryAt <= arrivesAt) {
      expire(venue);
      continue;
    }
    if (arrivesAt > arrivalsUntil) return;
    venue.time = Math.max(venue.time, arrivesAt);
    const next = underWay.shift();
    if (next !== undefined) carryOut(venue, next.request);
  }
}

function expire(venue: Venue): void {
  const { state } = venue;
  const moment = state.nextExpiryAt;
  venue.time = Math.max(venue.time, moment);
  let next = Number.POSITIVE_INFINITY;
  for (const order of byPriority(state.expiring)) {
    if (order.expiresAt === undefined) continue;
    if (order.expiresAt > moment) next = Math.min(next, order.expiresAt);
    else emit(venue, { kind: 'expired', clientOrderId: order.clientOrderId, time: venue.time });
  }
  state.nextExpiryAt = next;
}

function receiveRequest(venue: Venue, request: VenueRequest): void {
  const delayMs = venue.settings.models.latency.delayMs(request.kind);
  if (delayMs <= 0) {
    carryOut(venue, request);
    return;
  }
  const { underWay } = venue;
  const dueAt = venue.time + delayMs;
  let position = underWay.length;
  while (position > 0 && (underWay[position - 1]?.dueAt ?? 0) > dueAt) position -= 1;
  underWay.splice(position, 0, { dueAt, request });
}

function carryOut(venue: Venue, request: VenueRequest): void {
  if (request.kind === 'place') placeOrder(venue, request.order);
  else if (request.kind === 'cancel') cancelOrder(venue, request.clientOrderId);
  else amendOrder(venue, request.amend);
}

/** A quote that makes no sense (no price, a bid above the ask) is as good as none and is left aside. */
function receiveQuote(venue: Venue, quote: Quote): void {
  const instrument = venue.settings.instruments.get(quote.instrumentId);
  if (instrument === undefined || quote.bid <= ZERO || quote.ask < quote.bid) return;
  const known = venue.market.get(quote.instrumentId);
  const market: MarketState = known ?? { quote, previous: undefined, bidLeft: undefined, askLeft: undefined };
  if (known === undefined) venue.market.set(quote.instrumentId, market);
  if (known !== undefined) market.previous = market.quote;
  market.quote = quote;
  market.bidLeft = quote.bidQuantity;
  market.askLeft = quote.askQuantity;
  if (!venue.state.books.has(quote.instrumentId)) return;
  if (instrument.sessions.length > 0 && !venue.settings.models.calendar.isOpen(instrument, venue.time)) return;
  matchInstrument(venue, instrument, market);
}
