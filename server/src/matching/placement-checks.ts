/**
 * Which orders the pretend venue takes. Each check answers with a code or nothing; they run in the order in which a
 * venue would notice: the instrument, the clock, the terms, the numbers, and last what depends on position and price.
 */
import { absolute, type Decimal, isMultipleOf, multiplyAllRounded, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { Venue } from './venue.ts';
import type { VenueCode } from './venue-code.ts';
import type { PlaceFields, Placement } from './venue-event.ts';

const OPEN_ORDERS_MAX_DEFAULT = 10_000;

interface Candidate {
  readonly order: PlaceFields;
  readonly placement: Placement;
  readonly instrument: Instrument;
}

/** The first reason to refuse the order, or undefined when the venue takes it. */
export function refusalOf(venue: Venue, order: PlaceFields, placement: Placement): VenueCode | undefined {
  const instrument = venue.settings.instruments.get(order.request.instrumentId);
  if (instrument === undefined) return 'VENUE_INSTRUMENT_UNKNOWN';
  const candidate = { order, placement, instrument };
  return (
    checkOpen(venue, candidate) ??
    checkTerms(order.request) ??
    checkPrices(order.request, instrument) ??
    checkQuantity(venue, candidate) ??
    checkPosition(venue, candidate) ??
    checkMarket(venue, candidate)
  );
}

function checkOpen(venue: Venue, { order, instrument }: Candidate): VenueCode | undefined {
  const { state, settings } = venue;
  if (!instrument.tradable) return 'VENUE_INSTRUMENT_NOT_TRADABLE';
  if (venue.time > order.deadlineAt) return 'VENUE_DEADLINE_PASSED';
  if (!settings.models.calendar.isOpen(instrument, venue.time)) return 'VENUE_TRADING_CLOSED';
  if (state.open.size >= (settings.openOrdersMax ?? OPEN_ORDERS_MAX_DEFAULT)) return 'VENUE_OPEN_ORDERS_MAX';
  return undefined;
}

function checkTerms(request: OrderRequest): VenueCode | undefined {
  if (!request.postOnly) return undefined;
  const rests = request.type === 'limit' || request.type === 'stop_limit';
  const stays = request.timeInForce === 'gtc' || request.timeInForce === 'day';
  return rests && stays ? undefined : 'VENUE_ORDER_TERMS_INVALID';
}

function checkPrices(request: OrderRequest, instrument: Instrument): VenueCode | undefined {
  const { type, limitPrice, stopPrice } = request;
  const needsLimit = type === 'limit' || type === 'stop_limit';
  const needsStop = type === 'stop' || type === 'stop_limit';
  if (needsLimit && limitPrice === undefined) return 'VENUE_PRICE_MISSING';
  if (needsStop && stopPrice === undefined) return 'VENUE_PRICE_MISSING';
  if (!needsLimit && limitPrice !== undefined) return 'VENUE_ORDER_TERMS_INVALID';
  if (!needsStop && stopPrice !== undefined) return 'VENUE_ORDER_TERMS_INVALID';
  return isPriceOnTick(limitPrice, instrument) && isPriceOnTick(stopPrice, instrument) ? undefined : 'VENUE_PRICE_TICK';
}

/** Whether `price` may stand in an order; an absent one may. */
export function isPriceOnTick(price: Decimal | undefined, instrument: Instrument): boolean {
  return price === undefined || (price > ZERO && isMultipleOf(price, instrument.tickSize));
}

function checkQuantity(venue: Venue, { placement, instrument }: Candidate): VenueCode | undefined {
  const { quantity } = placement;
  if (quantity <= ZERO) return 'VENUE_QUANTITY_MIN';
  if (quantity > instrument.quantityMax) return 'VENUE_QUANTITY_MAX';
  // What is left of a position may always be closed as a whole, odd as it may be.
  if (placement.reducing && quantity === reducibleOf(venue, placement)) return undefined;
  if (quantity < instrument.quantityMin) return 'VENUE_QUANTITY_MIN';
  if (!isMultipleOf(quantity, instrument.lotStep)) return 'VENUE_QUANTITY_STEP';
  if (placement.reducing || instrument.notionalMin === ZERO) return undefined;
  const price = referencePrice(venue, placement);
  if (price === undefined) return undefined;
  const value = multiplyAllRounded([price, quantity, instrument.contractSize], 'half_even');
  return value < instrument.notionalMin ? 'VENUE_NOTIONAL_MIN' : undefined;
}

function referencePrice(venue: Venue, placement: Placement): Decimal | undefined {
  const quote = venue.market.get(placement.instrumentId)?.quote;
  const market = placement.side === 'buy' ? quote?.ask : quote?.bid;
  return placement.limitPrice ?? placement.stopPrice ?? market;
}

function checkPosition(venue: Venue, { order, placement, instrument }: Candidate): VenueCode | undefined {
  const { request } = order;
  const hedging = venue.settings.positionMode === 'hedging';
  const reducible = reducibleOf(venue, placement);
  if (hedging && request.positionId !== undefined && !venue.state.positions.has(request.positionId)) {
    return 'VENUE_POSITION_UNKNOWN';
  }
  if (!instrument.shortable && request.side === 'sell' && placement.quantity > reducible) {
    return 'VENUE_SHORT_NOT_ALLOWED';
  }
  return placement.reducing && reducible === ZERO ? 'VENUE_REDUCE_ONLY' : undefined;
}

function checkMarket(venue: Venue, { placement }: Candidate): VenueCode | undefined {
  const market = venue.market.get(placement.instrumentId);
  if (placement.type === 'market') return market === undefined ? 'VENUE_NO_PRICE' : undefined;
  if (!placement.postOnly || placement.type !== 'limit' || market === undefined) return undefined;
  return crosses(placement, market.quote) ? 'VENUE_POST_ONLY_WOULD_CROSS' : undefined;
}

/** Whether an order at its limit price would trade at once. */
export function crosses(
  order: Pick<Placement, 'side' | 'limitPrice'>,
  quote: { readonly bid: Decimal; readonly ask: Decimal },
): boolean {
  if (order.limitPrice === undefined) return true;
  return order.side === 'buy' ? quote.ask <= order.limitPrice : quote.bid >= order.limitPrice;
}

/** Whether an order at its limit price would trade at once at the last quote, if there was one. */
export function crossesMarket(venue: Venue, order: Pick<Placement, 'side' | 'limitPrice' | 'instrumentId'>): boolean {
  const market = venue.market.get(order.instrumentId);
  return market !== undefined && crosses(order, market.quote);
}

/** How much of its position an order of this side could close; zero when there is none, or it is on the same side. */
export function reducibleOf(venue: Venue, order: Pick<Placement, 'side' | 'positionId' | 'instrumentId'>): Decimal {
  const held = venue.state.positions.get(order.positionId);
  if (held === undefined || held.instrumentId !== order.instrumentId) return ZERO;
  return held.quantity > ZERO === (order.side === 'sell') ? absolute(held.quantity) : ZERO;
}
