/**
 * What an answer means for an order. Asked in this order: did anything leave; does the exchange's own code stand in our table;
 * does the client know the code as a refusal; and everything else is ambiguous. Only what the venue itself refused, with a
 * code, is rejected; a repeat of an id is no refusal but the news that the order exists. A server error proves nothing, whatever
 * it says. Texts for people pass the redactor; no key, signature or signed address goes into them.
 */
import type { Reason } from '#domain/order.ts';
import type { CallResult } from './client-transport.ts';
import { type CodeVerdict, field, type NativeCode, textField } from './native-codes.ts';
import type { ExchangeProfile } from './profile.ts';

/** What else a refusal asks for: look at the keys, measure the clock, slow down, wait. */
export type RefusalCause = 'credentials' | 'clock' | 'rate' | 'maintenance' | 'closed';

interface Refusal {
  readonly venueCode: string;
  readonly message: string;
  readonly cause?: RefusalCause;
}

/** `not_sent`: nothing left, with a registered code of ours. `ambiguous`: look it up. */
export type Unfinished =
  | { readonly kind: 'not_sent'; readonly reason: Reason }
  | { readonly kind: 'ambiguous'; readonly detail: string };

export type PlaceVerdict =
  | { readonly kind: 'accepted'; readonly venueOrderId: string }
  | ({ readonly kind: 'rejected' } & Refusal)
  | Unfinished;

/** `gone`: no such order is open; read it before deciding what became of it. `taken`: the end is still to come. */
export type CancelVerdict =
  | { readonly kind: 'taken' | 'canceled' | 'gone' }
  | ({ readonly kind: 'rejected' } & Refusal)
  | Unfinished;

export type AmendVerdict =
  | { readonly kind: 'amended' | 'gone' }
  | ({ readonly kind: 'rejected' } & Refusal)
  | Unfinished;

export interface Heard {
  readonly profile: ExchangeProfile;
  readonly result: CallResult;
  readonly redact: (text: string) => string;
}

/** The verdict on an order that was to be placed; `clientOrderId` as it travels. */
export function placeVerdict(heard: Heard, clientOrderId: string): PlaceVerdict {
  const { result } = heard;
  if (result.kind === 'answer') {
    const venueOrderId = idIn(result.answer);
    const named = textField(result.answer, 'clientOrderId');
    if (venueOrderId !== undefined && (named === undefined || named === clientOrderId)) {
      return { kind: 'accepted', venueOrderId };
    }
    if (venueOrderId !== undefined) return { kind: 'ambiguous', detail: 'the answer speaks of another order' };
  }
  const failure = failureVerdict(heard);
  return failure.kind === 'verdict' ? ambiguousUnlessRefused(failure) : failure;
}

/** A client may take the whole of an answer that is no order for an id. */
const LOOKS_LIKE_AN_ID = /^[\w.:-]{1,100}$/;

function idIn(answer: unknown): string | undefined {
  const id = textField(answer, 'id');
  return id !== undefined && LOOKS_LIKE_AN_ID.test(id) ? id : undefined;
}

/** The verdict on a cancel. A fill may still have come first: only the order itself tells. */
export function cancelVerdict(heard: Heard): CancelVerdict {
  const { result } = heard;
  const failure = failureVerdict(heard);
  if (result.kind === 'answer' && failure.kind !== 'verdict') {
    // An empty body is what a proxy says, not the venue.
    if (isEmpty(saidBy(result))) return failure;
    // Some tell of the failure of one cancel in an answer that succeeds as a whole.
    const [failed] = heard.profile.codes.read(bodyIn(saidBy(result)));
    if (failed !== undefined)
      return { kind: 'ambiguous', detail: heard.redact(`${failed.code} ${failed.message}`.trim()) };
    return { kind: textField(result.answer, 'status') === 'canceled' ? 'canceled' : 'taken' };
  }
  if (failure.kind !== 'verdict') return failure;
  if (failure.verdict === 'cancel_pending') return { kind: 'taken' };
  if (failure.verdict === 'no_order') return { kind: 'gone' };
  return ambiguousUnlessRefused(failure);
}

