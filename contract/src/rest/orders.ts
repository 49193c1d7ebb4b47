/** Orders: place, see, change, cancel, decide. An order's status is in lower case; quantities are in the venue's unit. */
import { z } from 'zod';
import {
  commentText,
  decimalInput,
  decimalText,
  identifier,
  isoTime,
  nameText,
  orderStatus,
  quantityUnit,
  reason,
  reasonText,
  side,
  symbolText,
  timeInForce,
} from '../scalars.ts';
import { problem } from '../errors/problem.ts';
import { emulatedOrder, emulatedTerms, newOrderType } from './emulated-orders.ts';
import { defineOperations } from './operation.ts';
import { PAGE_HEADERS, pageQuery } from './paging.ts';
import { trailEntry } from './trail.ts';

/** The longest a caller may ask to wait for the outcome. */
export const WAIT_MAX_MS = 30_000;

export const waitMs = z.coerce
  .number()
  .int()
  .min(0)
  .max(WAIT_MAX_MS)
  .meta({ description: 'Wait at most this long (ms) for the outcome.' });

export const order = z
  .object({
    id: z.string(),
    clientOrderId: z.string().optional(),
    venueOrderId: z.string().optional(),
    account: z.string(),
    ticket: z.int().meta({ description: 'A small number people can say, unique within the account.' }),
    signalId: z.string().optional(),
    parentOrderId: z.string().optional(),
    source: z.string(),
    symbol: z.string(),
    side,
    type: z.string(),
    role: z.string(),
    status: orderStatus,
    quantity: decimalText.meta({ description: "In the venue's own unit: see `unit` of the instrument." }),
    filledQuantity: decimalText.meta({ description: 'In the same unit.' }),
    leavesQuantity: decimalText.meta({
      description: 'What may still fill, in the same unit: nothing, once the order has ended.',
    }),
    averagePrice: decimalText.optional().meta({ description: 'Exact, also beyond the tick.' }),
    limitPrice: decimalText.optional(),
    stopPrice: decimalText.optional(),
    stopLoss: decimalText.optional(),
    takeProfit: decimalText.optional(),
    timeInForce: z.string(),
    reduceOnly: z.boolean(),
    postOnly: z.boolean(),
    fees: decimalText,
    feeCurrency: z.string(),
    otherFees: z
      .array(z.object({ currency: z.string(), fees: decimalText }))
      .optional()
      .meta({
        description:
          'What the venue took in other currencies. Coins taken of what was bought are in `fees`, at their price.',
      }),
    comment: z.string().optional(),
    strategy: z.string().optional(),
    tag: z.string().optional(),
    magic: z.string().optional(),
    reason: reason.optional().meta({ description: 'Why it is as it is now.' }),
    adjustments: z.array(reason).optional().meta({
      description: 'Where it differs from what was asked for: rounded to the step or the tick, cut, or split.',
    }),
    emulated: emulatedOrder.optional(),
    createdAt: isoTime,
    updatedAt: isoTime,
    simulated: z.boolean().meta({ description: 'True when the prices that fill it are simulated.' }),
  })
  .meta({ id: 'Order' });

export const orderDetail = z.object({ ...order.shape, trail: z.array(trailEntry) }).meta({ id: 'OrderDetail' });

export const newOrder = z
  .strictObject({
    account: identifier.optional().meta({ description: 'Absent: the default account.' }),
    symbol: symbolText,
    side,
    type: newOrderType.default('market'),
    quantity: decimalInput,
    quantityUnit: quantityUnit.optional().meta({
      description:
        "What `quantity` counts. Absent: the venue's own unit, as orders show it and `unit` of the instrument names it. Anything else is turned into that.",
    }),
    limitPrice: decimalInput.optional(),
    stopPrice: decimalInput.optional(),
    ...emulatedTerms,
    timeInForce: timeInForce.optional(),
    reduceOnly: z.boolean().optional(),
    postOnly: z.boolean().optional(),
    stopLoss: decimalInput.optional().meta({ description: 'A price.' }),
    takeProfit: decimalInput.optional().meta({ description: 'A price.' }),
    comment: commentText.optional(),
    strategy: nameText.optional(),
    tag: nameText.optional(),
    timeCheck: z.boolean().optional().meta({
      description: "Open only within the account's `custom_intervals`; without any the order is denied.",
    }),
    wait: waitMs.optional(),
  })
  .meta({ id: 'NewOrder' });

