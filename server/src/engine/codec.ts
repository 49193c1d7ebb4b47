/**
 * How the events of the journal are read. Each kind says where its decimals stand: those of which there are many by a
 * reader of their own, the others the general way of `plain-codec.ts`. A decimal that is added to an event and not to its
 * reader is an error of types.
 */
import { type Decimal, decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { EngineEvent } from './events.ts';
import type { OrderApproved, OrderCreated, OrderFilled } from './order-events.ts';
import { decodeChecks, reviveFields } from './plain-codec.ts';

export { encodeEvent } from './event-writer.ts';

type Kind = EngineEvent['kind'];
type OfKind<K extends Kind> = Extract<EngineEvent, { readonly kind: K }>;
type DecimalField<Event> = {
  [Field in keyof Event]-?: NonNullable<Event[Field]> extends Decimal ? Field : never;
}[keyof Event];
/** The event, if `Fields` are all the decimals it has. */
type WithDecimals<Event, Fields> = [Exclude<DecimalField<Event>, Fields>] extends [never] ? Draft<Event> : never;

/** Makes decimals of the texts that stand for them. */
type Reader<Event> = (event: Draft<Event>) => void;

const general = (event: object): void => reviveFields(event as Record<string, unknown>);

/** For kinds without a decimal; one that has any must give an argument it can't have. */
function asWritten<Event>(..._none: [DecimalField<Event>] extends [never] ? [] : [never]): Reader<Event> {
  return () => undefined;
}

const read = (text: unknown): Decimal => (text === '0' ? ZERO : text === '1' ? ONE : decimal(text as string));

function readCreated(event: WithDecimals<OrderCreated, never>): void {
  reviveFields(event.request as unknown as Record<string, unknown>);
}

function readApproved(event: WithDecimals<OrderApproved, 'reservation' | 'referencePrice'>): void {
  event.checks = decodeChecks(event.checks);
  event.reservation = read(event.reservation);
  if (event.referencePrice !== undefined) event.referencePrice = read(event.referencePrice);
}

type FilledDecimal = 'price' | 'quantity' | 'fee' | 'baseFee' | 'contractSize' | 'conversionRate';

function readFilled(event: WithDecimals<OrderFilled, FilledDecimal>): void {
  event.price = read(event.price);
  event.quantity = read(event.quantity);
  event.fee = read(event.fee);
  event.contractSize = read(event.contractSize);
  event.conversionRate = read(event.conversionRate);
  if (event.baseFee !== undefined) event.baseFee = read(event.baseFee);
  if (event.otherFee !== undefined) reviveFields(event.otherFee as unknown as Record<string, unknown>);
}

const READERS: { readonly [K in Kind]: Reader<OfKind<K>> } = {
  account_opened: general,
  account_reconciled: general,
  balance_adjusted: general,
  conversion_rate_noted: general,
  external_order_found: general,
  latch_reset: general,
  latch_tripped: general,
  money_converted: general,
  order_accepted: asWritten<OfKind<'order_accepted'>>(),
  order_amend_rejected: general,
  order_amend_requested: general,
  order_amended: general,
  order_approved: readApproved,
  order_cancel_rejected: general,
  order_cancel_requested: asWritten<OfKind<'order_cancel_requested'>>(),
  order_canceled: asWritten<OfKind<'order_canceled'>>(),
  order_created: readCreated,
  order_denied: general,
  order_expired: general,
  order_filled: readFilled,
  order_held: general,
  order_queried: general,
  order_rejected: general,
  order_submitting: asWritten<OfKind<'order_submitting'>>(),
  order_unknown: general,
  parent_cancel_asked: general,
  parent_created: general,
  parent_followed: general,
  parent_moved: general,
  parent_slice: general,
  parent_triggered: general,
  position_adopted: general,
  position_difference_ignored: general,
  protection_ended: general,
  protection_set: general,
  report_quarantined: general,
  signal_decided: asWritten<OfKind<'signal_decided'>>(),
  source_switched: general,
  symbol_frozen: general,
  symbol_released: general,
  take_profit_left: general,
  take_profit_reached: general,
  trading_state_changed: general,
};

interface KindReading {
  readonly kind: Kind;
  readonly reader: Reader<never>;
}

const READINGS: ReadonlyMap<string, KindReading> = new Map(
  Object.entries(READERS).map(([kind, reader]) => [kind, { kind: kind as Kind, reader: reader as Reader<never> }]),
);

/** The event that a record's body holds. Throws when the body is damaged. */
export function decodeEvent(body: string): EngineEvent {
  const event = JSON.parse(body) as Draft<EngineEvent>;
  const reading = READINGS.get(event.kind);
  if (reading === undefined) throw new SyntaxError(`no event is a ${String(event.kind)}`);
  // The name as the code has it: the fold asks for it many times, and a text that was read is slow to compare.
  event.kind = reading.kind;
  reading.reader(event as never);
  return event as EngineEvent;
}

/**
 * The event as far as the fold reads it: without the checks of an approval or a denial, which are most of a journal and
 * change no state. They are stepped over: a quote within a text is escaped, so no text can be mistaken for a field.
 */
export function decodeForFold(body: string): EngineEvent {
  const isApproval = body.startsWith('{"kind":"order_approved"');
  if (!isApproval && !body.startsWith('{"kind":"order_denied"')) return decodeEvent(body);
  const from = body.indexOf(',"checks":[');
  const to = isApproval ? body.lastIndexOf('],"reservation":') : body.length - ']}'.length;
  if (from === -1 || to < from || body[to] !== ']') return decodeEvent(body);
  return decodeEvent(`${body.slice(0, from)},"checks":[${body.slice(to)}`);
}
