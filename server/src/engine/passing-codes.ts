/** Codes of a venue that did not look at what it refused: the same may be taken a moment later. */
export const PASSING_CODES: ReadonlySet<string> = new Set([
  'VENUE_RATE_LIMITED',
  'VENUE_IN_MAINTENANCE',
  'VENUE_MARKET_CLOSED',
  'VENUE_TIMESTAMP_REFUSED',
]);
