/**
 * Where an approval gets its brand. Only `engine/risk` may import this module: whoever could mint an approval could
 * send an order past the limits. A minted approval is frozen, so what risk saw is what the venue gets.
 */
import type { ApprovedAmend, ApprovedAmendFields, ApprovedOrder, ApprovedOrderFields } from './approved-order.ts';

/** The order with the brand on; a frozen copy of `fields`. */
export function mintApprovedOrder(fields: ApprovedOrderFields): ApprovedOrder {
  return Object.freeze({ ...fields }) as ApprovedOrder;
}

/** The amendment with the brand on; a frozen copy of `fields`. */
export function mintApprovedAmend(fields: ApprovedAmendFields): ApprovedAmend {
  return Object.freeze({ ...fields }) as ApprovedAmend;
}
