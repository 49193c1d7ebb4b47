/**
 * The end of an order. A venue says in one message that an order was canceled or has expired, and in others what it had
 * filled until then; these may come later, or never. So an order has ended when all that it filled is known too: the
 * message says how much that was, or the venue is asked. Until then it stays what it is, with all that others leave room
 * for, because a close sent in its place would be too large by just what is not known.
 */
import { formatDecimal, isZero } from '#domain/decimal.ts';
import { isTerminal, isWorking, type Order, type Reason } from '#domain/order.ts';
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

/** The venue does not find an order that it has called ended. What was asked in vain before it answered delays nothing more. */
export function endMissed(run: StepRun, order: Order): void {
  const ending = run.state.volatile.endings.get(order.id);
  if (ending === undefined) return;
  ending.misses += 1;
  if (ending.misses === 1) run.state.volatile.polls.delete(order.id);
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
  const cause = report.kind === 'canceled' ? cancelCause(report.venueReason) : {};
  const isBare = cause.reason === undefined || BARE_WORDS.has(cause.venueReason ?? '');
  const reason = (isBare ? ownTerms(order, time) : undefined) ?? cause.reason;
  const because = { ...cause, ...(reason === undefined ? {} : { reason }) };
  if (report.kind === 'canceled') run.emit({ kind: 'order_canceled', time, orderId, ...because });
  else run.emit({ kind: 'order_expired', time, orderId, ...because });
}

/** Words of venues that say less than the order's own terms do. */
const BARE_WORDS: ReadonlySet<string> = new Set(['ioc', 'fok', 'rejected by the venue']);

/** A venue that does not keep an order which would trade at once says so about as soon as it has taken it. */
const NOT_KEPT_WITHIN_MS = 5_000;

/** Why it ended unasked, where its own terms tell: venues seldom do. */
function ownTerms({ status, request, filledQuantity, updatedAt }: Order, now: number): Reason | undefined {
  if (status === 'pending_cancel') return undefined;
  const { timeInForce, postOnly, quantity } = request;
  if (timeInForce === 'ioc' || timeInForce === 'fok')
    return {
      code: 'REST_NOT_FILLED',
      values: { filled: formatDecimal(filledQuantity), quantity: formatDecimal(quantity) },
    };
  const wasKept = !postOnly || !isZero(filledQuantity) || now - updatedAt > NOT_KEPT_WITHIN_MS;
  return wasKept ? undefined : { code: 'POST_ONLY_WOULD_TRADE', values: {} };
}

/** How long a market order may stay without its fill before the venue is asked, ms. */
export const END_EXPECTED_WITHIN_MS = 5_000;

/** Whether an order that the venue has can only be about to end: it never rests. */
export function endsAtOnce({ status, request: { type, timeInForce } }: Order): boolean {
  return isWorking(status) && (type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok');
}
