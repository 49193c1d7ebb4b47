/** Events: the feed of everything that happened, to be read in pages or followed live. */
import { z } from 'zod';
import { feedEvent } from '../events/messages.ts';
import { isoTime } from '../scalars.ts';
import { defineOperations } from './operation.ts';
import { PAGE_LIMIT_DEFAULT } from './paging.ts';

const EVENTS_LIMIT_MAX = 1000;
const after = z.coerce.number().int().min(0);

export const eventPage = z
  .object({
    events: z.array(feedEvent),
    after: z.int().meta({ description: 'Ask on with this.' }),
    lastSequence: z.int().meta({ description: 'The newest event there is.' }),
    simulated: z.boolean(),
  })
  .meta({ id: 'EventPage' });

export const streamTicket = z.object({ ticket: z.string(), expiresAt: isoTime }).meta({ id: 'StreamTicket' });

export const eventOperations = defineOperations({
  listEvents: {
    method: 'GET',
    path: '/api/v1/events',
    access: 'read',
    tag: 'events',
    summary: 'Read events after a sequence, oldest first',
    query: z.strictObject({
      after: after.default(0),
      limit: z.coerce.number().int().min(1).max(EVENTS_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
    }),
    responses: { 200: { description: 'Events, oldest first.', schema: eventPage } },
    errors: [],
    showsMarket: true,
  },
  createStreamTicket: {
    method: 'POST',
    path: '/api/v1/stream/tickets',
    access: 'read',
    tag: 'events',
    summary: 'Get a ticket for one WebSocket connection, good for 30 s',
    responses: { 201: { description: 'The ticket.', schema: streamTicket } },
    errors: [],
  },
  openStream: {
    method: 'GET',
    path: '/api/v1/stream',
    access: 'stream',
    tag: 'events',
    summary: 'Follow events over a WebSocket',
    description:
      'With `after`, first everything since then, then live, without gap or repeat. A client that does not keep up is disconnected. Messages: events.schema.json.',
    query: z.strictObject({ after: after.optional(), ticket: z.string().max(100).optional() }),
    responses: { 101: { description: 'A WebSocket of StreamMessage.' } },
    errors: ['STREAM_TICKET_INVALID', 'ORIGIN_NOT_ALLOWED', 'TOO_MANY_STREAMS', 'UPGRADE_REQUIRED'],
  },
});
