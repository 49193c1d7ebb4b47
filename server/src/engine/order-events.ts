/** Events of one order, ours or of others: what became of it, from the gate to its end. */
import type { Decimal } from '#domain/decimal.ts';
import type { OrderRequest, Reason, Side } from '#domain/order.ts';

/** What one risk check compared. Decimals stay exact; they become text in the journal. */
export interface CheckResult {
  readonly check: string;
  readonly passed: boolean;
  readonly code?: string;
  readonly values: Readonly<Record<string, Decimal | string | number>>;
}

/** When, and of which order. */
export interface OfOrder {
  readonly time: number;
  readonly orderId: string;
}

export interface OrderCreated extends OfOrder {
  readonly kind: 'order_created';
  readonly ticket: number;
  readonly request: OrderRequest;
  readonly source: string;
  readonly signalId?: string;
  readonly parentOrderId?: string;
}
/** An order that somebody placed at the venue, not through us. */
export interface ExternalOrderFound extends OfOrder {
  readonly kind: 'external_order_found';
  readonly ticket: number;
  readonly request: OrderRequest;
  /** As the venue has it: the other one's own id, or the venue's. */
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly reservation: Decimal;
  /** What it had filled before: in what was held then, and told as no fill. */
  readonly filledQuantity: Decimal;
  readonly averagePrice: Decimal;
}
export interface OrderDenied extends OfOrder {
  readonly kind: 'order_denied';
  readonly reason: Reason;
  readonly checks: readonly CheckResult[];
}
export interface OrderHeld extends OfOrder {
  readonly kind: 'order_held';
}
export interface OrderApproved extends OfOrder {
  readonly kind: 'order_approved';
  readonly checks: readonly CheckResult[];
  readonly reservation: Decimal;
  readonly limitsVersion: string;
  readonly referencePrice?: Decimal;
}
/** Durable before the one write to the venue: from here on the order may have been sent. */
export interface OrderSubmitting extends OfOrder {
  readonly kind: 'order_submitting';
  readonly clientOrderId: string;
  readonly attempt: number;
  /** The venue must not accept this attempt after it. */
  readonly deadlineAt: number;
  readonly limitsVersion: string;
}
export interface OrderAccepted extends OfOrder {
  readonly kind: 'order_accepted';
  readonly venueOrderId: string;
}
export interface OrderRejected extends OfOrder {
  readonly kind: 'order_rejected';
  readonly reason: Reason;
}
export interface OrderUnknown extends OfOrder {
  readonly kind: 'order_unknown';
  readonly detail: string;
}
/** A question to the venue that proved nothing yet. */
export interface OrderQueried extends OfOrder {
  readonly kind: 'order_queried';
  readonly answer: 'not_found' | 'unreachable';
  readonly misses: number;
}
export interface OtherFee {
  readonly currency: string;
  readonly fee: Decimal;
  /** Account currency for one unit of it; zero while none was ever known. */
  readonly conversionRate: Decimal;
  readonly rateSource?: 'last_known' | 'missing';
}
export interface OrderFilled extends OfOrder {
  readonly kind: 'order_filled';
  readonly tradeId: string;
  readonly venueOrderId?: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** In the quote currency; what coins taken as a fee were worth at the price of the fill. */
  readonly fee: Decimal;
  /** The coins that the venue took as its fee: the position has them not. Negative: it gave them. */
  readonly baseFee?: Decimal;
  /** The fee, where the venue took it in another currency; `fee` is zero then. */
  readonly otherFee?: OtherFee;
  readonly liquidity: 'maker' | 'taker';
  readonly venueTime: number;
  readonly positionId: string;
  /** The ticket of the position if this fill opens it. */
  readonly positionTicket: number;
  readonly contractSize: Decimal;
  /** Account currency for one unit of the quote currency; zero while none was ever known. */
  readonly conversionRate: Decimal;
  /** Absent: it is of this moment. missing: what the trade earned and cost waits until a rate is known. */
  readonly rateSource?: 'last_known' | 'missing';
  /** What waits for a rate; absent when none is missing. */
  readonly quoteCurrency?: string;
}
export interface OrderCancelRequested extends OfOrder {
  readonly kind: 'order_cancel_requested';
  readonly actor: string;
}
export interface OrderCanceled extends OfOrder {
  readonly kind: 'order_canceled';
  /** The venue's word for it, and what it means; neither when it was asked for. */
  readonly venueReason?: string;
  readonly reason?: Reason;
}
export interface OrderCancelRejected extends OfOrder {
  readonly kind: 'order_cancel_rejected';
  readonly reason: Reason;
}
export interface OrderAmendRequested extends OfOrder {
  readonly kind: 'order_amend_requested';
  readonly actor: string;
  /** Held back from now on: the larger of what it was and what it will be. */
  readonly reservation: Decimal;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}
export interface OrderAmended extends OfOrder {
  readonly kind: 'order_amended';
  /** When the venue had it so, by its own clock. */
  readonly venueTime?: number;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}
export interface OrderAmendRejected extends OfOrder {
  readonly kind: 'order_amend_rejected';
  readonly reason: Reason;
}
export interface OrderExpired extends OfOrder {
  readonly kind: 'order_expired';
  readonly reason?: Reason;
}

export type OrderEvent =
  | OrderCreated
  | ExternalOrderFound
  | OrderDenied
  | OrderHeld
  | OrderApproved
  | OrderSubmitting
  | OrderAccepted
  | OrderRejected
  | OrderUnknown
  | OrderQueried
  | OrderFilled
  | OrderCancelRequested
  | OrderCanceled
  | OrderCancelRejected
  | OrderAmendRequested
  | OrderAmended
  | OrderAmendRejected
  | OrderExpired;
