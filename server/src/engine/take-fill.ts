/**
 * Trades taken in. Each is applied once, by the venue's own id of it, whoever told it; one that can't be true (more than the
 * order, a price of zero) is put aside whole.
 */
import { add, ONE, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import { canTransition } from '#domain/order-state.ts';
import { fillableQuantity, isTerminal, type Order, type Reason } from '#domain/order.ts';
import type { FillReport } from '#domain/report.ts';
import type { OrderFilled } from './order-events.ts';
import { feeOfFill, isBaseFee, isPlausibleFee } from './fill-fee.ts';
import { END_EXPECTED_WITHIN_MS, endIfWhole, endsAtOnce } from './order-end.ts';
import { touchWhereTight } from './pending-closes.ts';
import { syncProtection } from './protection.ts';
import { quarantine } from './quarantine.ts';
import { rateOfFill } from './rates.ts';
import { settle } from './settled-order.ts';
import type { StepRun } from './step-run.ts';
import { pollLater } from './unknown.ts';

/** Takes in a trade of the order, whoever told it. */
export function takeFill(run: StepRun, order: Order, report: FillReport): void {
  const before = order.status;
  applyFillReport(run, order, report);
  settle(run, order, before);
}

/** Books the trade, unless it is known or can't be true. What follows from a new state of the order is the caller's. */
export function applyFillReport(run: StepRun, order: Order, report: FillReport): void {
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
