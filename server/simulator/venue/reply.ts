/** What a venue answers on the wire, and what each of its codes proves. */

export type VenueCode =
  /** It came after its deadline and was not looked at. */
  | 'TOO_LATE'
  | 'INSUFFICIENT'
  /** Too many requests: it was not looked at. */
  | 'RATE_LIMITED'
  | 'PERMISSION'
  /** What it asks for can not be. */
  | 'INVALID'
  | 'REDUCE_ONLY'
  /** A request with this id has been here before. */
  | 'DUPLICATE_ID'
  | 'UNKNOWN_ORDER'
  /** The order has ended. */
  | 'NOT_OPEN'
  /** A bridge has it in its journal and no word of the terminal yet. */
  | 'IN_PROGRESS'
  | 'AMEND_FAILED';

export type Reply<T> =
  | { readonly kind: 'ok'; readonly body: T }
  | { readonly kind: 'refused'; readonly code: VenueCode }
  | { readonly kind: 'server_error'; readonly status: number }
  | { readonly kind: 'unreadable' }
  /** Nothing came within the time an adapter waits. */
  | { readonly kind: 'none' };

/**
 * The codes after which an order surely does not exist: the request was turned away before anything was done with it.
 * A duplicate id is none of them: it proves that a request with the id arrived, which is rather a sighting.
 */
export const DEFINITIVE_REFUSALS: ReadonlySet<VenueCode> = new Set<VenueCode>([
  'TOO_LATE',
  'INSUFFICIENT',
  'RATE_LIMITED',
  'PERMISSION',
  'INVALID',
  'REDUCE_ONLY',
]);

/** The codes after which a cancel or an amend surely changed nothing, if the venue is to be believed. */
export const DEFINITIVE_CHANGE_REFUSALS: ReadonlySet<VenueCode> = new Set<VenueCode>([
  'TOO_LATE',
  'RATE_LIMITED',
  'PERMISSION',
  'INVALID',
  'INSUFFICIENT',
  'UNKNOWN_ORDER',
  'NOT_OPEN',
]);

export const ok = <T>(body: T): Reply<T> => ({ kind: 'ok', body });
export const refused = (code: VenueCode): Reply<never> => ({ kind: 'refused', code });
export const NO_REPLY: Reply<never> = { kind: 'none' };

/** What a person is told of an answer that is none. */
export function detailOf(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): string {
  switch (reply.kind) {
    case 'refused':
      return reply.code;
    case 'server_error':
      return `HTTP ${reply.status}`;
    case 'unreadable':
      return 'the answer could not be read';
    case 'none':
      return 'no answer';
  }
}
