/** Commands: what people, signals and strategies want of the account. Each leaves at least one event, or a reason why not. */
import { idBeside } from '#domain/derived-id.ts';
import { isZero, ONE, ZERO, add, subtract, absolute, type Decimal } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Order, OrderRequest, Reason } from '#domain/order.ts';
import { cancelParent, decideParent, makeParent } from './algos/parent-commands.ts';
import { requestAmend } from './changes.ts';
import { decidedKey, sentKey } from './decided-signals.ts';
import type { SignalDecided, SignalOutcome } from './events.ts';
import type {
  AmendOrder,
  CancelOrder,
  DecideHeld,
  ExecuteCommand,
  ResetLatch,
  ResolveUnknown,
  SetTradingState,
} from './inputs.ts';
import { protectEntry } from './protect-entry.ts';
import { syncProtection } from './protection.ts';
import type { ProtectionChange } from './routing/plan.ts';
import { routeCommand } from './routing/route-command.ts';
import { legOf, type ProtectionGroup, protectedBy } from './protection-group.ts';
import type { Plan } from './routing/plan.ts';
import { groupOfTarget } from './shown-targets.ts';
import type { StepRun } from './step-run.ts';
import { approveAndSign, denyOrder, judgeOrder, submitRequest } from './submission.ts';
import { touchedOrders } from './touched-orders.ts';
import { afterDoubt } from './unknown.ts';
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
    run.emit({ kind: 'protection_ended', time: run.now, groupId: orderId });
  }
  return orderId;
}

function withDeadline({ command, receivedAt, route }: ExecuteCommand, request: OrderRequest): OrderRequest {
  if (request.sendBefore !== undefined) return request;
  return { ...request, sendBefore: (command.time ?? receivedAt) + route.maxAgeMs };
}

/** New levels for everything that protects the position, and for what nothing protects yet. */
function changeProtection(run: StepRun, change: ProtectionChange): void {
  const { position } = change;
  const groups = run.state.groupIndex.ofPosition(position.id);
  let covered: Decimal = ZERO;
  for (const group of groups) {
    covered = add(covered, protectedBy(group));
    const stopLoss = change.stopLoss ?? group.stopLoss;
    const takeProfits = change.takeProfit === undefined ? group.takeProfits : targetsOf(change.takeProfit);
    setLevels(
      run,
      {
        ...base(run, change),
        groupId: group.id,
        ...(group.entryOrderId === undefined ? {} : { entryOrderId: group.entryOrderId }),
      },
      stopLoss,
      takeProfits,
    );
  }
  const uncovered = subtract(absolute(position.quantity), covered);
  if (uncovered > ZERO) {
    const groupId = run.state.volatile.settings.deriveId([position.id, 'protection', String(run.state.sequence)]);
    setLevels(
      run,
      { ...base(run, change), groupId, quantity: uncovered },
      change.stopLoss,
      targetsOf(change.takeProfit ?? ZERO),
    );
  }
  syncProtection(run, position.instrumentId, { retry: true });
}

const targetsOf = (price: Decimal): { price: Decimal; portion: Decimal }[] =>
  isZero(price) ? [] : [{ price, portion: ONE }];

function base(run: StepRun, { position }: ProtectionChange) {
  return {
    kind: 'protection_set' as const,
    time: run.now,
    instrumentId: position.instrumentId,
    positionId: position.id,
    side: position.quantity > ZERO ? ('buy' as const) : ('sell' as const),
  };
}

type GroupBase = ReturnType<typeof base> & {
  readonly groupId: string;
  readonly entryOrderId?: string;
  readonly quantity?: Decimal;
};

function setLevels(
  run: StepRun,
  group: GroupBase,
  stopLoss: Decimal | undefined,
  takeProfits: readonly { price: Decimal; portion: Decimal }[],
): void {
  run.emit({ ...group, takeProfits, ...(stopLoss === undefined || isZero(stopLoss) ? {} : { stopLoss }) });
}

/** Cancels one order; a protective one is also taken out of its group's wish, or it would come back. */
export function cancelOrder(run: StepRun, input: CancelOrder): Reason | undefined {
  const refusal = cancelParent(run, input.orderId, input.actor);
  if (refusal !== undefined || run.state.parents.has(input.orderId)) return refusal;
  const order = run.state.orders.get(input.orderId);
  if (order === undefined) return cancelTarget(run, input.orderId);
  const { role, ocoGroup } = order.request;
  const group = ocoGroup === undefined ? undefined : run.state.groups.get(legOf(ocoGroup).groupId);
  if (group !== undefined && (role === 'stop_loss' || role === 'take_profit')) {
    const stopLoss = role === 'stop_loss' ? undefined : group.stopLoss;
    wish(run, group, { stopLoss, takeProfits: role === 'take_profit' ? [] : group.takeProfits });
  }
  return cancelClose(run, order, input.actor);
}

