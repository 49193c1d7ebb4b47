/**
 * The codes under which the pretend venue refuses, each with the sentence it says. All of them are definitive: what
 * was refused with one of these was never accepted. Codes are never reused for another meaning.
 */

export const VENUE_CODES = {
  VENUE_INSTRUMENT_UNKNOWN: 'This venue has no such instrument.',
  VENUE_INSTRUMENT_NOT_TRADABLE: 'The instrument is not open for orders.',
  VENUE_TRADING_CLOSED: 'The instrument is outside its trading hours.',
  VENUE_DEADLINE_PASSED: 'The order arrived after the moment up to which it may be accepted.',
  VENUE_ORDER_TERMS_INVALID: 'These terms do not go together.',
  VENUE_PRICE_MISSING: 'This type of order needs a price that is absent.',
  VENUE_PRICE_TICK: 'The price is not a positive multiple of the tick size.',
  VENUE_QUANTITY_STEP: 'The quantity is not a multiple of the lot step.',
  VENUE_QUANTITY_MIN: 'The quantity is below the smallest one.',
  VENUE_QUANTITY_MAX: 'The quantity is above the largest one.',
  VENUE_NOTIONAL_MIN: 'The value of the order is below the smallest one.',
  VENUE_NO_PRICE: 'There is no price to trade at.',
  VENUE_POST_ONLY_WOULD_CROSS: 'The order would trade at once, and it was to rest only.',
  VENUE_REDUCE_ONLY: 'There is no position that this order could reduce.',
  VENUE_SHORT_NOT_ALLOWED: 'The quantity is more than is held, and the instrument can not be sold short.',
  VENUE_POSITION_UNKNOWN: 'There is no such open position.',
  VENUE_OPEN_ORDERS_MAX: 'There are too many open orders.',
  VENUE_ORDER_UNKNOWN: 'There is no such order.',
  VENUE_ORDER_CLOSED: 'The order can change no more.',
  VENUE_AMEND_BELOW_FILLED: 'The new quantity is not above what has filled already.',
  VENUE_STORAGE: 'The venue could not write the request down, so it did not take it.',
} as const;

export type VenueCode = keyof typeof VENUE_CODES;
