/**
 * Follows a signal until it rests: everything it asked for has ended, waits at a venue, or waits for a person. It asks
 * again and again rather than listen, so that a cut line costs nothing but a look.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import type { ServerConnection } from './server-connection.ts';
import type { Order, SignalDetail } from './wire-shapes.ts';

export interface Following {
  readonly connection: ServerConnection;
  readonly signalId: string;
  readonly waitMs: number;
  /** Told each time it was looked at. */
  readonly onLook: (signal: SignalDetail) => void;
}

export interface Followed {
  readonly signal: SignalDetail;
  readonly settled: boolean;
}

const LOOK_EVERY_MS = 60;
const ENDED = new Set(['denied', 'held', 'filled', 'canceled', 'rejected', 'expired']);
const IMMEDIATE = new Set(['ioc', 'fok']);

/** The signal as it was when it came to rest, or when the time was over. */
export async function followSignal({ connection, signalId, waitMs, onLook }: Following): Promise<Followed> {
  const clock = createSystemClock();
  const path = `/api/v1/signals/${encodeURIComponent(signalId)}`;
  const deadline = clock.monotonic() + waitMs;
  for (;;) {
    const signal = await connection.get<SignalDetail>(path);
    onLook(signal);
    const settled = isSettled(signal);
    if (settled || clock.monotonic() >= deadline) return { signal, settled };
    await delay(LOOK_EVERY_MS);
  }
}

function isSettled({ status, orders }: SignalDetail): boolean {
  return status !== 'accepted' && orders.every(isAtRest);
}

/** A market order that the venue has only acknowledged is still on its way. */
function isAtRest({ status, type, timeInForce, emulated }: Order): boolean {
  // What the server carries out rests there, whatever its orders are about.
  if (ENDED.has(status) || emulated !== undefined) return true;
  return (status === 'accepted' || status === 'partially_filled') && type !== 'market' && !IMMEDIATE.has(timeInForce);
}
