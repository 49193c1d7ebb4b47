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
  /** The venue is closed for maintenance and says so; "temporarily unavailable" is not that, but `unknown`. */
  | 'maintenance'
  /** The market takes no orders for now: suspended, settling, about to open. */
  | 'closed';

export interface NativeCodes {
  /** The codes of failure in a body, the most telling first: item codes before envelope codes. Empty on success. */
  readonly read: (body: unknown) => readonly NativeCode[];
  readonly verdicts: Readonly<Record<string, CodeVerdict>>;
  /** Statuses that are a refusal by themselves: the door was closed before anything was looked at. */
  readonly refusedStatuses?: readonly number[];
  /** Where one code has several meanings, or the client drops the code: words of the venue that decide before codes do. */
  readonly texts?: readonly { readonly says: string; readonly verdict: CodeVerdict; readonly code: string }[];
}

export interface NativeCode {
  readonly code: string;
  readonly message: string;
}

/** Codes written as one text, blanks between them, all with the same verdict. */
export function verdictsOf(
  table: Readonly<Partial<Record<CodeVerdict, string>>>,
): Readonly<Record<string, CodeVerdict>> {
  const verdicts: Record<string, CodeVerdict> = {};
  for (const [verdict, codes] of Object.entries(table)) {
    for (const code of codes.split(/\s+/)) if (code !== '') verdicts[code] = verdict as CodeVerdict;
  }
  return verdicts;
}

/** The value under a key of a body, undefined when the body is no object. */
export function field(body: unknown, key: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[key] : undefined;
}

/** A field as text; undefined when it is absent, empty, or neither a text nor a number. */
export function textField(body: unknown, key: string): string | undefined {
  const value = field(body, key);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads a body that says `codeField` and `messageField` beside each other. */
export function readEnvelope(
  body: unknown,
  codeField: string,
  messageField: string,
  success: readonly string[],
): readonly NativeCode[] {
  const code = textField(body, codeField);
  if (code === undefined || success.includes(code)) return [];
  return [{ code, message: textField(body, messageField) ?? '' }];
}
