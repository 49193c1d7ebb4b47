/**
 * What goes into the pretend venue and what comes out of it. Inputs are requests, prices and the passing of time;
 * events are facts, complete enough that the venue's state is their fold and nothing else: no price, model or setting
 * is needed to replay them. Only the two refusals of a change (`cancel_rejected`, `amend_rejected`) change nothing.
 */
import type { ApprovedAmendFields, ApprovedOrderFields } from '#domain/approved-order.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { OrderRole, OrderType, Side } from '#domain/order.ts';
import type { FillReport } from '#domain/report.ts';
import type { TimeInForce } from '#domain/signal.ts';
import type { VenueCode } from './venue-code.ts';

/** The part of an approved order that the venue reads. */
export type PlaceFields = Pick<ApprovedOrderFields, 'orderId' | 'clientOrderId' | 'request' | 'deadlineAt'>;
/** The part of an approved change that the venue reads; prices that are absent stay as they are. */
export type AmendFields = Pick<ApprovedAmendFields, 'clientOrderId' | 'quantity' | 'limitPrice' | 'stopPrice'>;

/** `time` is the venue's clock, ms UTC; it never goes back, an earlier one counts as now. */
export type VenueInput =
  | { readonly kind: 'place'; readonly time: number; readonly order: PlaceFields }
  | { readonly kind: 'cancel'; readonly time: number; readonly clientOrderId: string }
  | { readonly kind: 'amend'; readonly time: number; readonly amend: AmendFields }
  | { readonly kind: 'quote'; readonly time: number; readonly quote: Quote }
  | { readonly kind: 'time'; readonly time: number };

export type VenueRequest = Extract<VenueInput, { kind: 'place' | 'cancel' | 'amend' }>;

/** What the venue writes down of every order it was shown, taken or refused. */
export interface Placement {
  readonly clientOrderId: string;
  /** Ours; in hedging accounts it names the position that the order opens. */
  readonly orderId: string;
  readonly venueOrderId: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  /** The request had to reach the venue by then, ms UTC. */
  readonly deadlineAt: number;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  readonly role: OrderRole;
  /** The position its fills belong to: the instrument's id (netting), the named or the own one (hedging). */
  readonly positionId: string;
  /** It may only shrink that position: reduce-only, closing a hedged position, or selling what can't be shorted. */
  readonly reducing: boolean;
  readonly ocoGroup?: string;
  /** Day orders: the end of the venue's day, ms UTC. */
  readonly expiresAt?: number;
}

/** How the order came into the market: crossing, it takes at the quote's price what later quotes still offer. */
interface Arrival {
  readonly crossing: boolean;
}

interface Dated {
  readonly clientOrderId: string;
  readonly time: number;
}

/** request: asked for. oco: another of its group filled. position: nothing (more) to reduce. The others are terms of the order. */
export type CancelCause = 'request' | 'oco' | 'position' | 'ioc' | 'fok' | 'post_only';
export type AmendCause = 'request' | 'oco';

export interface VenueAccepted extends Dated, Placement, Arrival {
  readonly kind: 'accepted';
}
export interface VenueRejected extends Dated, Placement {
  readonly kind: 'rejected';
  readonly code: VenueCode;
  readonly message: string;
}
/** The stop price was reached: a stop is a market order from now on, a stop-limit a limit order. */
export interface VenueTriggered extends Dated, Arrival {
  readonly kind: 'triggered';
}
export interface VenueFilled extends FillReport {
  readonly kind: 'fill';
  readonly venueOrderId: string;
  readonly positionId: string;
  readonly contractSize: Decimal;
  readonly quoteCurrency: string;
  /** Account currency for one unit of the quote currency at this moment; absent: not known, the money waits. */
  readonly rate?: Decimal;
  /** What the order's fees add up to before its minimum; only where a minimum is in force. */
  readonly feeAccrued?: Decimal;
}
export interface VenueCanceled extends Dated {
  readonly kind: 'canceled';
  readonly cause: CancelCause;
}
export interface VenueExpired extends Dated {
  readonly kind: 'expired';
}
export interface VenueAmended extends Dated, Arrival {
  readonly kind: 'amended';
  readonly cause: AmendCause;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  /** The order went to the back of the queue at its price. */
  readonly requeued: boolean;
}
export interface VenueRefusal extends Dated {
  readonly kind: 'cancel_rejected' | 'amend_rejected';
  readonly code: VenueCode;
  readonly message: string;
}

export type VenueEvent =
  | VenueAccepted
  | VenueRejected
  | VenueTriggered
  | VenueFilled
  | VenueCanceled
  | VenueExpired
  | VenueAmended
  | VenueRefusal;

/** Whether the event changes the venue's state and so has to be kept. */
export function isRecorded(event: VenueEvent): event is Exclude<VenueEvent, VenueRefusal> {
  return event.kind !== 'cancel_rejected' && event.kind !== 'amend_rejected';
}
