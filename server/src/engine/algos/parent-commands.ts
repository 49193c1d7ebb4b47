/** Commands that are about parent orders: make one, cancel it, decide about one that was held. */
import { idBeside } from '#domain/derived-id.ts';
import type { Draft } from '#domain/draft.ts';
import type { Reason } from '#domain/order.ts';
import { isParentOver, parentStatus } from '#domain/parent-order.ts';
import type { ParentCreated } from '../parent-events.ts';
import type { DecideHeld, ExecuteCommand } from '../inputs.ts';
import { placeable } from '../routing/market-buy.ts';
import type { ParentDraft } from '../routing/plan.ts';
import { openOrderCount } from '../state.ts';
import type { StepRun } from '../step-run.ts';
import { judgeRequest } from '../submission.ts';
import { parentOf } from './apply-parents.ts';

export interface Making {
  readonly draft: ParentDraft;
  /** Where its id goes, or the reason why there is none. */
  readonly orderIds: string[];
  readonly failures: Reason[];
}

/** Makes the parent, once, where risk would let its smallest child pass; each child is judged again when it is due. */
export function makeParent(run: StepRun, input: ExecuteCommand, { draft, orderIds, failures }: Making): void {
  const { state, now } = run;
  const { signalId, source, index, route } = input;
  const names = [state.account.id, signalId, String(index), 'parent', String(orderIds.length + failures.length)];
  const orderId = idBeside(signalId, state.volatile.settings.deriveId(names));
  if (state.parents.has(orderId)) return void orderIds.push(orderId);
  // In the form in which it would leave: a market buy, where the venue sizes those by their cost, as a limit order.
  const instrument = state.volatile.settings.directory.byId(draft.smallest.instrumentId);
  const smallest = placeable(state, draft.smallest, instrument);
  const verdict = judgeRequest(run, { id: orderId, source }, smallest);
  const refusal = verdict.approved ? tooMany(run) : verdict.reason;
  if (refusal !== undefined) return void failures.push(refusal);
  const created: Draft<ParentCreated> = {
    kind: 'parent_created',
    time: now,
    orderId,
    ticket: state.nextTicket,
    parentKind: draft.kind,
    request: draft.request,
    terms: draft.terms,
    source,
    signalId,
  };
  if (route.mode === 'hold') created.isHeld = true;
  run.emit(created);
  orderIds.push(orderId);
}

/** Parents that are not over count as orders that rest. */
function tooMany({ state }: StepRun): Reason | undefined {
  const maximum = state.volatile.limits?.openOrdersMax ?? 0;
  const count = openOrderCount(state) + 1;
  const values = { count: String(count), maximum: String(maximum) };
  return count > maximum ? { code: 'OPEN_ORDERS_ABOVE_MAXIMUM', values } : undefined;
}

/** Wants no more of the parent, by its own id or by that of a child: what is open of it is canceled. Why not, where it can't be. */
export function cancelParent(run: StepRun, orderId: string, actor: string): Reason | undefined {
  const { state } = run;
  const child = state.orders.get(orderId);
  const parent = state.parents.get(orderId) ?? (child === undefined ? undefined : parentOf(state, child));
  if (parent === undefined) return undefined;
  if (!isParentOver(parent.state) && parent.cancelAskedBy === undefined)
    run.emit({ kind: 'parent_cancel_asked', time: run.now, orderId: parent.id, actor });
  else if (child === undefined)
    return { code: 'ORDER_NOT_CANCELABLE', values: { order: orderId, status: parentStatus(parent) } };
  return undefined;
}

/** A person's word on a parent that was held. */
export function decideParent(run: StepRun, { orderId, approve, actor }: DecideHeld): Reason | undefined {
  const parent = run.state.parents.get(orderId);
  if (parent === undefined) return { code: 'ORDER_NOT_FOUND', values: { order: orderId } };
  if (parent.state !== 'held')
    return { code: 'ORDER_NOT_HELD', values: { order: orderId, status: parentStatus(parent) } };
  const reason = { code: 'HELD_REFUSED', values: { actor } };
  if (approve) run.emit({ kind: 'parent_moved', time: run.now, orderId, state: 'waiting' });
  else run.emit({ kind: 'parent_moved', time: run.now, orderId, state: 'failed', reason });
  return undefined;
}
