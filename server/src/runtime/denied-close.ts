/**
 * A close that was denied (trading halted or closed, say) and is sent again as it was: the one repeat that is not a
 * duplicate. Nothing of the first one was carried out, that stands in the journal, and the way out must stay open.
 */
import type { SignalCommand } from '#domain/signal.ts';
import { decodeEvent } from '#engine/codec.ts';
import type { EngineEvent } from '#engine/events.ts';
import { onlyCloses } from '#engine/late-closes.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';

const TRAIL_LIMIT = 2_000;
/** Whether the commands do nothing but close: repeated, they can not open anything. */
export function isClose(commands: readonly SignalCommand[]): boolean {
  return commands.length > 0 && commands.every(onlyCloses);
}

/** Whether the commands do nothing but take away: closes, and cancels of orders that have not filled. */
export function takesAway(commands: readonly SignalCommand[]): boolean {
  return commands.length > 0 && commands.every((command) => command.action === 'cancel' || onlyCloses(command));
}

/**
 * Whether all of the signal was decided and nothing of it carried out: denied, or stopped before it was sent, and beside
 * that ignored at most. Rejects with a StoreUnavailableError when that can't be read.
 */
export async function wasDenied(
  { inbox, journal }: { readonly inbox: Inbox; readonly journal: Journal },
  signalId: string,
): Promise<boolean> {
  const row = await inbox.find(signalId);
  if (row?.status !== 'done') return false;
  const events = (await journal.trail(signalId, TRAIL_LIMIT)).map(({ body }) => decodeEvent(body));
  const decisions = events.filter((event) => event.kind === 'signal_decided');
  if (decisions.every(({ outcome }) => outcome === 'ignored')) return false;
  return decisions.every(({ outcome, orderIds }) => {
    if (outcome === 'orders') return orderIds.length > 0 && orderIds.every((id) => wasNeverSent(events, id));
    return outcome === 'denied' || outcome === 'ignored';
  });
}

/** Codes of orders that never left the server. */
const NEVER_SENT: ReadonlySet<string> = new Set(['KILL_SWITCH_BEFORE_SEND', 'DEADLINE_BEFORE_SEND']);

/** Denied, or canceled before its first attempt was handed to the broker: what was sent once may have been taken. */
function wasNeverSent(events: readonly EngineEvent[], orderId: string): boolean {
  const own = events.filter((event) => 'orderId' in event && event.orderId === orderId);
  if (own.filter(({ kind }) => kind === 'order_submitting').length > 1) return false;
  return own.some(
    (event) =>
      event.kind === 'order_denied' ||
      (event.kind === 'order_canceled' && event.reason !== undefined && NEVER_SENT.has(event.reason.code)),
  );
}