export const orderOutcome = z
  .object({
    signalId: z.string(),
    duplicate: z.boolean(),
    settled: z.boolean().meta({ description: 'Everything came to rest: ended, or resting at the venue.' }),
    orders: z.array(order),
    reason: reason.optional(),
    simulated: z.boolean(),
  })
  .meta({ id: 'OrderOutcome' });

/** The most orders that one request may hold. */
export const ORDER_BATCH_MAX = 50;

export const orderBatch = z
  .strictObject({
    orders: z
      .array(newOrder.omit({ wait: true }))
      .min(1)
      .max(ORDER_BATCH_MAX),
    wait: waitMs.optional(),
  })
  .meta({ id: 'OrderBatch' });

export const orderBatchOutcome = z
  .object({
    results: z.array(
      z.object({
        index: z.int(),
        status: z.int().meta({ description: 'What this order alone would have been answered.' }),
        outcome: orderOutcome.optional(),
        error: problem.optional(),
      }),
    ),
    simulated: z.boolean(),
  })
  .meta({ id: 'OrderBatchOutcome' });

export const orderAmend = z
  .strictObject({
    quantity: decimalInput.optional().meta({
      description: "All of the order's quantity, filled and not, in the venue's own unit.",
    }),
    limitPrice: decimalInput.optional(),
    stopPrice: decimalInput.optional(),
  })
  .meta({ id: 'OrderAmend' });

export const cancelAll = z
  .strictObject({ account: identifier.optional(), symbol: symbolText.optional() })
  .meta({ id: 'CancelAll' });

export const cancelAllOutcome = z
  .object({ requested: z.array(z.string()), failed: z.array(z.object({ orderId: z.string(), reason })) })
  .meta({ id: 'CancelAllOutcome' });

export const resolveUnknown = z
  .strictObject({ note: reasonText.meta({ description: 'What proves that the order is dead; kept in its trail.' }) })
  .meta({ id: 'ResolveUnknown' });

export const orderQuery = z.strictObject({
  account: identifier.optional(),
  symbol: symbolText.optional(),
  status: z.string().max(200).optional().meta({ description: 'A status, several with commas, or `open`.' }),
  signalId: identifier.optional(),
  ...pageQuery,
});

/** The statuses that `status=open` stands for: everything that may still move. */
export const OPEN_ORDER_STATUSES = [
  'created',
  'held',
  'approved',
  'submitting',
  'unknown',
  'accepted',
  'partially_filled',
  'pending_cancel',
  'pending_amend',
] as const;

const one = { description: 'The order as it is now.', schema: order };

