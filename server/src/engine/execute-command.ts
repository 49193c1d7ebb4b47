/** A command of a signal, carried out once: planned, turned into orders and changes, and what became of it written down. */
import type { Decimal } from '#domain/decimal.ts';
import { idBeside } from '#domain/derived-id.ts';
import type { Draft } from '#domain/draft.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import { cancelParent, makeParent } from './algos/parent-commands.ts';
import { requestAmend } from './changes.ts';
import { decidedKey, sentKey } from './decided-signals.ts';
import type { SignalDecided, SignalOutcome } from './events.ts';
import type { ExecuteCommand } from './inputs.ts';
import { alarmLateCommand } from './late-closes.ts';
import { protectEntry } from './protect-entry.ts';
import { changeProtection } from './protection-levels.ts';
import type { Plan } from './routing/plan.ts';
import { routeCommand } from './routing/route-command.ts';
import type { StepRun } from './step-run.ts';
import { submitRequest } from './submission.ts';
import { touchedOrders } from './touched-orders.ts';
import { cancelClose, makeRoom } from './waiting-closes.ts';

/** Carries out one command of a signal, once: a command that was decided before changes nothing. */
export function execute(run: StepRun, input: ExecuteCommand): void {
  if (run.state.decided.has(decidedKey(input.signalId, input.index))) return;
  const plan = tooLate(run, input) ?? checkedOrder(run, input, routeCommand(run.state, input));
  if (plan.kind !== 'plan') {
    decide(run, input, { outcome: plan.kind, orderIds: [], reason: plan.reason, instrumentId: plan.instrumentId });
    return;
  }
  const failures: Reason[] = [];
  for (const orderId of plan.cancels) cancelOne(run, orderId, input.source, failures);
  for (const price of plan.prices) amendOne(run, price, input.source, failures);
  for (const change of plan.protections) changeProtection(run, change);
  if (plan.switchTo !== undefined) {
    run.emit({ kind: 'source_switched', time: run.now, source: input.source, enabled: plan.switchTo });
  }
  const orderIds = plan.requests.map((request, leg) => submitLeg(run, input, { request, leg }));
  for (const draft of plan.parents) makeParent(run, input, { draft, orderIds, failures });
  const { outcome, reason } = outcomeOf(run, orderIds, failures);
  const { instrumentId, adjustments } = plan;
  decide(run, input, { outcome, orderIds, reason, instrumentId, adjustments });
}

function tooLate(run: StepRun, input: ExecuteCommand): Plan | undefined {
  const sentAt = input.command.time ?? input.receivedAt;
  if (run.now - sentAt <= input.route.maxAgeMs) return undefined;
  alarmLateCommand(run, input);
  const values = { ageMs: String(run.now - sentAt), maximumMs: String(input.route.maxAgeMs) };
  return { kind: 'denied', reason: { code: 'SIGNAL_EXPIRED', values } };
}

/** A signal older than the newest executed one of its source and instrument comes too late to mean anything. */
function checkedOrder(run: StepRun, input: ExecuteCommand, plan: Plan): Plan {
  const { time } = input.command;
  if (time === undefined || plan.instrumentId === undefined || plan.kind !== 'plan') return plan;
  const newest = run.state.lastSentAt.get(sentKey(input.source, plan.instrumentId));
  if (newest === undefined || time >= newest) return plan;
  const values = { sentAt: new Date(time).toISOString(), newest: new Date(newest).toISOString() };
  return { kind: 'denied', reason: { code: 'SIGNAL_OUT_OF_ORDER', values }, instrumentId: plan.instrumentId };
}

interface Decision {
  readonly outcome: SignalOutcome;
  readonly orderIds: readonly string[];
  readonly reason: Reason | undefined;
  readonly instrumentId: string | undefined;
  readonly adjustments?: readonly Reason[] | undefined;
}

function decide(run: StepRun, input: ExecuteCommand, decision: Decision): void {
  const { reason, instrumentId, adjustments } = decision;
  const { time: sentAt } = input.command;
  const decided: Draft<SignalDecided> = {
    kind: 'signal_decided',
    time: run.now,
    signalId: input.signalId,
    source: input.source,
    command: input.index,
    outcome: decision.outcome,
    orderIds: decision.orderIds,
  };
  if (sentAt !== undefined) decided.sentAt = sentAt;
  if (instrumentId !== undefined) decided.instrumentId = instrumentId;
  if (reason !== undefined) decided.reason = reason;
  if (adjustments !== undefined) decided.adjustments = adjustments;
  const touched = touchedOrders(run, decision.orderIds);
  if (touched.length > 0) decided.touched = touched;
  run.emit(decided);
}

function outcomeOf(
  run: StepRun,
  orderIds: readonly string[],
  failures: readonly Reason[],
): { outcome: SignalOutcome; reason: Reason | undefined } {
  let denied = 0;
  let held = 0;
  for (const id of orderIds) {
    const status = run.state.orders.get(id)?.status ?? run.state.parents.get(id)?.state;
    if (status === 'denied') denied += 1;
    if (status === 'held') held += 1;
  }
  const [first] = orderIds;
  if (first !== undefined && denied === orderIds.length) {
    return { outcome: 'denied', reason: run.state.orders.get(first)?.reason };
  }
  if (first === undefined && failures.length > 0) return { outcome: 'denied', reason: failures[0] };
  return { outcome: held > 0 ? 'held' : 'orders', reason: undefined };
}

function cancelOne(run: StepRun, orderId: string, actor: string, failures: Reason[]): void {
  const order = run.state.orders.get(orderId);
  const failure =
    cancelParent(run, orderId, actor) ?? (order === undefined ? undefined : cancelClose(run, order, actor));
  if (failure !== undefined) failures.push(failure);
}

function amendOne(
  run: StepRun,
  change: { orderId: string; limitPrice?: Decimal; stopPrice?: Decimal },
  actor: string,
  failures: Reason[],
): void {
  const order = run.state.orders.get(change.orderId);
  const { orderId: _id, ...prices } = change;
  const failure = order === undefined ? undefined : requestAmend(run, order, { actor, ...prices });
  if (failure !== undefined) failures.push(failure);
}

/** The order's id comes from the signal, the command and the leg, so the same signal can never make a second one. */
function submitLeg(run: StepRun, input: ExecuteCommand, at: { request: OrderRequest; leg: number }): string {
  const { state } = run;
  const { deriveId } = state.volatile.settings;
  const names = [state.account.id, input.signalId, String(input.index), String(at.leg)];
  const orderId = idBeside(input.signalId, deriveId(names));
  if (state.orders.has(orderId)) return orderId;
  const request = withDeadline(input, at.request);
  if (request.role === 'entry' && (request.stopLoss !== undefined || request.takeProfits !== undefined)) {
    protectEntry(run, orderId, request);
  }
  const order = submitRequest(run, request, {
    orderId,
    source: input.source,
    signalId: input.signalId,
    hold: input.route.mode === 'hold',
  });
  makeRoom(run, order);
  if (order.status === 'denied' && state.groups.has(orderId)) {
    run.emit({ kind: 'protection_ended', time: run.now, groupId: orderId, instrumentId: request.instrumentId });
  }
  return orderId;
}

function withDeadline({ command, receivedAt, route }: ExecuteCommand, request: OrderRequest): OrderRequest {
  if (request.sendBefore !== undefined) return request;
  return { ...request, sendBefore: (command.time ?? receivedAt) + route.maxAgeMs };
}
