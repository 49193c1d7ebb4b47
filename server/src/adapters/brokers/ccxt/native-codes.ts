/**
 * The exchanges' own answer codes and what each says about an order. Only a code that is listed as a refusal makes an
 * order rejected; a code that is not listed proves nothing.
 */
export type CodeVerdict =
  /** The venue refused it and does not have it. */
  | 'refused'
  /** Refused by the door before anything was looked at: keys, permissions, addresses. */
  | 'credentials'
  /** Refused because of the clock: measure the offset again. */
  | 'clock'
  /** Refused by a rate limit with the venue's own code. */
  | 'rate'
  /** An order of this id exists: it is ours, look it up. */
  | 'duplicate'
  /** The venue says it does not know, or says nothing of use. */
  | 'unknown'
  /** No such order is open: filled, canceled or never there. */
  | 'no_order'
  /** A cancel is on its way already. */
  | 'cancel_pending'
  /** The venue is closed for maintenance and says so. */
  | 'maintenance';

export interface NativeCodes {
  /** The codes in a body, the most telling first: item codes before envelope codes. Empty when there are none. */
  readonly read: (body: unknown) => readonly NativeCode[];
  readonly verdicts: Readonly<Record<string, CodeVerdict>>;
  /** Codes that mean the order or change was taken. */
  readonly success: readonly string[];
}

export interface NativeCode {
  readonly code: string;
  readonly message: string;
}
