/** Orders that venues have not, and the server carries out by others: what is asked for, and how far one is. */
import { z } from 'zod';
import { decimalInput, decimalText, isoTime, orderType, reason } from '../scalars.ts';

export const SLICES_MAX = 500;
export const DURATION_MAX_SECONDS = 604_800;

/** The types that an order can be asked for as: those that venues have, and those that are carried out here. */
export const newOrderType = z.enum([...orderType.options, 'trailing_stop', 'iceberg', 'twap', 'vwap', 'oco']).meta({
  description:
    'The last five are carried out by the server, as is a stop or stop_limit at a venue that has none: `emulated` says how far.',
});

const trailUnit = z.enum(['amount', 'percent']);

/** What an order of one of these types needs beside what any order says. */
export const emulatedTerms = {
  trailDistance: decimalInput.optional().meta({
    description: 'trailing_stop: how far the trigger stays behind the best price. It only ever closes what is held.',
  }),
  trailUnit: trailUnit.optional().meta({ description: 'What `trailDistance` counts; absent: a distance in price.' }),
  activationPrice: decimalInput
    .optional()
    .meta({ description: 'trailing_stop: it follows from when the price has been here; absent: at once.' }),
  visibleQuantity: decimalInput
    .optional()
    .meta({ description: 'iceberg: the most of it that shows, counted as `quantity` is. It needs `limitPrice`.' }),
  durationSeconds: z
    .number()
    .min(2)
    .max(DURATION_MAX_SECONDS)
    .optional()
    .meta({ description: 'twap, vwap: over how long. With `limitPrice` the slices are limit orders.' }),
  slices: z.int().min(2).max(SLICES_MAX).optional().meta({ description: 'twap, vwap; absent: 10.' }),
  weights: z.array(decimalInput).min(2).max(SLICES_MAX).optional().meta({
    description: 'vwap: the share of each slice, in their order. Absent: more at both ends is assumed, and said.',
  }),
  catchUp: z
    .boolean()
    .optional()
    .meta({ description: 'twap, vwap: what one slice could not do is added to the next; absent: it is left out.' }),
};

export const emulatedOrder = z
  .object({
    kind: z.enum(['trailing_stop', 'stop', 'stop_limit', 'iceberg', 'twap', 'vwap', 'oco', 'take_profit']).meta({
      description:
        'take_profit: one that is watched here, because a stop-loss beside it ties up what both would sell. It is there as long as both are wanted.',
    }),
    state: z.enum(['held', 'waiting', 'working', 'paused', 'canceling', 'done', 'canceled', 'failed']),
    children: z.int().meta({ description: 'How many orders it has made: those whose `parentOrderId` is its id.' }),
    openChildren: z.array(z.string()).meta({ description: 'Those of them that may still fill.' }),
    trailDistance: decimalText.optional(),
    trailUnit: trailUnit.optional(),
    activationPrice: decimalText.optional(),
    bestPrice: decimalText.optional().meta({ description: 'The best price seen, as it was noted last.' }),
    triggerPrice: decimalText.optional(),
    triggeredAt: isoTime.optional(),
    visibleQuantity: decimalText.optional(),
    durationSeconds: z.number().optional(),
    startedAt: isoTime.optional(),
    endsAt: isoTime.optional(),
    slices: z.int().optional(),
    slicesDue: z.int().optional().meta({ description: 'How many were due already.' }),
    slicesSkipped: z.int().optional().meta({ description: 'How many of those were left out.' }),
    catchUp: z.boolean().optional(),
    waitsFor: reason.optional().meta({ description: 'Why it does not go on at the moment.' }),
  })
  .meta({
    id: 'EmulatedOrder',
    description: 'Of an order that the server carries out because its venue has none of the kind.',
  });