/** The verdict on a change of a resting order. */
export function amendVerdict(heard: Heard): AmendVerdict {
  const failure = failureVerdict(heard);
  if (heard.result.kind === 'answer' && failure.kind !== 'verdict') {
    const isDone = idIn(heard.result.answer) !== undefined || field(bodyIn(saidBy(heard.result)), 'success');
    return isDone === true ? { kind: 'amended' } : failure;
  }
  if (failure.kind !== 'verdict') return failure;
  return failure.verdict === 'no_order' ? { kind: 'gone' } : ambiguousUnlessRefused(failure);
}

/** A code of the venue that says something, found in our table or by the client's class. */
export interface Judged {
  readonly kind: 'verdict';
  readonly verdict: CodeVerdict;
  readonly code: string;
  readonly message: string;
}

const REFUSING: Readonly<Partial<Record<CodeVerdict, RefusalCause | 'plain'>>> = {
  refused: 'plain',
  credentials: 'credentials',
  clock: 'clock',
  rate: 'rate',
  maintenance: 'maintenance',
  closed: 'closed',
};

/** What else the venue's code asks for, if it asks for anything. */
export function causeOf(verdict: CodeVerdict): RefusalCause | undefined {
  const cause = REFUSING[verdict];
  return cause === 'plain' ? undefined : cause;
}

function ambiguousUnlessRefused({ verdict, code, message }: Judged): PlaceVerdict & { kind: 'rejected' | 'ambiguous' } {
  const cause = REFUSING[verdict];
  if (cause === undefined) return { kind: 'ambiguous', detail: `${code} ${message}`.trim() };
  return { kind: 'rejected', venueCode: code, message, ...(cause === 'plain' ? {} : { cause }) };
}

/** The verdict of our tables, or why there is none. */
export function failureVerdict({ profile, result, redact }: Heard): Judged | Unfinished {
  const { attempt } = result;
  const unsent = result.kind === 'failure' ? notSent(result, profile, redact) : undefined;
  if (unsent !== undefined) return { kind: 'not_sent', reason: unsent };
  const text = saidBy(result);
  const judged = judge(profile, text, result);
  if (judged === undefined) return { kind: 'ambiguous', detail: redact(describe(result)) };
  if ((attempt.status ?? 0) >= SERVER_ERROR) {
    return { kind: 'ambiguous', detail: redact(`HTTP ${attempt.status}: ${judged.code} ${judged.message}`) };
  }
  return { ...judged, message: redact(judged.message) };
}

const SERVER_ERROR = 500;
const UNAUTHORIZED = 401;
/** Failures to connect that carry it only in their words: no byte of the request can have left. */
const NO_CONNECTION = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)\b/;
const STOP_CODES = {
  TOO_LATE: 'DEADLINE_BEFORE_SEND',
  SECOND_WRITE: 'REQUEST_NOT_AS_APPROVED',
  WIRE_MISMATCH: 'REQUEST_NOT_AS_APPROVED',
  VENUE_SUSPENDED: 'VENUE_SUSPENDED',
} as const;

function notSent(
  { attempt, error }: Extract<CallResult, { kind: 'failure' }>,
  { title }: ExchangeProfile,
  redact: (text: string) => string,
): Reason | undefined {
  const values = { venue: title, detail: redact(messageOf(error)) };
  if (attempt.handedOver) {
    const isUnconnected = nameOf(error) === 'NetworkError' && NO_CONNECTION.test(messageOf(error));
    return isUnconnected ? { code: 'REQUEST_NOT_CONNECTED', values } : undefined;
  }
  const { stopped } = attempt;
  if (stopped === undefined) return { code: 'REQUEST_NOT_BUILT', values };
  return { code: STOP_CODES[stopped.reason], values: { ...values, detail: redact(stopped.message) } };
}

