/**
 * Unknown: an order whose fate nobody has told us. It keeps its reservation, freezes its symbol for anything that adds
 * exposure, and is asked about until the venue shows it or proves that it never took it. Nothing is sent again before
 * that proof; without one it waits for a person.
 */
import { isTerminal, type Order, type Reason } from '#domain/order.ts';
import { isUnwanted } from './algos/apply-parents.ts';
import { alarmLateOrder } from './late-closes.ts';
import { hasMessageRoom } from './message-room.ts';
import { isBeingTaken } from './pending-closes.ts';
import { syncProtection } from './protection.ts';
import type { StepRun } from './step-run.ts';
import { judgeOrder, signAttempt } from './submission.ts';
import { sendWaiting } from './waiting-closes.ts';

/** Misses a proof needs, and how far apart. */
const MISSES_NEEDED = 2;
const MISS_DISTANCE_MS = 1_000;
/** As many after a cancel: a venue that had the order has canceled it then, and forgotten it. */
const MISSES_AFTER_CANCEL = 4;
/** What the venue's clock may be off from ours. */
const CLOCK_ERROR_MS = 250;
const POLL_FIRST_MS = 200;
const POLL_LONGEST_MS = 30_000;

/** Marks an order unknown, freezes its symbol and asks the venue. */
export function becomeUnknown(run: StepRun, order: Order, detail: string): void {
  const { instrumentId } = order.request;
  run.emit({ kind: 'order_unknown', time: run.now, orderId: order.id, detail });
  if (!run.state.frozen.has(instrumentId)) {
    run.emit({ kind: 'symbol_frozen', time: run.now, instrumentId, reason: unknownOutcome(order, detail) });
  }
  run.notify('warning', 'OUTCOME_UNKNOWN', { order: order.id, symbol: instrumentId, detail });
  run.state.volatile.polls.set(order.id, { misses: 0, asked: 0, lastMissAt: 0 });
  poll(run, order);
}

/** Asks the venue about an order of which something is outstanding. */
export function poll(run: StepRun, order: Order): void {
  if (isTerminal(order.status) || order.clientOrderId === undefined || isExternal(order)) return;
  run.effect({
    kind: 'query',
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    instrumentId: order.request.instrumentId,
    ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }),
  });
}

/** An order of somebody else is followed by comparisons alone. */
const isExternal = ({ request }: Order): boolean => request.role === 'external';

/** The answer settled nothing: ask again later, longer apart each time, and not before `earliestMs`. */
export function pollLater(run: StepRun, order: Order, earliestMs = 0): void {
  if (isExternal(order)) return;
  const polls = run.state.volatile.polls;
  const known = polls.get(order.id) ?? { misses: 0, asked: 0, lastMissAt: 0 };
  known.asked += 1;
  polls.set(order.id, known);
  const delayMs = Math.max(earliestMs, Math.min(POLL_LONGEST_MS, POLL_FIRST_MS * 2 ** Math.min(known.asked, 10)));
  run.effect({ kind: 'poll_after', orderId: order.id, delayMs });
}

/** The venue says it has no such order. Enough misses, late enough, are the proof; before that it is asked again. */
export function missed(run: StepRun, order: Order, venueTime: number): void {
  const { polls, settings } = run.state.volatile;
  const { proofDelayMs, requestDeadlineMs } = settings.traits;
  const known = polls.get(order.id) ?? { misses: 0, asked: 0, lastMissAt: 0 };
  polls.set(order.id, known);
  const provableAt = (order.signedAt ?? 0) + requestDeadlineMs + (proofDelayMs ?? 0) + CLOCK_ERROR_MS;
  const distant = known.misses === 0 || run.now - known.lastMissAt >= MISS_DISTANCE_MS;
  if (distant && venueTime > provableAt) {
    known.misses += 1;
    known.lastMissAt = run.now;
    run.emit({ kind: 'order_queried', time: run.now, orderId: order.id, answer: 'not_found', misses: known.misses });
  }
  if (proofDelayMs !== undefined && known.misses >= MISSES_NEEDED && order.venueOrderId === undefined) {
    neverAccepted(run, order, venueTime);
    return;
  }
  const isForgotten = mayBeForgotten(run, order);
  if (isForgotten && known.misses >= MISSES_AFTER_CANCEL) return forgotten(run, order);
  if (!isForgotten && known.misses >= MISSES_NEEDED) return surrender(run, order);
  const wait = venueTime > provableAt ? MISS_DISTANCE_MS : Math.max(POLL_FIRST_MS, provableAt - venueTime + 1);
  run.effect({ kind: 'poll_after', orderId: order.id, delayMs: wait });
}

/**
 * Some venues do not show what was canceled before it filled. The order was there and was to be canceled; whatever it had filled
 * its trades tell. Only where open orders are compared: one that is open after all would be found there, and withdrawn.
 */
