/** The row under which an order is found again: by account, by status, by the signal that caused it. */
import type { Order } from '#domain/order.ts';
import type { DocumentWrite } from '#ports/journal.ts';
import { orderJson } from '#views/order-json.ts';
import type { OrderViewContext } from '#views/order-view.ts';

/** The order's read-model row, written in the same commit as its events. */
export function orderDocument(order: Order, context: OrderViewContext): DocumentWrite {
  return {
    collection: 'order',
    id: order.id,
    account: order.accountId,
    status: order.status,
    time: order.createdAt,
    body: orderJson(order, context),
    ...(order.signalId === undefined ? {} : { reference: order.signalId }),
  };
}
