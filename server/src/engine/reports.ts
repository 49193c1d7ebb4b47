/**
 * Reports: what the venue claims, taken in. Each is applied once however often and in whatever order it comes; one that
 * can't be true (a fill beyond the order, a price of zero) is put aside whole and halts the account.
 */
import { add, type Decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import {
  type AmendTerms,
  fillableQuantity,
  isInFlight,
  isTerminal,
  isWorking,
  type Order,
  type OrderStatus,
  type Reason,
} from '#domain/order.ts';
import { canTransition, type OrderEventName } from '#domain/order-state.ts';
import type { FillReport, OrderReport, QueryAnswer, VenueOrder } from '#domain/report.ts';
import { isToldAgain, sendCancel } from './changes.ts';
import type { OrderFilled } from './events.ts';
import { endIfWhole, endMissed, isEnding, takeEnd } from './order-end.ts';
import { PASSING_CODES } from './passing-codes.ts';
import { tryAgainLater } from './passing-refusals.ts';
import { feeOfFill, isBaseFee, isPlausibleFee } from './fill-fee.ts';
import { touchWhereTight } from './pending-closes.ts';
import { isProtective, syncProtection } from './protection.ts';
import { rateOfFill } from './rates.ts';
import type { StepRun } from './step-run.ts';
import { reportName } from './put-aside.ts';
import { becomeUnknown, missed, poll, pollLater, releaseSymbol } from './unknown.ts';
import { sendWaiting } from './waiting-closes.ts';

/** How long a market order may stay without its fill before the venue is asked, ms. */
const END_EXPECTED_WITHIN_MS = 5_000;

/** Takes in one report. */
export function applyReport(run: StepRun, report: OrderReport): void {
  const order = findOrder(run, report.clientOrderId);
  if (order === undefined) return applyStray(run, report);
  const before = order.status;
  if (report.kind === 'fill') applyFillReport(run, order, report);
  else if (report.clientOrderId !== order.clientOrderId) return applyBelated(run, order, report);
  else if (report.kind === 'ambiguous') applyAmbiguous(run, order, report.detail);
  else applyChange(run, order, report);
  if (report.kind === 'amend_rejected' && !isTerminal(order.status)) return amendRefused(run, order);
  settle(run, order, before);
}

/** News of an attempt that was given up says nothing about the one that followed, unless the venue has it after all. */
function applyBelated(run: StepRun, order: Order, report: OrderReport): void {
  if (report.kind === 'accepted') takeBack(run, order, report);
}

/** Many venues answer a cancel with no more than that they have taken it, which sounds as if they had taken the order. */
function takeBack(run: StepRun, order: Order, report: Extract<OrderReport, { kind: 'accepted' }>): void {
  if (!run.state.volatile.strays.has(report.clientOrderId)) withdraw(run, order, report);
}

/** The venue has what was proven or said to be dead: it is canceled there, and a person is told, once. */
export function withdraw(run: StepRun, order: Order, at: { clientOrderId: string; venueOrderId: string }): void {
  const { clientOrderId, venueOrderId } = at;
  const { instrumentId } = order.request;
  const { strays } = run.state.volatile;
  if (!strays.has(clientOrderId))
    run.notify('alarm', 'ORDER_NEEDS_A_PERSON', { order: order.id, symbol: instrumentId });
  strays.add(clientOrderId);
  run.effect({ kind: 'cancel', orderId: order.id, clientOrderId, venueOrderId, instrumentId });
}

/** How an id that we made looks. */
export const OURS = /^[a-z2-7]{24}$/;

const GIVEN_UP: ReadonlySet<string> = new Set(['NOT_SENT_EXPIRED', 'RESOLVED_BY_PERSON']);

/** It was proven or said never to have come to the venue. */
export function wasGivenUp(order: Order): boolean {
  return order.status === 'expired' && GIVEN_UP.has(order.reason?.code ?? '');
}

/** The order stays as it is; asking again at once for the same would be refused again. */
function amendRefused(run: StepRun, order: Order): void {
  alarmUnprotected(run, order);
  poll(run, order);
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
  const trade = report.kind === 'fill' ? { tradeId: report.tradeId } : {};
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
function applyChange(run: StepRun, order: Order, report: ChangeReport): void {
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

/** Whether an order that the venue has can only be about to end: it never rests. */
function endsAtOnce({ status, request: { type, timeInForce } }: Order): boolean {
  return isWorking(status) && (type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok');
}

type Refusal = Extract<OrderReport, { readonly venueCode: string }>;

/** Sentences end with a full stop of their own. */
function refusal(
  { reason, venueCode, message }: Refusal,
  code: 'VENUE_REJECTED' | 'VENUE_REFUSED_CHANGE' = 'VENUE_REJECTED',
): Reason {
  return reason ?? { code, values: { venueCode, message: message.replace(/\.+$/, '') } };
}

function pricesOf(from: { readonly limitPrice?: Decimal; readonly stopPrice?: Decimal }): {
  limitPrice?: Decimal;
  stopPrice?: Decimal;
} {
  return {
    ...(from.limitPrice === undefined ? {} : { limitPrice: from.limitPrice }),
    ...(from.stopPrice === undefined ? {} : { stopPrice: from.stopPrice }),
  };
}

function applyAmbiguous(run: StepRun, order: Order, detail: string): void {
  if (order.status === 'submitting') becomeUnknown(run, order, detail);
  else if (isInFlight(order.status) || order.amendTo !== undefined) pollLater(run, order);
}

/** Takes in a trade of the order, whoever told it. */
export function takeFill(run: StepRun, order: Order, report: FillReport): void {
  const before = order.status;
  applyFillReport(run, order, report);
  settle(run, order, before);
}

function applyFillReport(run: StepRun, order: Order, report: FillReport): void {
  const { state } = run;
  const { status: before } = order;
  if (order.tradeIds.has(report.tradeId)) return;
  const instrument = state.volatile.settings.directory.byId(order.request.instrumentId);
  const fault = faultOf(order, report, instrument);
  if (fault !== undefined) return quarantine(run, order, fault);
  const currency = instrument?.quoteCurrency ?? state.account.currency;
  const { conversionRate, rateSource } = rateOfFill(run, currency);
  const filled: Draft<OrderFilled> = {
    kind: 'order_filled',
    time: run.now,
    orderId: order.id,
    tradeId: report.tradeId,
    instrumentId: order.request.instrumentId,
    side: order.request.side,
    price: report.price,
    quantity: report.quantity,
    ...feeOfFill(run, report, instrument),
    liquidity: report.liquidity,
    venueTime: report.time,
    positionId: positionIdOf(run, order),
    positionTicket: order.ticket,
    contractSize: instrument?.contractSize ?? ONE,
    conversionRate,
  };
  if (report.venueOrderId !== undefined) filled.venueOrderId = report.venueOrderId;
  if (rateSource !== undefined) filled.rateSource = rateSource;
  if (rateSource === 'missing') filled.quoteCurrency = currency;
  run.emit(filled);
  endIfWhole(run, order);
  // An amend whose end nobody knows keeps it open beyond its quantity: only the venue can say whether that was all.
  if (!isTerminal(order.status) && order.filledQuantity >= order.request.quantity) pollLater(run, order);
  // The fill may come before the answer to the order, which then says nothing new.
  if (before === 'submitting' && endsAtOnce(order)) pollLater(run, order, END_EXPECTED_WITHIN_MS);
  touchWhereTight(state, filled);
  syncProtection(run, order.request.instrumentId);
}

function positionIdOf(run: StepRun, order: Order): string {
  if (run.state.account.positionMode === 'netting') return order.request.instrumentId;
  return order.request.positionId ?? order.id;
}

function faultOf(order: Order, report: FillReport, instrument: Instrument | undefined): Reason | undefined {
  const values = { order: order.id, tradeId: report.tradeId };
  if (isBaseFee(report, instrument) && !isPlausibleFee(report)) return { code: 'REPORT_ABSURD', values };
  if (report.quantity <= ZERO || report.price <= ZERO) return { code: 'REPORT_ABSURD', values };
  if (report.side !== order.request.side || report.instrumentId !== order.request.instrumentId)
    return { code: 'REPORT_ABSURD', values };
  if (add(order.filledQuantity, report.quantity) > fillableQuantity(order)) return { code: 'REPORT_OVERFILL', values };
  return canTransition(order.status, 'partial_fill')
    ? undefined
    : { code: 'REPORT_ABSURD', values: { ...values, status: order.status } };
}

/** Nothing of the report is applied; the account stops until a person has looked. What they have seen is not news. */
export function quarantine(run: StepRun, order: Order | undefined, reason: Reason): void {
  if (run.state.putAside.has(reportName(reason))) return;
  run.emit({
    kind: 'report_quarantined',
    time: run.now,
    reason,
    ...(order === undefined ? {} : { orderId: order.id }),
  });
  run.notify('alarm', reason.code, reason.values);
  if (run.state.ownTrading.state === 'halted') return;
  run.emit({ kind: 'trading_state_changed', time: run.now, state: 'halted', reason, actor: 'engine' });
}

/** What follows when an order has come to know its fate. */
function settle(run: StepRun, order: Order, before: OrderStatus): void {
  if (order.status === before) return;
  const { instrumentId } = order.request;
  if (isTerminal(order.status)) run.state.volatile.endings.delete(order.id);
  if (before === 'unknown') {
    run.state.volatile.polls.delete(order.id);
    releaseSymbol(run, instrumentId);
  }
  if (isTerminal(order.status) || before === 'submitting' || before === 'unknown' || before === 'pending_amend')
    syncProtection(run, instrumentId);
  sendWaiting(run, instrumentId);
}

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

/** Reports of one order overtake each other; only the newest of its terms count. */
const isOutdated = ({ amendedAt }: Order, venueTime: number): boolean =>
  amendedAt !== undefined && venueTime < amendedAt;

/** What protects is put right where the venue has changed it unasked: by an amend that was long on its way, or by others. */
function takeTerms(run: StepRun, order: Order, terms: AmendTerms & { readonly venueTime: number }): void {
  const { quantity, venueTime } = terms;
  const isAsked = order.status === 'pending_amend';
  run.emit({ kind: 'order_amended', time: run.now, orderId: order.id, quantity, ...pricesOf(terms), venueTime });
  if (!isAsked && isProtective(order)) syncProtection(run, order.request.instrumentId);
}
