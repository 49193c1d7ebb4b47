/** Events of a parent order: one of a kind that the venue has not. */
import type { Decimal } from '#domain/decimal.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import type { ParentKind, ParentState, ParentTerms } from '#domain/parent-order.ts';
import type { OfOrder } from './order-events.ts';

/** An order of a kind the venue has not: the engine carries it out through children, each an order like any. */
export interface ParentCreated extends OfOrder {
  readonly kind: 'parent_created';
  readonly ticket: number;
  readonly parentKind: ParentKind;
  readonly request: OrderRequest;
  readonly terms: ParentTerms;
  readonly source: string;
  readonly signalId?: string;
  /** A person decides first. */
  readonly isHeld?: true;
}
export interface ParentMoved extends OfOrder {
  readonly kind: 'parent_moved';
  readonly state: ParentState;
  readonly reason?: Reason;
}
export interface ParentCancelAsked extends OfOrder {
  readonly kind: 'parent_cancel_asked';
  readonly actor: string;
  readonly reason?: Reason;
}
/** The trigger has followed the price: noted when it moved by a tick, and no more than once a second. */
export interface ParentFollowed extends OfOrder {
  readonly kind: 'parent_followed';
  readonly bestPrice: Decimal;
  readonly triggerPrice: Decimal;
}
export interface ParentTriggered extends OfOrder {
  readonly kind: 'parent_triggered';
  /** The bid or the ask that did it. */
  readonly price: Decimal;
  readonly triggerPrice: Decimal;
}
/** A slice of an order over time was sent, or left out for a reason. */
export interface ParentSlice extends OfOrder {
  readonly kind: 'parent_slice';
  readonly slice: number;
  readonly quantity: Decimal;
  readonly reason?: Reason;
}

export type ParentEvent =
  | ParentCreated
  | ParentMoved
  | ParentCancelAsked
  | ParentFollowed
  | ParentTriggered
  | ParentSlice;
