/**
 * An order in the venue's books, with every state it has been in, so that a replica that lags behind can be asked. Nothing
 * here decides anything.
 */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import { add, type Decimal, divide, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { FillReport, VenueOrder } from '#domain/report.ts';
import type { TrueFill, TrueOrder } from './venue-truth.ts';

export type BookStatus = TrueOrder['status'];

export interface BookFill extends TrueFill {
  /** What is said of it wherever it is spoken of. */
  readonly report: FillReport;
}

interface Version {
  readonly atMs: number;
  readonly updatedAt: number;
  readonly venueOrderId: string;
  readonly status: BookStatus;
  readonly quantity: Decimal;
  readonly limitPrice: Decimal | undefined;
  readonly stopPrice: Decimal | undefined;
  readonly fills: number;
}

export interface Acceptance {
  readonly venueOrderId: string;
  readonly writeNumber: number;
  /** Virtual ms. */
  readonly atMs: number;
  /** The venue's clock. */
  readonly time: number;
}

export class BookOrder implements TrueOrder {
  readonly clientOrderId: string;
  readonly orderId: string;
  readonly attempt: number;
  readonly request: OrderRequest;
  readonly acceptedAt: number;
  readonly writeNumber: number;
  readonly fills: BookFill[] = [];
  venueOrderId: string;
  status: BookStatus = 'open';
  quantity: Decimal;
  limitPrice: Decimal | undefined;
  stopPrice: Decimal | undefined;
  filledQuantity: Decimal = ZERO;
  /** A stop whose price has come. */
  isTriggered = false;
  /** It has waited in the book. */
  isResting = false;
  /** A part of it is about to fill. */
  isBusy = false;
  partsLeft = 0;
  readonly #versions: Version[] = [];

  constructor(order: ApprovedOrder, { venueOrderId, writeNumber, atMs, time }: Acceptance) {
    this.clientOrderId = order.clientOrderId;
    this.orderId = order.orderId;
    this.attempt = order.attempt;
    this.request = order.request;
    this.acceptedAt = atMs;
    this.writeNumber = writeNumber;
    this.venueOrderId = venueOrderId;
    this.quantity = order.request.quantity;
    this.limitPrice = order.request.limitPrice;
    this.stopPrice = order.request.stopPrice;
    this.noteVersion(atMs, time);
  }

  get isOpen(): boolean {
    return this.status === 'open';
  }

  get leaves(): Decimal {
    return subtract(this.quantity, this.filledQuantity);
  }

  /** Called after each change. */
  noteVersion(atMs: number, time: number): void {
    const { venueOrderId, status, quantity, limitPrice, stopPrice } = this;
    const fills = this.fills.length;
    this.#versions.push({ atMs, updatedAt: time, venueOrderId, status, quantity, limitPrice, stopPrice, fills });
  }

  /** What a question finds that is answered from the state at `asOfMs` (virtual): undefined before the acceptance, and once it is forgotten. */
  seenAt(asOfMs: number): { readonly order: VenueOrder; readonly fills: readonly FillReport[] } | undefined {
    const version = this.#versions.findLast(({ atMs }) => atMs <= asOfMs);
    if (version === undefined || version.status === 'forgotten') return undefined;
    const { instrumentId, side, type } = this.request;
    const fills = this.fills.slice(0, version.fills);
    const { filledQuantity, averagePrice } = sumOf(fills);
    const order: VenueOrder = {
      clientOrderId: this.clientOrderId,
      venueOrderId: version.venueOrderId,
      instrumentId,
      side,
      type,
      quantity: version.quantity,
      ...(version.limitPrice === undefined ? {} : { limitPrice: version.limitPrice }),
      ...(version.stopPrice === undefined ? {} : { stopPrice: version.stopPrice }),
      filledQuantity,
      averagePrice,
      status: version.status,
      updatedAt: version.updatedAt,
    };
    return { order, fills: fills.map(({ report }) => report) };
  }
}

function sumOf(fills: readonly BookFill[]): { filledQuantity: Decimal; averagePrice: Decimal } {
  let filledQuantity: Decimal = ZERO;
  let value: Decimal = ZERO;
  for (const { price, quantity } of fills) {
    filledQuantity = add(filledQuantity, quantity);
    value = add(value, multiplyRounded(price, quantity, 'half_even'));
  }
  if (filledQuantity === ZERO) return { filledQuantity, averagePrice: ZERO };
  return { filledQuantity, averagePrice: divide(value, filledQuantity, 'half_even') };
}
