/** The trail: what happened, step by step, and what each check compared. */
import { z } from 'zod';
import { isoTime, reason } from '../scalars.ts';

export const trailEntry = z
  .object({
    sequence: z.int(),
    time: isoTime,
    account: z.string().optional(),
    kind: z.string(),
    orderId: z.string().optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TrailEntry' });

export const check = z
  .object({
    check: z.string(),
    passed: z.boolean(),
    code: z.string().optional(),
    values: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Check' });

export const decision = z
  .object({
    account: z.string(),
    command: z.int().meta({ description: "Which of the signal's commands, from 0." }),
    outcome: z.enum(['orders', 'denied', 'ignored', 'held']),
    orderIds: z.array(z.string()),
    reason: reason.optional(),
    adjustments: z.array(reason).optional().meta({
      description: 'Where what was sent or changed differs from what was asked for: rounded, cut or split.',
    }),
    touched: z
      .array(z.object({ orderId: z.string(), ticket: z.int(), how: z.enum(['canceled', 'changed', 'made']) }))
      .optional()
      .meta({ description: 'Other orders that the command canceled or changed, and protective ones that it led to.' }),
    checks: z.array(check),
  })
  .meta({ id: 'Decision' });
