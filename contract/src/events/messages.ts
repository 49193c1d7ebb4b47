/**
 * The stream: what the server says over the WebSocket, one discriminated union by `type`. Events carry a sequence that
 * only grows; a client that remembers the last one it saw asks for what came after it and misses nothing.
 */
import { z } from 'zod';
import { isoTime } from '../scalars.ts';

const sequence = z.int().meta({ description: 'Ascending over all accounts, not without gaps.' });

export const feedEvent = z
  .object({
    sequence,
    account: z.string(),
    accountSequence: z.int(),
    time: isoTime,
    kind: z.string(),
    correlation: z.string().optional().meta({ description: 'The signal that caused it, or the order.' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'FeedEvent' });

/** First on every connection. */
export const helloMessage = z.object({
  type: z.literal('hello'),
  version: z.string(),
  sequence: sequence.meta({ description: 'The newest event at this moment.' }),
  after: z.int().meta({ description: 'Events after this one follow.' }),
  heartbeatMs: z.int(),
  simulated: z.boolean(),
  time: isoTime,
});
export const eventMessage = z.object({ type: z.literal('event'), ...feedEvent.shape });
/** History is over; what follows happens now. */
export const liveMessage = z.object({ type: z.literal('live'), sequence });
export const heartbeatMessage = z.object({ type: z.literal('heartbeat'), sequence, time: isoTime });
/** The last one before the server closes the connection for a reason. */
export const closingMessage = z.object({ type: z.literal('closing'), code: z.string(), detail: z.string() });

export const streamMessage = z
  .discriminatedUnion('type', [helloMessage, eventMessage, liveMessage, heartbeatMessage, closingMessage])
  .meta({ id: 'StreamMessage' });

export type StreamMessage = z.infer<typeof streamMessage>;
