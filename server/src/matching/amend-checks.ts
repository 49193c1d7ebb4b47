/** Which changes of an open order the pretend venue accepts. */
import { type Decimal, isMultipleOf } from '#domain/decimal.ts';
import { crosses, isPriceOnTick } from './placement-checks.ts';
import type { Venue } from './venue.ts';
import type { VenueCode } from './venue-code.ts';
import type { AmendFields } from './venue-event.ts';
import { awaitsTrigger, isMarketNow, type OrderRecord } from './venue-order.ts';

/** The first reason to refuse the change, or undefined when the venue makes it. */
export function checkAmend(venue: Venue, order: OrderRecord, amend: AmendFields): VenueCode | undefined {
  const instrument = venue.settings.instruments.get(order.instrumentId);
  if (instrument === undefined) return 'VENUE_INSTRUMENT_UNKNOWN';
  if (amend.quantity <= order.filledQuantity) return 'VENUE_AMEND_BELOW_FILLED';
  if (amend.quantity > instrument.quantityMax) return 'VENUE_QUANTITY_MAX';
  if (amend.quantity !== order.quantity && !order.reducing) {
    if (amend.quantity < instrument.quantityMin) return 'VENUE_QUANTITY_MIN';
    if (!isMultipleOf(amend.quantity, instrument.lotStep)) return 'VENUE_QUANTITY_STEP';
  }
  return checkPriceTerms(order, amend) ?? checkNewPrices(venue, order, amend);
}

function checkPriceTerms(order: OrderRecord, amend: AmendFields): VenueCode | undefined {
  const takesLimit = !isMarketNow(order) && order.type !== 'stop';
  if (amend.limitPrice !== undefined && !takesLimit) return 'VENUE_ORDER_TERMS_INVALID';
  return isFixed(amend.stopPrice, order) ? 'VENUE_ORDER_TERMS_INVALID' : undefined;
}

/** A trigger that was reached, or never was one, can not be moved; naming the old one is no move. */
function isFixed(stopPrice: Decimal | undefined, order: OrderRecord): boolean {
  return stopPrice !== undefined && stopPrice !== order.stopPrice && !awaitsTrigger(order);
}

function checkNewPrices(venue: Venue, order: OrderRecord, amend: AmendFields): VenueCode | undefined {
  const instrument = venue.settings.instruments.get(order.instrumentId);
  if (instrument === undefined) return 'VENUE_INSTRUMENT_UNKNOWN';
  if (!isPriceOnTick(amend.limitPrice, instrument) || !isPriceOnTick(amend.stopPrice, instrument)) {
    return 'VENUE_PRICE_TICK';
  }
  const quote = venue.market.get(order.instrumentId)?.quote;
  if (!order.postOnly || amend.limitPrice === undefined || awaitsTrigger(order) || quote === undefined)
    return undefined;
  return crosses({ side: order.side, limitPrice: amend.limitPrice }, quote) ? 'VENUE_POST_ONLY_WOULD_CROSS' : undefined;
}
