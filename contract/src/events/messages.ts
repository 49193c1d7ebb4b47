/**
 * The stream: what the server says over the WebSocket, one discriminated union by `type`, and the few things a client may
 * say. Events carry a sequence that only grows; a client that remembers the last one it saw asks for what came after it and
 * misses nothing. Market data comes to those who subscribe, has no sequence, and is not kept for who is away.
 */
import { z } from 'zod';
import { bookTop, candle, delivery, publicTrade, ticker } from '../rest/market.ts';
import { candleInterval, identifier, isoTime, marketChannel, symbolText } from '../scalars.ts';

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

/** The subject of a subscription, as the client named it. */
const subscription = {
  channel: marketChannel,
  account: identifier.optional().meta({ description: 'Absent: the default account.' }),
  symbol: symbolText,
  interval: candleInterval.optional().meta({ description: 'With candles, and with nothing else.' }),
};
/** What a client may say. */
export const streamRequest = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('subscribe'), ...subscription }),
    z.strictObject({ type: z.literal('unsubscribe'), ...subscription }),
  ])
  .meta({ id: 'StreamRequest' });

/** The subject as the server names it from here on. */
const subject = {
  channel: marketChannel,
  account: z.string(),
  symbol: z.string(),
  interval: candleInterval.optional(),
};
export const subscribedMessage = z.object({ type: z.literal('subscribed'), ...subject, delivery });
/** It was asked for, or the source has stopped (`code`). */
export const unsubscribedMessage = z.object({
  type: z.literal('unsubscribed'),
  ...subject,
  code: z.string().optional(),
});
/** What the client said was not done; the stream goes on. */
export const refusedMessage = z.object({
  type: z.literal('refused'),
  code: z.string(),
  detail: z.string(),
  request: z.string().optional().meta({ description: 'The beginning of what the client sent.' }),
});
/** What is followed has changed. Of ticker, book and candles only the newest counts: a slow client may miss some. */
export const marketMessage = z.object({
  type: z.literal('market'),
  ...subject,
  simulated: z.boolean(),
  ticker: ticker.optional(),
  book: bookTop.optional().meta({ description: 'The best of each side.' }),
  trades: z.array(publicTrade).optional().meta({ description: 'New ones, oldest first.' }),
  candles: z
    .array(candle)
    .optional()
    .meta({ description: 'Those that have changed, oldest first: all but the last have ended.' }),
});

export const streamMessage = z
  .discriminatedUnion('type', [
    helloMessage,
    eventMessage,
    liveMessage,
    heartbeatMessage,
    closingMessage,
    subscribedMessage,
    unsubscribedMessage,
    refusedMessage,
    marketMessage,
  ])
  .meta({ id: 'StreamMessage' });

export type StreamRequest = z.infer<typeof streamRequest>;
export type StreamMessage = z.infer<typeof streamMessage>;
