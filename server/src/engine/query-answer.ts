/**
 * What a venue's answer to a question by client order id means: the order and its trades as they are there, that it is not
 * known there, or that nobody answered, which says nothing.
 */
import { canTransition } from '#domain/order-state.ts';
import { isTerminal, type Order } from '#domain/order.ts';
import type { FillReport, QueryAnswer, VenueOrder } from '#domain/report.ts';
import { isOutdated, takeTerms } from './amended-terms.ts';
import { sendCancel } from './changes.ts';
import { endMissed, endsAtOnce, isEnding } from './order-end.ts';
import { syncProtection } from './protection.ts';
import { applyChange } from './reports.ts';
import { settle } from './settled-order.ts';
import type { StepRun } from './step-run.ts';
import { applyFillReport } from './take-fill.ts';
import { becomeUnknown, missed, pollLater } from './unknown.ts';

/** Takes in the answer to a question by client order id. */
export function applyAnswer(run: StepRun, order: Order, answer: QueryAnswer): void {
  const before = order.status;
  switch (answer.kind) {
    case 'unreachable':
      if (!isTerminal(order.status)) pollLater(run, order);
      return;
    case 'not_found':
      if (isEnding(run, order)) {
        endMissed(run, order);
        settle(run, order, before);
      } else if (order.status === 'unknown') missed(run, order, answer.venueTime);
      else if (!isTerminal(order.status) && order.clientOrderId !== undefined) lost(run, order);
      return;
    case 'found':
      absorb(run, order, answer.order, answer.fills);
      settle(run, order, before);
  }
}

/** The venue had it once and does not know it now: its fate is open again. */
function lost(run: StepRun, order: Order): void {
  if (!canTransition(order.status, 'unknown')) return;
  becomeUnknown(run, order, 'the venue does not know the order');
  syncProtection(run, order.request.instrumentId);
}

function absorb(run: StepRun, order: Order, held: VenueOrder, fills: readonly FillReport[]): void {
  if (order.status === 'submitting' || order.status === 'unknown') {
    run.emit({ kind: 'order_accepted', time: run.now, orderId: order.id, venueOrderId: held.venueOrderId });
  }
  for (const fill of fills) applyFillReport(run, order, fill);
  if (isTerminal(order.status)) return;
  if (order.filledQuantity < held.filledQuantity) return pollLater(run, order);
  const clientOrderId = order.clientOrderId ?? held.clientOrderId;
  const base = { clientOrderId, time: held.updatedAt };
  const end = { ...base, filledQuantity: held.filledQuantity };
  switch (held.status) {
    case 'open':
      return absorbOpen(run, order, held);
    case 'canceled':
    case 'expired':
      settleAmend(run, order, held);
      return applyChange(run, order, { kind: held.status, ...end });
    case 'rejected':
      return applyChange(run, order, { kind: 'rejected', ...base, venueCode: 'REJECTED', message: '' });
    case 'filled':
      return settleQuantity(run, order, held);
  }
}

/** An amend whose answer has not come went through where the order ended with the size that it was to have. */
function settleAmend(run: StepRun, order: Order, held: VenueOrder): void {
  if (order.amendTo?.quantity === held.quantity) settleQuantity(run, order, held);
}

/** All that the venue ever had of it has filled, whatever quantity an amend asked for. */
function settleQuantity(run: StepRun, order: Order, held: VenueOrder): void {
  if (isTerminal(order.status) || !canTransition(order.status, 'amended')) return;
  takeTerms(run, order, { ...held, venueTime: held.updatedAt });
}

/** An amend that went through shows in what the venue holds; a cancel that did not arrive is sent again. */
function absorbOpen(run: StepRun, order: Order, held: VenueOrder): void {
  const { request } = order;
  if (isEnding(run, order)) return pollLater(run, order);
  const differs =
    held.quantity !== request.quantity ||
    held.limitPrice !== request.limitPrice ||
    held.stopPrice !== request.stopPrice;
  if (order.status === 'pending_cancel') return sendCancel(run, order);
  if (endsAtOnce(order)) pollLater(run, order);
  if (!differs && order.status !== 'pending_amend') return;
  // An answer from before a change that is known already (a replica that lags) says nothing about the terms.
  if (isOutdated(order, held.updatedAt)) return pollLater(run, order);
  if (canTransition(order.status, 'amended')) takeTerms(run, order, { ...held, venueTime: held.updatedAt });
}
