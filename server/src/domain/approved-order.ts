/**
 * The approved order: the only thing a broker port takes. Its brand can be put on by `mintApprovedOrder` alone, and
 * `engine/risk` is the only room permitted to import that function; the wall is checked by a machine.
 */
import type { OrderRequest } from './order.ts';

declare const approvedBrand: unique symbol;

export interface ApprovedOrder {
  readonly [approvedBrand]: true;
  readonly accountId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly attempt: number;
  readonly request: OrderRequest;
  /** When risk approved exactly these fields, ms UTC. */
  readonly approvedAt: number;
  /** The version of the limits it was measured against. */
  readonly limitsVersion: string;
  /** The venue must not accept it after this moment, ms UTC. */
  readonly deadlineAt: number;
}

/** Puts the brand on. For `engine/risk` only. */
export function mintApprovedOrder(fields: Omit<ApprovedOrder, typeof approvedBrand>): ApprovedOrder {
  return Object.freeze({ ...fields }) as ApprovedOrder;
}

declare const amendBrand: unique symbol;

/** An approved change of a resting order; what is absent stays as it is. */
export interface ApprovedAmend {
  readonly [amendBrand]: true;
  readonly accountId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly venueOrderId?: string;
  readonly instrumentId: string;
  readonly quantity: import('./decimal.ts').Decimal;
  readonly limitPrice?: import('./decimal.ts').Decimal;
  readonly stopPrice?: import('./decimal.ts').Decimal;
}

/** Puts the brand on. For `engine/risk` only. */
export function mintApprovedAmend(fields: Omit<ApprovedAmend, typeof amendBrand>): ApprovedAmend {
  return Object.freeze({ ...fields }) as ApprovedAmend;
}