function mayBeForgotten({ state }: StepRun, { venueOrderId, isCancelAsked }: Order): boolean {
  const { externalTrading, proofDelayMs } = state.volatile.settings.traits;
  const isProvable = externalTrading === true && proofDelayMs !== undefined;
  return isProvable && isCancelAsked === true && venueOrderId !== undefined;
}

function forgotten(run: StepRun, order: Order): void {
  run.state.volatile.polls.delete(order.id);
  run.emit({ kind: 'order_canceled', time: run.now, orderId: order.id });
  afterDoubt(run, order.request.instrumentId);
}

/** Proven: the venue never took it. Sent again if it is still worth sending and risk agrees; else it ends, unsent. */
function neverAccepted(run: StepRun, order: Order, venueTime: number): void {
  run.state.volatile.polls.delete(order.id);
  const denied = signAgain(run, order);
  if (denied !== undefined) {
    const values = { order: order.id, attempt: String(order.attempt), venueTime: new Date(venueTime).toISOString() };
    const reason = { code: 'NOT_SENT_EXPIRED', values: { ...values, denied } };
    run.emit({ kind: 'order_expired', time: run.now, orderId: order.id, reason });
    if (denied === 'SIGNAL_EXPIRED') alarmLateOrder(run, order);
  }
  afterDoubt(run, order.request.instrumentId);
}

/**
 * The code of why not, where the order may not leave once more. What protects is made anew: when there is room for its
 * message, and a take-profit when nothing is about to take its position any more.
 */
function signAgain(run: StepRun, order: Order): string | undefined {
  const { sendBefore, role } = order.request;
  if (sendBefore !== undefined && run.now > sendBefore) return 'SIGNAL_EXPIRED';
  if (isUnwanted(run.state, order)) return 'PARENT_ORDER_ENDS';
  const verdict = judgeOwn(run, order);
  if (!verdict.approved) return verdict.reason.code;
  if (role === 'take_profit' && isBeingTaken(run.state, order.request)) return 'REDUCE_ONLY_WOULD_INCREASE';
  const isProtective = role === 'stop_loss' || role === 'take_profit';
  if (isProtective && !hasMessageRoom(run, role)) return 'MESSAGE_RATE_EXCEEDED';
  signAttempt(run, order, verdict);
  return undefined;
}

/** What follows when an order is unknown no longer because it is dead: others had left room for what it might have done. */
export function afterDoubt(run: StepRun, instrumentId: string): void {
  releaseSymbol(run, instrumentId);
  syncProtection(run, instrumentId);
  sendWaiting(run, instrumentId);
}

/** Its own freeze must not stand in the way of judging it again. */
function judgeOwn(run: StepRun, order: Order): ReturnType<typeof judgeOrder> {
  const { frozen } = run.state;
  const reason = frozen.get(order.request.instrumentId);
  const others = unknownOrders(run, order.request.instrumentId).filter((other) => other.id !== order.id);
  if (reason?.code !== 'OUTCOME_UNKNOWN' || others.length > 0) return judgeOrder(run, order);
  run.emit({ kind: 'symbol_released', time: run.now, instrumentId: order.request.instrumentId });
  return judgeOrder(run, order);
}

function surrender(run: StepRun, order: Order): void {
  run.notify('alarm', 'ORDER_NEEDS_A_PERSON', { order: order.id, symbol: order.request.instrumentId });
  run.effect({ kind: 'poll_after', orderId: order.id, delayMs: POLL_LONGEST_MS });
}

function unknownOrders(run: StepRun, instrumentId: string): Order[] {
  const orders: Order[] = [];
  for (const id of run.state.openByInstrument.get(instrumentId) ?? []) {
    const order = run.state.orders.get(id);
    if (order?.status === 'unknown') orders.push(order);
  }
  return orders;
}

function unknownOutcome({ id, request }: Order, detail: string): Reason {
  return { code: 'OUTCOME_UNKNOWN', values: { order: id, symbol: request.instrumentId, detail } };
}

/** The position is what the venue has again: the symbol is let go, or stays frozen for an order that is unknown. */
export function thawOrKeep(run: StepRun, instrumentId: string): void {
  const [order] = unknownOrders(run, instrumentId);
  if (order === undefined) return run.emit({ kind: 'symbol_released', time: run.now, instrumentId });
  const reason = unknownOutcome(order, order.reason?.values['detail'] ?? '');
  run.emit({ kind: 'symbol_frozen', time: run.now, instrumentId, reason });
}

/** Lets the symbol go once no order in it is unknown any more. */
export function releaseSymbol(run: StepRun, instrumentId: string): void {
  const reason = run.state.frozen.get(instrumentId);
  if (reason?.code !== 'OUTCOME_UNKNOWN' || unknownOrders(run, instrumentId).length > 0) return;
  run.emit({ kind: 'symbol_released', time: run.now, instrumentId });
  syncProtection(run, instrumentId);
}
