/** Stream tickets: a browser's WebSocket can send no key, so it shows a ticket that is good once, for half a minute. */
import type { Clock } from '#ports/clock.ts';
import type { Ids } from '#ports/ids.ts';

const LIFETIME_MS = 30_000;
const TICKETS_MAX = 1000;

export interface StreamTickets {
  /** A ticket for a key; `expiresAt` in ms UTC. */
  issue(keyId: string): { readonly ticket: string; readonly expiresAt: number };
  /** The key the ticket was issued to, and the end of the ticket; undefined when it is unknown, used or too old. */
  redeem(ticket: string): string | undefined;
}

/** Tickets live in memory only: a restart ends every connection anyway. */
export function createStreamTickets({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): StreamTickets {
  const open = new Map<string, { readonly keyId: string; readonly until: number }>();
  const sweep = () => {
    for (const [ticket, { until }] of open) {
      if (until > clock.monotonic() && open.size < TICKETS_MAX) return;
      open.delete(ticket);
    }
  };
  return {
    issue(keyId) {
      sweep();
      const ticket = ids.secret();
      open.set(ticket, { keyId, until: clock.monotonic() + LIFETIME_MS });
      return { ticket, expiresAt: clock.now() + LIFETIME_MS };
    },
    redeem(ticket) {
      const found = open.get(ticket);
      open.delete(ticket);
      return found === undefined || found.until <= clock.monotonic() ? undefined : found.keyId;
    },
  };
}
