/** What a person asks of one order, or of the account as a whole. Each leaves at least one event, or a reason why not. */
import type { Order, Reason } from '#domain/order.ts';
import { cancelParent, decideParent } from './algos/parent-commands.ts';
import { requestAmend } from './changes.ts';
import type { AmendOrder, CancelOrder, DecideHeld, ResetLatch, ResolveUnknown, SetTradingState } from './inputs.ts';
import { legOf } from './protection-group.ts';
import { setWish } from './protection-levels.ts';
import { syncProtection } from './protection.ts';
import { groupOfTarget } from './shown-targets.ts';
import type { StepRun } from './step-run.ts';
import { approveAndSign, denyOrder, judgeOrder } from './submission.ts';
import { afterDoubt } from './unknown.ts';
import { cancelClose, makeRoom } from './waiting-closes.ts';

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
    setWish(run, group, { stopLoss, takeProfits: role === 'take_profit' ? [] : group.takeProfits });
  }
  return cancelClose(run, order, input.actor);
}

/** A take-profit that is watched here is wanted no more. */
function cancelTarget(run: StepRun, orderId: string): Reason | undefined {
  const group = groupOfTarget(run.state, orderId);
  if (group === undefined) return { code: 'ORDER_NOT_FOUND', values: { order: orderId } };
  setWish(run, group, { stopLoss: group.stopLoss, takeProfits: [] });
  syncProtection(run, group.instrumentId);
  return undefined;
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
    setWish(run, group, { stopLoss: stopPrice, takeProfits: group.takeProfits });
  } else if (request.role === 'take_profit' && limitPrice !== undefined) {
    const takeProfits = group.takeProfits.map((target, at) => (at === leg ? { ...target, price: limitPrice } : target));
    setWish(run, group, { stopLoss: group.stopLoss, takeProfits });
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
