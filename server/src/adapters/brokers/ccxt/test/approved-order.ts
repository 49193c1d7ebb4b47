/** An order as risk would have approved it, for tests that hand one to the broker themselves. */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { OrderRequest } from '#domain/order.ts';

/** How long it may take to leave. */
const TO_LEAVE_MS = 5_000;

/** What is asked for; what is not said is an entry that rests until it is canceled. */
export type OrderTerms = Pick<OrderRequest, 'instrumentId' | 'side' | 'type' | 'quantity'> & Partial<OrderRequest>;

export const approvedOrder = (clientOrderId: string, terms: OrderTerms, approvedAt = Date.now()): ApprovedOrder =>
  mintApprovedOrder({
    accountId: 'acct',
    orderId: 'o',
    clientOrderId,
    attempt: 1,
    approvedAt,
    limitsVersion: '1',
    deadlineAt: approvedAt + TO_LEAVE_MS,
    request: { timeInForce: 'gtc', postOnly: false, reduceOnly: false, role: 'entry', ...terms },
  });
