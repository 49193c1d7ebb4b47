/**
 * Submission: the one way in which an order comes to exist and goes out. Created, judged, and if approved signed with a
 * client order id of its own; the effect that places it carries what risk approved and nothing else can make one.
 */
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Order, OrderRequest, Reason } from '#domain/order.ts';
import { createRiskContext, type RiskContext, type RiskSubject } from './risk/check.ts';
import { type Approval, approveAttempt, type Denial, judge } from './risk/gate.ts';
import { intentOf } from './risk/checks/duplicate-intent.ts';
import type { OrderApproved, OrderCreated } from './order-events.ts';
import { countMessages } from './message-room.ts';
import { noteRate } from './rates.ts';
import { hasRoom } from './pending-closes.ts';
import type { StepRun } from './step-run.ts';
import type { AccountState } from './state.ts';
import { WindowCounter } from './window-counter.ts';

/** Intents counted at once; beyond it the oldest are forgotten. */
const INTENTS_KEPT = 1_000;

export interface OrderOrigin {
  readonly orderId: string;
  readonly source: string;
  readonly signalId?: string;
  readonly parentOrderId?: string;
  /** Let a person decide, once risk has let it pass. */
  readonly hold?: boolean;
}

/** Makes the order and takes it as far as it may go now: denied, held, or signed for sending. */
export function submitRequest(run: StepRun, request: OrderRequest, origin: OrderOrigin): Order {
  const { state, now } = run;
  const { signalId, parentOrderId } = origin;
  const instrument = state.volatile.settings.directory.byId(request.instrumentId);
  if (instrument !== undefined) noteRate(run, instrument.quoteCurrency);
  const created: Draft<OrderCreated> = {
    kind: 'order_created',
    time: now,
    orderId: origin.orderId,
    ticket: state.nextTicket,
    request,
    source: origin.source,
  };
  if (signalId !== undefined) created.signalId = signalId;
  if (parentOrderId !== undefined) created.parentOrderId = parentOrderId;
  run.emit(created);
  const order = orderOf(state, origin.orderId);
  const verdict = judgeOrder(run, order);
  if (!verdict.approved) denyOrder(run, order, verdict);
  else if (origin.hold === true) run.emit({ kind: 'order_held', time: now, orderId: order.id });
  else approveAndSign(run, order, verdict);
  return order;
}

/** The order with this id, which must exist. */
export function orderOf(state: AccountState, orderId: string): Order {
  const order = state.orders.get(orderId);
  if (order === undefined) throw new Error(`no order ${orderId}`);
  return order;
}

/** Asks risk about the order as it stands now. */
export function judgeOrder(
  run: StepRun,
  order: Order,
  { request = order.request, ...change }: Change & { readonly request?: OrderRequest } = {},
): Approval | Denial {
  return judgeRequest(run, { id: order.id, source: order.source, ...change }, request);
}

type Change = Pick<RiskSubject, 'isCut' | 'filledQuantity'>;
type Judged = Pick<Order, 'id' | 'source'> & Change;

/** Asks risk about an order that may come to be. */
export function judgeRequest(run: StepRun, order: Judged, request: OrderRequest): Approval | Denial {
  const context = contextOf(run, order, request);
  return 'kind' in context ? { approved: false, reason: context.reason, checks: [] } : judge(context);
}

function contextOf(
  run: StepRun,
  order: Judged,
  request: OrderRequest,
): RiskContext | { readonly kind: 'denied'; readonly reason: Reason } {
  const { state, now } = run;
  const { limits, settings } = state.volatile;
  const instrument: Instrument | undefined = settings.directory.byId(request.instrumentId);
  if (instrument === undefined)
    return { kind: 'denied', reason: { code: 'INSTRUMENT_UNKNOWN', values: { symbol: request.instrumentId } } };
  if (limits === undefined) return { kind: 'denied', reason: { code: 'LIMIT_MISSING', values: { limit: 'risk' } } };
  const { id: orderId, source, isCut, filledQuantity } = order;
  return createRiskContext(state, { orderId, source, isCut, filledQuantity, request, instrument, limits, now });
}

/** Ends the order as denied; a source that ran into its latch is latched with it. */
export function denyOrder(run: StepRun, order: Order, denial: Denial): void {
  const { state, now } = run;
  const { reason } = denial;
  run.emit({ kind: 'order_denied', time: now, orderId: order.id, reason, checks: denial.checks });
  if (reason.code === 'REPEATED_EXECUTION_LATCHED' && !state.latched.has(order.source)) {
    run.emit({ kind: 'latch_tripped', time: now, source: order.source, reason });
    run.notify('alarm', 'REPEATED_EXECUTION_LATCHED', reason.values);
  }
}

/**
 * Reserves, signs and hands the order to its venue: the events of all three are one commit. A close that protection must
 * give way to is approved and no more.
 */
export function approveAndSign(run: StepRun, order: Order, approval: Approval): void {
  const approved: Draft<OrderApproved> = {
    kind: 'order_approved',
    time: run.now,
    orderId: order.id,
    checks: approval.checks,
    reservation: approval.reservation,
    limitsVersion: approval.limitsVersion,
  };
  if (approval.referencePrice !== undefined) approved.referencePrice = approval.referencePrice;
  run.emit(approved);
  if (hasRoom(run.state, order)) signAttempt(run, order, approval);
}

/** Signs the next attempt: journaled before the one write to the venue, under an id that no other attempt has. */
export function signAttempt(run: StepRun, order: Order, approval: Approval): void {
  const { state, now } = run;
  const { settings } = state.volatile;
  const attempt = order.attempt + 1;
  const clientOrderId = settings.deriveId([order.id, String(attempt)]);
  const deadlineAt = now + settings.traits.requestDeadlineMs;
  run.emit({
    kind: 'order_submitting',
    time: now,
    orderId: order.id,
    clientOrderId,
    attempt,
    deadlineAt,
    limitsVersion: approval.limitsVersion,
  });
  countMessage(state, order, now);
  run.effect({
    kind: 'place',
    order: approveAttempt(approval, order, { clientOrderId, attempt, approvedAt: now, deadlineAt }),
  });
}

/** What orders signed before a start still mean for later ones: a restart makes no limit larger. Oldest first. */
export function countAgain(state: AccountState): void {
  const signed = [...state.orders.values()].filter(({ signedAt }) => signedAt !== undefined);
  signed.sort((left, right) => (left.signedAt ?? 0) - (right.signedAt ?? 0));
  for (const order of signed) countMessage(state, order, order.signedAt ?? 0);
}

function countMessage(state: AccountState, order: Order, now: number): void {
  const { limits, executions, intents } = state.volatile;
  countMessages(state, order, now);
  if (limits?.repeatedExecution !== undefined)
    counterOf(executions, order.source).add(now, limits.repeatedExecution.windowMs);
  if (limits?.duplicateIntent !== undefined) {
    counterOf(intents, intentOf(order.request)).add(now, limits.duplicateIntent.windowMs);
  }
}

function counterOf(counters: Map<string, WindowCounter>, key: string): WindowCounter {
  const known = counters.get(key);
  if (known !== undefined) return known;
  if (counters.size >= INTENTS_KEPT) {
    for (const oldest of counters.keys()) {
      counters.delete(oldest);
      break;
    }
  }
  const counter = new WindowCounter();
  counters.set(key, counter);
  return counter;
}
