/** Events over REST, and the tickets with which a browser opens the stream. */
import type { StreamTickets } from '../ws/stream-tickets.ts';
import { type Handlers, ok, refuse } from './call.ts';
import type { HttpServerOptions } from './server-options.ts';

/** Handlers of the events. */
export function createEventHandlers(
  { desk }: Pick<HttpServerOptions, 'desk'>,
  tickets: StreamTickets,
): Pick<Handlers, 'listEvents' | 'createStreamTicket'> {
  return {
    async listEvents({ query }) {
      const events = await desk.events(query.after, query.limit);
      const { simulated } = desk.health();
      const after = events.at(-1)?.sequence ?? query.after;
      return ok({ events, after, lastSequence: await desk.lastEventSequence(), simulated }, { simulated });
    },
    createStreamTicket({ key }) {
      if (key === undefined) return refuse('UNAUTHENTICATED');
      const { ticket, expiresAt } = tickets.issue(key.id);
      return { kind: 'answer', status: 201, body: { ticket, expiresAt: new Date(expiresAt).toISOString() } };
    },
  };
}