/** The body of the answer; where it was not kept, what the client put of it into its error. */
function saidBy(result: CallResult): string {
  return result.attempt.body ?? (result.kind === 'failure' ? messageOf(result.error) : '');
}

function judge(profile: ExchangeProfile, text: string, result: CallResult): Judged | undefined {
  const { codes } = profile;
  const { status = 0 } = result.attempt;
  // What the client takes for a flood although the exchange gave no such status: a code that is known to come in error.
  if (isFlood(result) && !FLOOD_STATUSES.has(status)) return undefined;
  const words = codes.texts?.find(({ says }) => text.includes(says));
  if (words !== undefined) return { kind: 'verdict', verdict: words.verdict, code: words.code, message: words.says };
  const body = bodyIn(text);
  const found = body === undefined ? [] : codes.read(body);
  for (const { code, message } of found) {
    const verdict = codes.verdicts[code];
    if (verdict !== undefined) return { kind: 'verdict', verdict, code, message };
  }
  if (codes.refusedStatuses?.includes(status) === true) {
    return { kind: 'verdict', verdict: 'rate', code: `HTTP ${status}`, message: found[0]?.message ?? '' };
  }
  return result.kind === 'failure' ? judgeByClass(result, found) : undefined;
}

const FLOOD_STATUSES: ReadonlySet<number> = new Set([418, 429]);

const isFlood = (result: CallResult): boolean => result.kind === 'failure' && nameOf(result.error) === 'DDoSProtection';

/** Classes that the client gives to a code only when the venue refused, before or inside its matching engine. */
const CLASS_VERDICTS: Readonly<Record<string, CodeVerdict>> = {
  AuthenticationError: 'credentials',
  PermissionDenied: 'credentials',
  AccountNotEnabled: 'credentials',
  AccountSuspended: 'credentials',
  InsufficientFunds: 'refused',
  InvalidOrder: 'refused',
  OrderImmediatelyFillable: 'refused',
  OrderNotFillable: 'refused',
  ContractUnavailable: 'refused',
  BadSymbol: 'refused',
  MarketClosed: 'refused',
  RestrictedLocation: 'refused',
  ManualInteractionNeeded: 'refused',
  OperationRejected: 'refused',
  RateLimitExceeded: 'rate',
  InvalidNonce: 'clock',
};

/** A class counts only with a code of the venue in the answer: gateways and the client itself throw the same classes. */
function judgeByClass(
  { attempt, error }: Extract<CallResult, { kind: 'failure' }>,
  found: readonly NativeCode[],
): Judged | undefined {
  const [first] = found;
  const verdict = CLASS_VERDICTS[nameOf(error)];
  if (first !== undefined && verdict !== undefined) return { kind: 'verdict', verdict, ...first };
  if (attempt.status === UNAUTHORIZED) {
    return { kind: 'verdict', verdict: 'credentials', code: 'HTTP 401', message: first?.message ?? '' };
  }
  return undefined;
}

/** The JSON that stands in a text, alone or after the exchange's name. */
function bodyIn(text: string): unknown {
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  if (start === -1 || end < start) return undefined;
  try {
    const body: unknown = JSON.parse(text.slice(start, end + 1));
    return typeof body === 'object' ? body : undefined;
  } catch {
    return undefined;
  }
}

function isEmpty(text: string): boolean {
  const body = bodyIn(text);
  return typeof body !== 'object' || body === null || Object.keys(body).length === 0;
}

function describe(result: CallResult): string {
  if (result.kind === 'answer') return 'the answer names no order';
  const status = result.attempt.status === undefined ? '' : `HTTP ${result.attempt.status} `;
  return `${status}${nameOf(result.error)}: ${messageOf(result.error)}`;
}

const nameOf = (error: unknown): string => textField(error, 'name') ?? 'Error';

function messageOf(error: unknown): string {
  const message = field(error, 'message');
  return typeof message === 'string' ? message : '';
}
