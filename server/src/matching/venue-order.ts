/** One order as the pretend venue holds it, and what each event makes of it. */
import { add, type Decimal, divide, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { FillReport, VenueOrder } from '#domain/report.ts';
import type { AmendCause, CancelCause, Placement, VenueEvent, VenueFilled } from './venue-event.ts';

export type VenueOrderStatus = VenueOrder['status'];

export interface OrderRecord extends Placement {
  /** Its place in the queue at its price. */
  priority: number;
  quantity: Decimal;
  limitPrice?: Decimal;
  stopPrice?: Decimal;
  status: VenueOrderStatus;
  triggered: boolean;
  /** Came in at a price that crossed the market, and has not rested since it was last changed. */
  crossing: boolean;
  filledQuantity: Decimal;
  /** Σ price × quantity. */
  filledValue: Decimal;
  fees: Decimal;
  feeAccrued: Decimal;
  updatedAt: number;
  readonly fills: FillReport[];
  /** Of a refused order. */
  code?: string;
  message?: string;
  /** Of a canceled or amended order: why. */
  cause?: CancelCause | AmendCause;
}

export const leavesOf = (order: OrderRecord): Decimal => subtract(order.quantity, order.filledQuantity);

/** Whether its price is one to trade at and not one to wait for. */
export const isMarketNow = (order: OrderRecord): boolean =>
  order.type === 'market' || (order.type === 'stop' && order.triggered);

export const awaitsTrigger = (order: OrderRecord): boolean =>
  (order.type === 'stop' || order.type === 'stop_limit') && !order.triggered;

/** The record of an order that was just taken or refused. */
export function openRecord(
  event: Extract<VenueEvent, { kind: 'accepted' | 'rejected' }>,
  priority: number,
): OrderRecord {
  const record: OrderRecord = {
    ...placementOf(event),
    priority,
    status: event.kind === 'accepted' ? 'open' : 'rejected',
    triggered: false,
    crossing: event.kind === 'accepted' && event.crossing,
    filledQuantity: ZERO,
    filledValue: ZERO,
    fees: ZERO,
    feeAccrued: ZERO,
    updatedAt: event.time,
    fills: [],
  };
  if (event.kind === 'rejected') {
    record.code = event.code;
    record.message = event.message;
  }
  return record;
}

/** Changes `record` as the event says; its place in the queue and in the book is the caller's. */
export function applyToRecord(record: OrderRecord, event: VenueEvent): void {
  if (event.kind === 'cancel_rejected' || event.kind === 'amend_rejected') return;
  record.updatedAt = event.time;
  switch (event.kind) {
    case 'triggered':
      record.triggered = true;
      record.crossing = event.crossing;
      return;
    case 'fill':
      applyFill(record, event);
      return;
    case 'canceled':
      record.status = 'canceled';
      record.cause = event.cause;
      return;
    case 'expired':
      record.status = 'expired';
      return;
    case 'amended':
      record.quantity = event.quantity;
      record.cause = event.cause;
      record.crossing = event.crossing;
      if (event.limitPrice !== undefined) record.limitPrice = event.limitPrice;
      if (event.stopPrice !== undefined) record.stopPrice = event.stopPrice;
      return;
    case 'accepted':
    case 'rejected':
      throw new Error('an order begins once');
  }
}

/** What a venue says of an order. */
export function toVenueOrder(record: OrderRecord): VenueOrder {
  return {
    clientOrderId: record.clientOrderId,
    venueOrderId: record.venueOrderId,
    instrumentId: record.instrumentId,
    side: record.side,
    type: record.type,
    quantity: record.quantity,
    ...(record.limitPrice === undefined ? {} : { limitPrice: record.limitPrice }),
    ...(record.stopPrice === undefined ? {} : { stopPrice: record.stopPrice }),
    filledQuantity: record.filledQuantity,
    averagePrice:
      record.filledQuantity === ZERO ? ZERO : divide(record.filledValue, record.filledQuantity, 'half_even'),
    status: record.status,
    updatedAt: record.updatedAt,
  };
}

/** The fill without what only the venue's own books need. */
export function toFillReport(event: VenueFilled): FillReport {
  return {
    kind: 'fill',
    clientOrderId: event.clientOrderId,
    venueOrderId: event.venueOrderId,
    tradeId: event.tradeId,
    instrumentId: event.instrumentId,
    side: event.side,
    price: event.price,
    quantity: event.quantity,
    fee: event.fee,
    liquidity: event.liquidity,
    time: event.time,
  };
}

function applyFill(record: OrderRecord, event: VenueFilled): void {
  if (event.quantity > leavesOf(record)) throw new Error(`order ${record.venueOrderId} filled beyond its quantity`);
  record.filledQuantity = add(record.filledQuantity, event.quantity);
  record.filledValue = add(record.filledValue, multiplyRounded(event.price, event.quantity, 'half_even'));
  record.fees = add(record.fees, event.fee);
  if (event.feeAccrued !== undefined) record.feeAccrued = event.feeAccrued;
  record.fills.push(toFillReport(event));
  if (record.filledQuantity === record.quantity) record.status = 'filled';
}

function placementOf(event: Placement): Placement {
  return {
    clientOrderId: event.clientOrderId,
    orderId: event.orderId,
    venueOrderId: event.venueOrderId,
    instrumentId: event.instrumentId,
    side: event.side,
    type: event.type,
    quantity: event.quantity,
    ...(event.limitPrice === undefined ? {} : { limitPrice: event.limitPrice }),
    ...(event.stopPrice === undefined ? {} : { stopPrice: event.stopPrice }),
    deadlineAt: event.deadlineAt,
    timeInForce: event.timeInForce,
    postOnly: event.postOnly,
    role: event.role,
    positionId: event.positionId,
    reducing: event.reducing,
    ...(event.ocoGroup === undefined ? {} : { ocoGroup: event.ocoGroup }),
    ...(event.expiresAt === undefined ? {} : { expiresAt: event.expiresAt }),
  };
}
