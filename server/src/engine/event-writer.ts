/**
 * How events are written down: JSON as `plain-codec.ts` has it. The kinds that the life of an order is made of have a writer
 * of their own, which gives the very same text; what has none goes the general way. A writer names every field of its
 * event: one that is added to the event and not to its writer is an error of types.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { EngineEvent, SignalDecided } from './events.ts';
import type {
  OrderAccepted,
  OrderApproved,
  OrderCanceled,
  OrderCancelRequested,
  OrderCreated,
  OrderDenied,
  OrderEvent,
  OrderFilled,
  OrderSubmitting,
} from './order-events.ts';
import { decimalText, encodeChecks, encodePlain, quoted } from './plain-codec.ts';

/** The event, if `Fields` are all it has. */
type Whole<Event, Fields extends keyof Event> = [Exclude<keyof Event, Fields>] extends [never] ? Event : never;
type OfOrder = 'kind' | 'time' | 'orderId';

/** The event as its journal record's body. Kind and time stand in the record's own columns and in the body. */
export function encodeEvent(event: EngineEvent): string {
  switch (event.kind) {
    case 'signal_decided':
      return encodeDecided(event);
    case 'order_created':
      return encodeCreated(event);
    case 'order_denied':
      return encodeDenied(event);
    case 'order_approved':
      return encodeApproved(event);
    case 'order_submitting':
      return encodeSubmitting(event);
    case 'order_accepted':
      return encodeAccepted(event);
    case 'order_filled':
      return encodeFilled(event);
    case 'order_cancel_requested':
      return encodeCancelRequested(event);
    case 'order_canceled':
      return encodeCanceled(event);
    default:
      return encodePlain(event);
  }
}

const textField = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${quoted(value)}`;
const decimalField = (name: string, value: Decimal | undefined): string =>
  value === undefined ? '' : `,"${name}":${decimalText(value)}`;
const reasonField = (reason: Reason | undefined): string =>
  reason === undefined ? '' : `,"reason":${encodePlain(reason)}`;
const beginningOf = ({ kind, time, orderId }: OrderEvent): string =>
  `{"kind":"${kind}","time":${time},"orderId":${quoted(orderId)}`;

type DecidedField =
  | 'kind'
  | 'time'
  | 'signalId'
  | 'source'
  | 'command'
  | 'outcome'
  | 'orderIds'
  | 'instrumentId'
  | 'sentAt'
  | 'reason'
  | 'adjustments'
  | 'touched';

function encodeDecided(event: Whole<SignalDecided, DecidedField>): string {
  const { orderIds, sentAt, adjustments, touched } = event;
  const beginning = `{"kind":"signal_decided","time":${event.time},"signalId":${quoted(event.signalId)}`;
  const ids = orderIds.length === 1 ? `[${quoted(orderIds[0] ?? '')}]` : encodePlain(orderIds);
  const decision = `,"command":${event.command},"outcome":"${event.outcome}","orderIds":${ids}`;
  const sent = sentAt === undefined ? '' : `,"sentAt":${sentAt}`;
  const moved = adjustments === undefined ? '' : `,"adjustments":${encodePlain(adjustments)}`;
  const others = touched === undefined ? '' : `,"touched":${encodePlain(touched)}`;
  const rest = sent + textField('instrumentId', event.instrumentId) + reasonField(event.reason) + moved + others;
  return `${beginning}${textField('source', event.source)}${decision}${rest}}`;
}

type CreatedField = OfOrder | 'ticket' | 'request' | 'source' | 'signalId' | 'parentOrderId';

function encodeCreated(event: Whole<OrderCreated, CreatedField>): string {
  const request = `,"ticket":${event.ticket},"request":${encodePlain(event.request)}`;
  const origin = `${textField('source', event.source)}${textField('signalId', event.signalId)}`;
  return `${beginningOf(event)}${request}${origin}${textField('parentOrderId', event.parentOrderId)}}`;
}

function encodeDenied(event: Whole<OrderDenied, OfOrder | 'reason' | 'checks'>): string {
  return `${beginningOf(event)}${reasonField(event.reason)},"checks":${encodeChecks(event.checks)}}`;
}

type ApprovedField = OfOrder | 'checks' | 'reservation' | 'limitsVersion' | 'referencePrice';

function encodeApproved(event: Whole<OrderApproved, ApprovedField>): string {
  const checks = `,"checks":${encodeChecks(event.checks)},"reservation":${decimalText(event.reservation)}`;
  const limits = textField('limitsVersion', event.limitsVersion);
  return `${beginningOf(event)}${checks}${limits}${decimalField('referencePrice', event.referencePrice)}}`;
}

type SubmittingField = OfOrder | 'clientOrderId' | 'attempt' | 'deadlineAt' | 'limitsVersion';

function encodeSubmitting(event: Whole<OrderSubmitting, SubmittingField>): string {
  const attempt = `${textField('clientOrderId', event.clientOrderId)},"attempt":${event.attempt}`;
  const limits = textField('limitsVersion', event.limitsVersion);
  return `${beginningOf(event)}${attempt},"deadlineAt":${event.deadlineAt}${limits}}`;
}

function encodeAccepted(event: Whole<OrderAccepted, OfOrder | 'venueOrderId'>): string {
  return `${beginningOf(event)}${textField('venueOrderId', event.venueOrderId)}}`;
}

type FilledField =
  | OfOrder
  | 'tradeId'
  | 'instrumentId'
  | 'side'
  | 'price'
  | 'quantity'
  | 'fee'
  | 'baseFee'
  | 'otherFee'
  | 'liquidity'
  | 'venueTime'
  | 'positionId'
  | 'positionTicket'
  | 'contractSize'
  | 'conversionRate'
  | 'venueOrderId'
  | 'rateSource'
  | 'quoteCurrency';

function encodeFilled(event: Whole<OrderFilled, FilledField>): string {
  const trade = `${textField('tradeId', event.tradeId)}${textField('instrumentId', event.instrumentId)}`;
  const size = `${decimalField('price', event.price)}${decimalField('quantity', event.quantity)}`;
  const cost = `${decimalField('fee', event.fee)},"liquidity":"${event.liquidity}","venueTime":${event.venueTime}`;
  const position = `${textField('positionId', event.positionId)},"positionTicket":${event.positionTicket}`;
  const rates = `${decimalField('contractSize', event.contractSize)}${decimalField('conversionRate', event.conversionRate)}`;
  const venue = textField('venueOrderId', event.venueOrderId) + decimalField('baseFee', event.baseFee);
  const other = event.otherFee === undefined ? '' : `,"otherFee":${encodePlain(event.otherFee)}`;
  const source = textField('rateSource', event.rateSource) + textField('quoteCurrency', event.quoteCurrency);
  return `${beginningOf(event)}${trade},"side":"${event.side}"${size}${cost}${position}${rates}${venue}${source}${other}}`;
}

function encodeCancelRequested(event: Whole<OrderCancelRequested, OfOrder | 'actor'>): string {
  return `${beginningOf(event)}${textField('actor', event.actor)}}`;
}

function encodeCanceled(event: Whole<OrderCanceled, OfOrder | 'venueReason' | 'reason'>): string {
  return `${beginningOf(event)}${textField('venueReason', event.venueReason)}${reasonField(event.reason)}}`;
}