/** A take-profit that is watched here is wanted no more. */
function cancelTarget(run: StepRun, orderId: string): Reason | undefined {
  const group = groupOfTarget(run.state, orderId);
  if (group === undefined) return { code: 'ORDER_NOT_FOUND', values: { order: orderId } };
  wish(run, group, { stopLoss: group.stopLoss, takeProfits: [] });
  syncProtection(run, group.instrumentId);
  return undefined;
}

/** Sets what a group wants, all else of it unchanged. */
function wish(
  run: StepRun,
  group: ProtectionGroup,
  { stopLoss, takeProfits }: { stopLoss: Decimal | undefined; takeProfits: ProtectionGroup['takeProfits'] },
): void {
  const { id: groupId, instrumentId, positionId, side, entryOrderId } = group;
  run.emit({
    kind: 'protection_set',
    time: run.now,
    groupId,
    instrumentId,
    positionId,
    side,
    takeProfits,
    ...(entryOrderId === undefined ? {} : { entryOrderId }),
    ...(stopLoss === undefined ? {} : { stopLoss }),
  });
}

/** Changes a resting order, if risk agrees to what it would become. */
export function amendOrder(run: StepRun, input: AmendOrder): Reason | undefined {
  if (run.state.parents.has(input.orderId) || groupOfTarget(run.state, input.orderId) !== undefined)
    return { code: 'ORDER_NOT_AMENDABLE', values: { order: input.orderId, status: 'emulated' } };
  const order = run.state.orders.get(input.orderId);
  if (order === undefined) return { code: 'ORDER_NOT_FOUND', values: { order: input.orderId } };
  const refusal = requestAmend(run, order, input);
  if (refusal === undefined) followAmend(run, order, input);
  return refusal;
}

/** A protective order that a person has moved is what its group wants from now on, or it would be moved back. */
function followAmend(run: StepRun, { request }: Order, { stopPrice, limitPrice }: AmendOrder): void {
  if (request.ocoGroup === undefined) return;
  const { groupId, leg } = legOf(request.ocoGroup);
  const group = run.state.groups.get(groupId);
  if (group === undefined) return;
  if (request.role === 'stop_loss' && stopPrice !== undefined) {
    wish(run, group, { stopLoss: stopPrice, takeProfits: group.takeProfits });
  } else if (request.role === 'take_profit' && limitPrice !== undefined) {
    const takeProfits = group.takeProfits.map((target, at) => (at === leg ? { ...target, price: limitPrice } : target));
    wish(run, group, { stopLoss: group.stopLoss, takeProfits });
  }
}

/** A person's word on a held order. Risk is asked again: the world has moved on since. */
export function decideHeld(run: StepRun, input: DecideHeld): Reason | undefined {
  if (run.state.parents.has(input.orderId)) return decideParent(run, input);
  const order = run.state.orders.get(input.orderId);
  if (order === undefined) return { code: 'ORDER_NOT_FOUND', values: { order: input.orderId } };
  if (order.status !== 'held') return { code: 'ORDER_NOT_HELD', values: { order: order.id, status: order.status } };
  if (!input.approve) {
    denyOrder(run, order, {
      approved: false,
      reason: { code: 'HELD_REFUSED', values: { actor: input.actor } },
      checks: [],
    });
    return undefined;
  }
  const verdict = judgeOrder(run, order);
  if (!verdict.approved) denyOrder(run, order, verdict);
  else approveAndSign(run, order, verdict);
  makeRoom(run, order);
  return undefined;
}

/** A person's word on an unknown order: it is dead. Whatever the venue may still report is applied all the same. */
export function resolveUnknown(run: StepRun, input: ResolveUnknown): Reason | undefined {
  const order = run.state.orders.get(input.orderId);
  if (order === undefined) return { code: 'ORDER_NOT_FOUND', values: { order: input.orderId } };
  if (order.status !== 'unknown')
    return { code: 'ORDER_NOT_UNKNOWN', values: { order: order.id, status: order.status } };
  const reason = { code: 'RESOLVED_BY_PERSON', values: { actor: input.actor, note: input.note } };
  run.emit({ kind: 'order_expired', time: run.now, orderId: order.id, reason });
  afterDoubt(run, order.request.instrumentId);
  return undefined;
}

/** Changes what the account may do; coming back from a halt puts missing protection in place again. */
export function setTradingState(run: StepRun, input: SetTradingState): void {
  run.emit({
    kind: 'trading_state_changed',
    time: run.now,
    state: input.state,
    reason: input.reason,
    actor: input.actor,
    ...(input.scope === undefined ? {} : { scope: input.scope }),
  });
  if (run.state.tradingState === 'halted') return;
  for (const instrumentId of run.state.groupIndex.instruments()) syncProtection(run, instrumentId, { retry: true });
}

/** Lets a latched source trade again. */
export function resetLatch(run: StepRun, input: ResetLatch): void {
  run.state.volatile.executions.delete(input.source);
  run.emit({ kind: 'latch_reset', time: run.now, source: input.source, actor: input.actor });
}
