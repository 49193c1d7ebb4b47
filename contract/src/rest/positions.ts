/** Positions: what is held, and the way out of it. */
import { z } from 'zod';
import { commentText, decimalInput, decimalText, identifier, isoTime, reason, symbolText } from '../scalars.ts';
import { defineOperations } from './operation.ts';
import { orderOutcome, waitMs } from './orders.ts';

export const position = z
  .object({
    id: z.string(),
    account: z.string(),
    ticket: z.int(),
    symbol: z.string(),
    side: z.enum(['long', 'short']),
    quantity: decimalText.meta({ description: "Unsigned, in the venue's own unit: see `unit` of the instrument." }),
    averagePrice: decimalText.meta({ description: 'Exact, also beyond the tick.' }),
    currentPrice: decimalText.optional(),
    unrealizedPnl: decimalText.optional().meta({
      description: "In the account's currency; absent when no price or no exchange rate is known.",
    }),
    valuationReason: reason.optional().meta({
      description: 'Why the profit is not shown, or that it is shown at the last known exchange rate.',
    }),
    realizedPnl: decimalText,
    fees: decimalText,
    marginUsed: decimalText.optional().meta({
      description: "What it ties up, in the account's currency; absent when no exchange rate is known.",
    }),
    liquidationPrice: decimalText.optional().meta({
      description: 'Where the venue would close it by itself, as it said when it was compared last.',
    }),
    fundingRate: decimalText.optional().meta({
      description:
        'Of a perpetual: the share of its value that longs pay shorts next, or shorts longs where it is below zero; 0.0001 is 0.01%.',
    }),
    nextFundingAt: isoTime.optional().meta({ description: 'When it is paid, where the venue says so.' }),
    currency: z.string(),
    stopLoss: decimalText.optional().meta({ description: 'Where all of it leaves; of several levels the nearest.' }),
    takeProfit: decimalText.optional(),
    partStopLoss: decimalText.optional().meta({
      description: 'Where a part of it leaves, while no orders rest for all of it; of several levels the nearest.',
    }),
    partTakeProfit: decimalText.optional(),
    magic: z.string().optional(),
    comment: z.string().optional(),
    openedAt: isoTime,
    updatedAt: isoTime,
    simulated: z.boolean(),
  })
  .meta({ id: 'Position' });

export const closePosition = z
  .strictObject({
    account: identifier.optional().meta({ description: 'Needed when several accounts hold a position of this id.' }),
    quantity: decimalInput.optional().meta({ description: 'In the same unit as the position; absent: all of it.' }),
    comment: commentText.optional(),
    wait: waitMs.optional(),
  })
  .meta({ id: 'ClosePosition' });

export const positionOperations = defineOperations({
  listPositions: {
    method: 'GET',
    path: '/api/v1/positions',
    access: 'read',
    tag: 'positions',
    summary: 'List open positions',
    query: z.strictObject({ account: identifier.optional(), symbol: symbolText.optional() }),
    responses: { 200: { description: 'Every open position.', schema: z.array(position) } },
    errors: ['ACCOUNT_UNKNOWN'],
    showsMarket: true,
  },
  closePosition: {
    method: 'POST',
    path: '/api/v1/positions/{positionId}/close',
    access: 'trade',
    tag: 'positions',
    summary: 'Close a position, whole or in part, at the market',
    query: z.strictObject({ account: identifier.optional(), wait: waitMs.optional() }),
    body: closePosition,
    bodyOptional: true,
    responses: {
      200: { description: 'A repeat of a settled request.', schema: orderOutcome },
      201: { description: 'It came to rest.', schema: orderOutcome },
      202: { description: 'Durable; the outcome is not known yet.', schema: orderOutcome },
    },
    errors: [
      'POSITION_NOT_FOUND',
      'POSITION_AMBIGUOUS',
      'IDEMPOTENCY_KEY_CONFLICT',
      'OVERLOADED',
      'STORAGE_UNAVAILABLE',
    ],
    idempotencyKey: true,
    showsMarket: true,
  },
});
