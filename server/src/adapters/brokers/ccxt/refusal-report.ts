/** How a refusal is told: with the venue's own code and words, and with a code of ours where that says what to do. */
import type { Reason } from '#domain/order.ts';
import type { RefusalCause } from './outcome.ts';

export interface ToldRefusal {
  readonly venueCode: string;
  readonly message: string;
  readonly reason?: Reason;
}

const CAUSE_CODES: Readonly<Partial<Record<RefusalCause, string>>> = {
  clock: 'VENUE_TIMESTAMP_REFUSED',
  closed: 'VENUE_MARKET_CLOSED',
  maintenance: 'VENUE_IN_MAINTENANCE',
  rate: 'VENUE_RATE_LIMITED',
};

/** What the venue refused. */
export function toldByVenue(
  venue: string,
  {
    venueCode,
    message,
    cause,
  }: { readonly venueCode: string; readonly message: string; readonly cause?: RefusalCause | undefined },
): ToldRefusal {
  const code = cause === undefined ? undefined : CAUSE_CODES[cause];
  if (code === undefined) return { venueCode, message };
  const detail = `${venueCode} ${message}`.trim().replace(/\.+$/, '');
  return { venueCode, message, reason: { code, values: { venue, detail } } };
}

/** What never left: its reason, and its values as one text. */
export function toldByUs(reason: Reason): ToldRefusal {
  const message = Object.entries(reason.values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return { venueCode: reason.code, message, reason };
}
