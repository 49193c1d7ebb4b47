/**
 * Reports: what the venue tells of an order unasked, taken in. Each is applied once however often and in whatever order it
 * comes; what the present state of the order has no place for changes nothing.
 */
import { canTransition, type OrderEventName } from '#domain/order-state.ts';
import { type AmendTerms, isInFlight, isTerminal, type Order, type Reason } from '#domain/order.ts';
import type { OrderReport } from '#domain/report.ts';
import { isOutdated, takeTerms } from './amended-terms.ts';
import { isToldAgain } from './changes.ts';
import { END_EXPECTED_WITHIN_MS, endsAtOnce, takeEnd } from './order-end.ts';
import { OURS } from './own-id.ts';
import { PASSING_CODES } from './passing-codes.ts';
import { tryAgainLater } from './passing-refusals.ts';
import { syncProtection } from './protection.ts';
import { isProtective } from './protection-group.ts';
import { quarantine } from './quarantine.ts';
import { settle } from './settled-order.ts';
import type { StepRun } from './step-run.ts';
import { applyFillReport } from './take-fill.ts';
import { becomeUnknown, poll, pollLater } from './unknown.ts';
import { takeBack, wasGivenUp } from './withdrawn-order.ts';

/** Takes in one report. */
export function applyReport(run: StepRun, report: OrderReport): void {
  const order = findOrder(run, report.clientOrderId);
  if (order === undefined) return applyStray(run, report);
  const { status: before, amendTo: asked } = order;
  if (report.kind === 'fill') applyFillReport(run, order, report);
  else if (report.clientOrderId !== order.clientOrderId) return applyBelated(run, order, report);
  else if (report.kind === 'ambiguous') applyAmbiguous(run, order, report.detail);
  else applyChange(run, order, report);
  if (report.kind === 'amend_rejected' && !isTerminal(order.status)) return amendRefused(run, order, asked);
  settle(run, order, before);
}

/** News of an attempt that was given up says nothing about the one that followed, unless the venue has it after all. */
function applyBelated(run: StepRun, order: Order, report: OrderReport): void {
  if (report.kind === 'accepted') takeBack(run, order, report);
}

/**
 * The order stays as it is; asking again at once for the same would be refused again. What is wanted of it by now may be
 * something else, as nothing at all where the position has gone.
 */
function amendRefused(run: StepRun, order: Order, asked: AmendTerms | undefined): void {
  alarmUnprotected(run, order);
  poll(run, order);
  if (asked === undefined || !isProtective(order)) return;
  run.state.groupIndex.touchOrder(order);
  syncProtection(run, order.request.instrumentId, { refused: { orderId: order.id, terms: asked } });
}

/** A protective order that the venue will not have leaves its position bare, in whole or in part. */
function alarmUnprotected(run: StepRun, order: Order): void {
  if (!isProtective(order)) return;
  const { role, instrumentId } = order.request;
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: instrumentId, role, reason: order.reason?.code ?? '' });
}

/** An order that ended long ago has left memory; its late answers change nothing. A trade nobody knows changes everything. */
function applyStray(run: StepRun, report: OrderReport): void {
  const { kind, clientOrderId } = report;
  // A trade of somebody else: the next comparison takes it up with its order.
  if (run.state.volatile.settings.traits.externalTrading === true && !OURS.test(clientOrderId)) return;
  const trade = report.kind === 'fill' ? { tradeId: report.tradeId, symbol: report.instrumentId } : {};
  const reason = { code: 'REPORT_WITHOUT_ORDER', values: { clientOrderId, report: kind, ...trade } };
  if (kind === 'fill') quarantine(run, undefined, reason);
  else if (kind === 'accepted') run.emit({ kind: 'report_quarantined', time: run.now, reason });
}

function findOrder(run: StepRun, clientOrderId: string): Order | undefined {
  const orderId = run.state.orderIdByClientId.get(clientOrderId);
  return orderId === undefined ? undefined : run.state.orders.get(orderId);
}

type ChangeReport = Exclude<OrderReport, { kind: 'fill' | 'ambiguous' }>;

const EVENT_OF: Readonly<Record<ChangeReport['kind'], OrderEventName>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  canceled: 'canceled',
  cancel_rejected: 'cancel_rejected',
  amended: 'amended',
  amend_rejected: 'amend_rejected',
  expired: 'expired',
};

/** What the order's present status has no row for is old news (a repeated or overtaken report) and changes nothing. */
export function applyChange(run: StepRun, order: Order, report: ChangeReport): void {
  if (report.kind === 'accepted' && wasGivenUp(order)) return takeBack(run, order, report);
  if (!canTransition(order.status, EVENT_OF[report.kind])) return;
  const { now: time } = run;
  const { id: orderId } = order;
  switch (report.kind) {
    case 'accepted':
      if (order.venueOrderId === report.venueOrderId && order.status !== 'submitting' && order.status !== 'unknown')
        return;
      run.emit({ kind: 'order_accepted', time, orderId, venueOrderId: report.venueOrderId });
      if (endsAtOnce(order)) pollLater(run, order, END_EXPECTED_WITHIN_MS);
      return;
    case 'rejected':
      run.emit({ kind: 'order_rejected', time, orderId, reason: refusal(report) });
      return tryAgainLater(run, order) ? alarmUnprotected(run, order) : undefined;
    case 'canceled':
    case 'expired':
      return takeEnd(run, order, report);
    case 'cancel_rejected':
      if (isRefusedForNow(report)) return pollLater(run, order);
      // What protects no more must go, and nobody but us asks for that: not at once, which would be refused again.
      if (isProtective(order)) pollLater(run, order);
      run.emit({ kind: 'order_cancel_rejected', time, orderId, reason: refusal(report, 'VENUE_REFUSED_CHANGE') });
      return poll(run, order);
    case 'amended':
      if (isOutdated(order, report.time) || isToldAgain(order, report, report.time)) return;
      return takeTerms(run, order, { ...report, venueTime: report.time });
    case 'amend_rejected':
      return run.emit({
        kind: 'order_amend_rejected',
        time,
        orderId,
        reason: refusal(report, 'VENUE_REFUSED_CHANGE'),
      });
  }
}

const FOR_NOW: ReadonlySet<string | undefined> = new Set([
  ...PASSING_CODES,
  'VENUE_SUSPENDED',
  'DEADLINE_BEFORE_SEND',
  'REQUEST_NOT_CONNECTED',
]);

/** A cancel that could not go out, or was refused unlooked at, is wanted as before: it goes out again while the order rests. */
const isRefusedForNow = ({ reason }: Refusal): boolean => FOR_NOW.has(reason?.code);

type Refusal = Extract<OrderReport, { readonly venueCode: string }>;

/** Sentences end with a full stop of their own. */
function refusal(
  { reason, venueCode, message }: Refusal,
  code: 'VENUE_REJECTED' | 'VENUE_REFUSED_CHANGE' = 'VENUE_REJECTED',
): Reason {
  return reason ?? { code, values: { venueCode, message: message.replace(/\.+$/, '') } };
}

function applyAmbiguous(run: StepRun, order: Order, detail: string): void {
  if (order.status === 'submitting') becomeUnknown(run, order, detail);
  else if (isInFlight(order.status) || order.amendTo !== undefined) pollLater(run, order);
}
