/**
 * The approved order: the only thing a broker port takes. Its brand is put on by `domain/mint-approval.ts` alone, and
 * `engine/risk` is the only place permitted to import that module; the wall is checked by a machine.
 */
import type { Decimal } from './decimal.ts';
import type { OrderRequest } from './order.ts';

declare const approvedBrand: unique symbol;
declare const amendBrand: unique symbol;

/** What an approval says, before the brand is on it. */
export interface ApprovedOrderFields {
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

export interface ApprovedOrder extends ApprovedOrderFields {
  readonly [approvedBrand]: true;
}

/** What the approval of a change says, before the brand is on it; what is absent stays as it is. */
export interface ApprovedAmendFields {
  readonly accountId: string;
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly venueOrderId?: string;
  readonly instrumentId: string;
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** An approved change of a resting order. */
export interface ApprovedAmend extends ApprovedAmendFields {
  readonly [amendBrand]: true;
}
