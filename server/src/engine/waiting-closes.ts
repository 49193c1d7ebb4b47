/**
 * Closes that wait for room. Where the venue does not know reduce-only, a close that fills at once is approved and not
 * sent while stop-losses and take-profits could take the same off the position: these are cut down first, plain sells that a
 * close of all coins leaves nothing to sell are canceled, and the close goes out when the venue has said so. It ends unsent when its time is over, and protection comes back.
 */
import type { Order, Reason } from '#domain/order.ts';
import { requestCancel } from './changes.ts';
import { displacedBy } from './displaced-sells.ts';
import { alarmLateOrder } from './late-closes.ts';
import { hasRoom, positionIdOf } from './pending-closes.ts';
import { syncProtection } from './protection.ts';
import type { StepRun } from './step-run.ts';
import { denyOrder, judgeOrder, signAttempt } from './submission.ts';
import { venueReduces } from './venue-reduces.ts';

/** How long after it is looked again whether a close can go out, should no report bring it about. */
const LOOK_AGAIN_MS = 1_000;

/** Whether a close was approved and stays here until there is room for it. */
function isWaiting({ status, request }: Order): boolean {
  return status === 'approved' && request.role === 'close';
}

/** Has protection give way to a close that waits; it goes out at once if that needs no answer of the venue. */
export function makeRoom(run: StepRun, order: Order): void {
  if (!isWaiting(order)) return;
  for (const sell of displacedBy(run.state, order)) requestCancel(run, sell, 'engine');
  touchProtection(run, order);
  syncProtection(run, order.request.instrumentId);
  sendWaiting(run, order.request.instrumentId);
  if (isWaiting(order)) run.effect({ kind: 'poll_after', orderId: order.id, delayMs: LOOK_AGAIN_MS });
}

/** Sends the closes of an instrument that wait and have room now, and ends those that are not worth sending any more. */
export function sendWaiting(run: StepRun, instrumentId: string): void {
  if (venueReduces(run.state, instrumentId) || !run.state.volatile.reconciled) return;
  let ended = false;
  for (const id of [...(run.state.openOrdinary.get(instrumentId) ?? [])]) {
    const order = run.state.orders.get(id);
    if (order === undefined || !isWaiting(order)) continue;
    if (isTooLate(run, order) || hasRoom(run.state, order)) sendOrExpire(run, order);
    if (isWaiting(order) || order.status === 'submitting') continue;
    touchProtection(run, order);
    ended = true;
  }
  if (ended) syncProtection(run, instrumentId);
}

/** Cancels an order; protection comes back at once where it gave way to a close that had not been sent. */
export function cancelClose(run: StepRun, order: Order, actor: string): Reason | undefined {
  const waited = isWaiting(order);
  const refusal = requestCancel(run, order, actor);
  if (!waited) return refusal;
  touchProtection(run, order);
  syncProtection(run, order.request.instrumentId);
  return refusal;
}

/** Approved but never signed: sent now if it is still worth sending and risk still agrees. */
export function sendOrExpire(run: StepRun, order: Order): void {
  if (isTooLate(run, order)) {
    const reason = {
      code: 'NOT_SENT_EXPIRED',
      values: { order: order.id, attempt: '0', venueTime: '', denied: 'SIGNAL_EXPIRED' },
    };
    run.emit({ kind: 'order_expired', time: run.now, orderId: order.id, reason });
    return alarmLateOrder(run, order);
  }
  const verdict = judgeOrder(run, order);
  if (verdict.approved) signAttempt(run, order, verdict);
  else denyOrder(run, order, verdict);
}

function isTooLate(run: StepRun, { request: { sendBefore } }: Order): boolean {
  return sendBefore !== undefined && run.now > sendBefore;
}

function touchProtection({ state }: StepRun, { request }: Order): void {
  state.groupIndex.touchPosition(positionIdOf(request));
}
