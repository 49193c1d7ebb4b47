/**
 * The end of an order. A venue says in one message that an order was canceled or has expired, and in others what it had
 * filled until then; these may come later, or never. So an order has ended when all that it filled is known too: the
 * message says how much that was, or the venue is asked. Until then it stays what it is, with all that others leave room
 * for, because a close sent in its place would be too large by just what is not known.
 */
import { isTerminal, type Order } from '#domain/order.ts';
import { cancelCause } from './order-reason.ts';
import type { Ending } from './state.ts';
import type { StepRun } from './step-run.ts';
import { poll, pollLater } from './unknown.ts';

/** After so many misses a venue that called the order ended is taken to have forgotten it, with nothing more to tell. */
const MISSES_MAX = 4;

/** Takes the venue's word that the order has ended, now or as soon as what it filled is known. */
export function takeEnd(run: StepRun, order: Order, report: Ending['report']): void {
  const { endings } = run.state.volatile;
  const known = endings.get(order.id);
  if (isWhole(order, report)) return end(run, order, { ...known?.report, ...report });
  if (known !== undefined && report.filledQuantity === undefined) return;
  endings.set(order.id, { report: { ...known?.report, ...report }, misses: known?.misses ?? 0 });
  if (known === undefined) poll(run, order);
}

/** Another fill has come: it may be the last one that was missing. */
export function endIfWhole(run: StepRun, order: Order): void {
  const ending = run.state.volatile.endings.get(order.id);
  if (ending !== undefined && !isTerminal(order.status) && isWhole(order, ending.report))
    end(run, order, ending.report);
}

/** Whether the order has ended at the venue: what shows it open is older than that. */
export function isEnding({ state }: StepRun, { id, status }: Order): boolean {
  return !isTerminal(status) && state.volatile.endings.has(id);
}

/** The venue does not find an order that it has called ended. */
export function endMissed(run: StepRun, order: Order): void {
  const ending = run.state.volatile.endings.get(order.id);
  if (ending === undefined) return;
  ending.misses += 1;
  if (ending.misses >= MISSES_MAX) end(run, order, ending.report);
  else pollLater(run, order);
}

function isWhole({ filledQuantity }: Order, report: Ending['report']): boolean {
  return report.filledQuantity !== undefined && report.filledQuantity <= filledQuantity;
}

function end(run: StepRun, order: Order, report: Ending['report']): void {
  const { now: time } = run;
  const { id: orderId } = order;
  run.state.volatile.endings.delete(orderId);
  if (report.kind === 'canceled')
    run.emit({ kind: 'order_canceled', time, orderId, ...cancelCause(report.venueReason) });
  else run.emit({ kind: 'order_expired', time, orderId });
}
