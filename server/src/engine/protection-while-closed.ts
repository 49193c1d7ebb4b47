/** Protection while trading is closed: it waits for the opening, and a person is told until when. */
import type { Order } from '#domain/order.ts';
import { nextOpen } from '#domain/schedule.ts';
import type { Wish } from './protection-children.ts';
import type { StepRun } from './step-run.ts';

export const CLOSED = 'TRADING_CLOSED';
/** How long it may be before it is looked again whether trading is open. */
const LOOK_AGAIN_MS = 900_000;

/** When trading is closed, protection waits for it to open: a person is told until when, and it is looked again then. */
export function waitsForOpening(run: StepRun, { group, role }: Wish, order: Order, code = order.reason?.code): boolean {
  const { awaitingOpening, settings } = run.state.volatile;
  const { instrumentId } = group;
  const instrument = settings.directory.byId(instrumentId);
  const opensAt = code !== CLOSED || instrument === undefined ? undefined : nextOpen(instrument, run.now);
  if (opensAt === undefined) return false;
  const opens = new Date(opensAt).toISOString();
  run.notify('alarm', 'PROTECTION_WAITS', { symbol: instrumentId, role, opens });
  if (!awaitingOpening.has(instrumentId)) lookAgain(run, order, opensAt);
  awaitingOpening.set(instrumentId, opensAt);
  return true;
}

/** Timers are not trusted for long: a clock may be set, a machine may sleep. */
export function lookAgain(run: StepRun, { id }: Order, opensAt: number): void {
  run.effect({ kind: 'poll_after', orderId: id, delayMs: Math.min(opensAt - run.now, LOOK_AGAIN_MS) });
}
