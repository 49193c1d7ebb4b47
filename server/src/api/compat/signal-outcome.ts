/** Waiting for what becomes of a signal: until its orders came to rest, or until the caller must be answered. */
import type { Clock } from '#ports/clock.ts';
import type { Desk } from '#runtime/desk.ts';
import type { SignalDetailView } from '#views/shapes.ts';

/** Nothing is to be waited for any more, or only a person or the venue's proof can move it. */
const AT_REST: ReadonlySet<string> = new Set([
  'denied',
  'held',
  'unknown',
  'filled',
  'canceled',
  'rejected',
  'expired',
]);
/** Waiting at the venue for its price: for a market order that is but a moment on the way to its fill. */
const RESTING: ReadonlySet<string> = new Set(['accepted', 'partially_filled']);

/** The signal as it is when nothing of it moves any more, or after `waitMs`; undefined when it can't be read. */
export async function awaitOutcome(
  { desk, clock }: { readonly desk: Desk; readonly clock: Clock },
  signalId: string,
  waitMs: number,
): Promise<SignalDetailView | undefined> {
  let wake = () => undefined as void;
  let expired = false;
  const timer = clock.after(waitMs, () => {
    expired = true;
    wake();
  });
  let happened = false;
  const unfollow = desk.follow(signalId, () => {
    happened = true;
    wake();
  });
  try {
    for (;;) {
      happened = false;
      const signal = await desk.signal(signalId);
      if (expired || (signal !== undefined && isAtRest(signal))) return signal;
      // What happened while the signal was read is looked at again at once.
      if (!happened) await new Promise<void>((resolve) => (wake = resolve));
      wake = () => undefined;
    }
  } finally {
    timer.cancel();
    unfollow();
  }
}

function isAtRest(signal: SignalDetailView): boolean {
  if (signal.status === 'accepted') return false;
  return signal.orders
    .filter((order) => order.parentOrderId === undefined)
    .every((order) => AT_REST.has(order.status) || (order.type !== 'market' && RESTING.has(order.status)));
}
