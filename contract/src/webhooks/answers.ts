/** What `/hook` answers. The sender is a machine that looks at the status first: 2xx means durable, do not send again. */
import { z } from 'zod';
import { decision } from '../rest/trail.ts';

/** One command of a signal, in snake_case; what the text did not say is absent. */
export const wireCommand = z
  .record(z.string(), z.unknown())
  .meta({ id: 'SignalCommand', description: 'action, symbol, quantity, quantity_unit, order_type, price, sl, tp …' });

export const acceptedAnswer = z
  .object({ signalId: z.string(), status: z.literal('accepted') })
  .meta({ id: 'SignalAccepted' });
export const duplicateAnswer = z
  .object({ signalId: z.string(), status: z.literal('duplicate') })
  .meta({ id: 'SignalDuplicate' });
export const rehearsedAnswer = z
  .object({
    signalId: z.string(),
    status: z.literal('rehearsed'),
    commands: z.array(wireCommand),
    decisions: z.array(decision),
  })
  .meta({ id: 'SignalRehearsed' });

/** The answers of every door that takes signals. */
export const SIGNAL_RESPONSES = {
  200: {
    description: 'Taken before under the same id, or a rehearsal: nothing was placed.',
    schema: z.union([duplicateAnswer, rehearsedAnswer]),
  },
  202: { description: 'Durable; it will be acted on exactly once.', schema: acceptedAnswer },
} as const;

export type HookAnswer =
  | z.infer<typeof acceptedAnswer>
  | z.infer<typeof duplicateAnswer>
  | z.infer<typeof rehearsedAnswer>;
