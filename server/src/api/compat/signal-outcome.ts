/** Waiting for what becomes of a signal or of one of its orders, or until the caller must be answered. */
import { OPEN_ORDER_STATUSES } from '@signalbox/contract';
import type { Clock } from '#ports/clock.ts';
import type { Desk } from '#runtime/desk.ts';
import type { OrderView, SignalDetailView } from '#views/shapes.ts';

interface Waiting {
  readonly desk: Desk;
  readonly clock: Clock;
}

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
export function awaitOutcome(
  waiting: Waiting,
  signalId: string,
  waitMs: number,
): Promise<SignalDetailView | undefined> {
  const read = () => waiting.desk.signal(signalId);
  return awaitChange(waiting, { signalId, waitMs, read, isOver: isAtRest });
}

const OPEN: ReadonlySet<string> = new Set(OPEN_ORDER_STATUSES);

/** The order as it is when it has ended, or after `waitMs`; undefined when it can't be read. */
export function awaitEnd(
  waiting: Waiting,
  { id, signalId }: Pick<OrderView, 'id' | 'signalId'>,
  waitMs: number,
): Promise<OrderView | undefined> {
  const read = () => waiting.desk.order(id);
  return awaitChange(waiting, { signalId: signalId ?? id, waitMs, read, isOver: ({ status }) => !OPEN.has(status) });
}

interface Awaited<T> {
  /** What is told of whenever something of it may have changed. */
  readonly signalId: string;
  readonly waitMs: number;
  readonly read: () => Promise<T | undefined>;
  readonly isOver: (found: T) => boolean;
}

async function awaitChange<T>(
  { desk, clock }: Waiting,
  { signalId, waitMs, read, isOver }: Awaited<T>,
): Promise<T | undefined> {
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
      const found = await read();
      if (expired || (found !== undefined && isOver(found))) return found;
      // What happened while it was read is looked at again at once.
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