export const orderOperations = defineOperations({
  listOrders: {
    method: 'GET',
    path: '/api/v1/orders',
    access: 'read',
    tag: 'orders',
    summary: 'List orders, newest first',
    query: orderQuery,
    responses: { 200: { description: 'Orders, newest first.', schema: z.array(order), headers: PAGE_HEADERS } },
    errors: ['CURSOR_INVALID'],
    paged: true,
    showsMarket: true,
  },
  placeOrder: {
    method: 'POST',
    path: '/api/v1/orders',
    access: 'trade',
    tag: 'orders',
    summary: 'Place an order',
    description:
      'Answers 202 as soon as the request is durable. With `wait`, answers 201 once it came to rest, or 202 when the time was over first.',
    query: z.strictObject({ wait: waitMs.optional() }),
    body: newOrder,
    responses: {
      200: { description: 'A repeat of a settled request.', schema: orderOutcome },
      201: { description: 'It came to rest.', schema: orderOutcome },
      202: { description: 'Durable; the outcome is not known yet.', schema: orderOutcome },
    },
    errors: [
      'ACCOUNT_UNKNOWN',
      'IDEMPOTENCY_KEY_CONFLICT',
      'IDEMPOTENCY_KEY_INVALID',
      'OVERLOADED',
      'STORAGE_UNAVAILABLE',
    ],
    idempotencyKey: true,
    showsMarket: true,
  },
  placeOrders: {
    method: 'POST',
    path: '/api/v1/orders/batch',
    access: 'trade',
    tag: 'orders',
    summary: 'Place several orders',
    description:
      'Each is an order of its own, decided in the order of the list. A list with a mistake in it places nothing. Under an Idempotency-Key a repeat of the list repeats none of them.',
    query: z.strictObject({ wait: waitMs.optional() }),
    body: orderBatch,
    responses: { 200: { description: 'What became of each.', schema: orderBatchOutcome } },
    errors: ['ACCOUNT_UNKNOWN', 'IDEMPOTENCY_KEY_INVALID', 'OVERLOADED', 'STORAGE_UNAVAILABLE'],
    idempotencyKey: true,
    showsMarket: true,
  },
  getOrder: {
    method: 'GET',
    path: '/api/v1/orders/{orderId}',
    access: 'read',
    tag: 'orders',
    summary: 'Show an order with its trail',
    responses: { 200: { description: 'The order and what happened to it.', schema: orderDetail } },
    errors: ['ORDER_NOT_FOUND'],
    showsMarket: true,
  },
  cancelOrder: {
    method: 'DELETE',
    path: '/api/v1/orders/{orderId}',
    access: 'trade',
    tag: 'orders',
    summary: 'Cancel an order',
    responses: { 200: one },
    errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_CANCELABLE', 'STORAGE_UNAVAILABLE'],
    showsMarket: true,
  },
  amendOrder: {
    method: 'PATCH',
    path: '/api/v1/orders/{orderId}',
    access: 'trade',
    tag: 'orders',
    summary: 'Change quantity or prices of a resting order',
    body: orderAmend,
    responses: { 200: one },
    errors: [
      'ORDER_NOT_FOUND',
      'ORDER_NOT_AMENDABLE',
      'AMEND_PRICE_NOT_USED',
      'AMEND_BELOW_FILLED',
      'STORAGE_UNAVAILABLE',
    ],
    showsMarket: true,
  },
  cancelAllOrders: {
    method: 'POST',
    path: '/api/v1/orders/cancel-all',
    access: 'trade',
    tag: 'orders',
    summary: 'Cancel every open order, of one account or symbol if named',
    description:
      'Orders that others placed (`external`) too. Stop-loss and take-profit orders stay with their position.',
    body: cancelAll,
    bodyOptional: true,
    responses: {
      200: { description: 'What was asked of the venues, and what could not be.', schema: cancelAllOutcome },
    },
    errors: ['ACCOUNT_UNKNOWN'],
  },
  approveOrder: {
    method: 'POST',
    path: '/api/v1/orders/{orderId}/approve',
    access: 'trade',
    tag: 'orders',
    summary: 'Let a held order go on; risk is asked again',
    responses: { 200: one },
    errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_HELD'],
    showsMarket: true,
  },
  denyOrder: {
    method: 'POST',
    path: '/api/v1/orders/{orderId}/deny',
    access: 'trade',
    tag: 'orders',
    summary: 'Refuse a held order',
    responses: { 200: one },
    errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_HELD'],
    showsMarket: true,
  },
  resolveOrder: {
    method: 'POST',
    path: '/api/v1/orders/{orderId}/resolve',
    access: 'trade',
    tag: 'orders',
    summary: "Put a person's word on an unknown order: it is dead",
    body: resolveUnknown,
    responses: { 200: one },
    errors: ['ORDER_NOT_FOUND', 'ORDER_NOT_UNKNOWN'],
    showsMarket: true,
  },
});

export type NewOrder = z.infer<typeof newOrder>;
