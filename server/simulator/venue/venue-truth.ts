/** What the oracles may ask of the simulated venue: the truth, whatever was said about it on the wire. */
import type { Decimal } from '#domain/decimal.ts';
import type { OrderRequest, Side } from '#domain/order.ts';

export interface TrueFill {
  readonly tradeId: string;
  readonly side: Side;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly fee: Decimal;
  readonly atMs: number;
}

export interface TrueOrder {
  readonly clientOrderId: string;
  /** Ours, as it was on the approved order: the venue itself does not know it. */
  readonly orderId: string;
  readonly attempt: number;
  readonly venueOrderId: string;
  readonly request: OrderRequest;
  /** Virtual ms. */
  readonly acceptedAt: number;
  /** When the write that became this order was made; one write may become two orders only at a venue without ids. */
  readonly writeNumber: number;
  /** forgotten: it was open, and the venue does not know it any more; nothing of it ever filled or will. */
  readonly status: 'open' | 'filled' | 'canceled' | 'expired' | 'forgotten';
  readonly quantity: Decimal;
  readonly fills: readonly TrueFill[];
}

/** A fill, with its order. */
export interface TrueTrade {
  readonly order: TrueOrder;
  readonly fill: TrueFill;
}

export interface TrueWrite {
  readonly writeNumber: number;
  readonly clientOrderId: string;
  readonly orderId: string;
  readonly attempt: number;
  /** When the process made its write to the socket, virtual ms. */
  readonly atMs: number;
  /** Which life of which node made it. */
  readonly life: number;
}

/** A question about one order, written to the socket. */
export interface TrueQuestion {
  readonly clientOrderId: string;
  readonly atMs: number;
  readonly life: number;
  /** Something has come back, if only that nothing is to be had. */
  isAnswered?: boolean;
}

/** An answer to such a question that has reached the process. */
export interface TrueAnswer extends TrueQuestion {
  /** The trades of the order that the answer carries. */
  readonly tradeIds: readonly string[];
}

export interface VenueTruth {
  /** Every order the venue ever accepted, in order of acceptance. */
  readonly accepted: readonly TrueOrder[];
  /** Every fill, in the order in which they happened. */
  readonly trades: readonly TrueTrade[];
  /** Every write of an order to the socket, whether or not it arrived. */
  readonly writes: readonly TrueWrite[];
  /** The lives that the venue has told what is held. */
  readonly toldPositions: ReadonlySet<number>;
  /** Signed; absent instruments are flat. */
  position(instrumentId: string): Decimal;
}
