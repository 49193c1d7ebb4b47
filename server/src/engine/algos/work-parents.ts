/**
 * Parent orders at work: after each input every parent that is not over is looked at, and does what its kind and its state
 * ask for. What all kinds share is here: who may work, when one is over, and that an uncertain child is waited for.
 */
import { ZERO } from '#domain/decimal.ts';
import { isInFlight, type Reason } from '#domain/order.ts';
import { isParentOver, type ParentOrder } from '#domain/parent-order.ts';
import type { EngineInput } from '../inputs.ts';
import type { AccountState } from '../state.ts';
import type { StepRun } from '../step-run.ts';
import { goOn, lookAt, waitFor, watchOf } from './parent-watch.ts';
import { cancelChildren, heldFor, openChildren } from './send-child.ts';
import { workIceberg } from './work-iceberg.ts';
import { workOco } from './work-oco.ts';
import { endInTime, workSlices } from './work-slices.ts';
import { followPrice, workTrigger } from './work-trigger.ts';

/** So many children in a row that ended without a fill, and without being asked to, are enough. */
const VAIN_MAX = 3;
/** How long after such a one the next may come, doubled each time. */
const AFTER_VAIN_MS = 1_000;
/** How often a cancel is asked for again. */
const CANCEL_AGAIN_MS = 5_000;
/** An uncertain child is waited for; a person is told after a while. */
const UNCERTAIN_TELL_MS = 30_000;

/** Looks at all parents that the input may concern. */
export function workParents(run: StepRun, input: EngineInput): void {
  const { state } = run;
  for (const id of [...state.liveParents]) {
    const parent = state.parents.get(id);
    if (parent === undefined) continue;
    if (input.kind === 'quote' && input.quote.instrumentId !== parent.request.instrumentId) continue;
    const isTick = input.kind === 'poll' && input.orderId === id;
    if (isTick) delete watchOf(state, id).lookAt;
    workParent(run, parent, isTick);
    if (isParentOver(parent.state)) state.volatile.parentWatches.delete(id);
  }
}

/** Does what is to be done for the parent now. `isTick`: its timer has rung. */
export function workParent(run: StepRun, parent: ParentOrder, isTick = false): void {
  if (!run.state.volatile.reconciled) return;
  if (endIfDone(run, parent)) return;
  endIfNothingHeld(run, parent);
  if (parent.cancelAskedBy !== undefined) return endChildren(run, parent, isTick);
  if (parent.state === 'held' || endInTime(run, parent, isTick)) return;
  const pause = pauseReason(run.state, parent);
  if (pause === undefined) resume(run, parent);
  else return pauseFor(run, parent, pause);
  if (!waitsForChild(run, parent) && !waitsAfterVain(run, parent)) workKind(run, parent, isTick);
}

function workKind(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  switch (parent.kind) {
    case 'trailing_stop':
    case 'stop':
    case 'stop_limit':
      return workTrigger(run, parent, isTick);
    case 'oco':
      return workOco(run, parent, isTick);
    case 'iceberg':
      return workIceberg(run, parent);
    case 'twap':
    case 'vwap':
      return workSlices(run, parent, isTick);
  }
}

function move(run: StepRun, { id: orderId }: ParentOrder, state: ParentOrder['state'], reason?: Reason): void {
  const said = reason === undefined ? {} : { reason };
  run.emit({ kind: 'parent_moved', time: run.now, orderId, state, ...said });
}

function endIfDone(run: StepRun, parent: ParentOrder): boolean {
  if (parent.openChildIds.size > 0) return false;
  if (parent.filledQuantity >= parent.request.quantity) move(run, parent, 'done');
  else if (parent.vain < VAIN_MAX || parent.cancelAskedBy !== undefined) return false;
  else fail(run, parent);
  return true;
}

function fail(run: StepRun, parent: ParentOrder): void {
  const { instrumentId: symbol, side } = parent.request;
  const reason = parent.vainReason ?? { code: 'PARENT_ORDER_IN_VAIN', values: { count: String(parent.vain) } };
  move(run, parent, 'failed', reason);
  const values = { order: parent.id, kind: parent.kind, symbol, side, reason: reason.code };
  run.notify('alarm', 'PARENT_ORDER_FAILED', values);
}

/** What only closes ends with the position: it never closes one that is opened later. */
function endIfNothingHeld(run: StepRun, parent: ParentOrder): void {
  if (parent.request.role !== 'close' || parent.cancelAskedBy !== undefined) return;
  if (heldFor(run.state, parent.request) !== ZERO) return;
  const reason = { code: 'CANCELED_NOTHING_TO_REDUCE', values: {} };
  run.emit({ kind: 'parent_cancel_asked', time: run.now, orderId: parent.id, actor: 'engine', reason });
}

/** It ends when none of its children may fill any more; until then it is asked again. */
function endChildren(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  if (parent.openChildIds.size === 0) return endHere(run, parent);
  if (parent.state !== 'canceling') move(run, parent, 'canceling', parent.cancelReason);
  cancelChildren(run, parent, isTick);
  if (parent.openChildIds.size === 0) endHere(run, parent);
  else lookAt(run, parent, run.now + CANCEL_AGAIN_MS);
}

/** Where it has closed all that was left, it has done what it is for. */
function endHere(run: StepRun, parent: ParentOrder): void {
  const isDone = parent.cancelAskedBy === 'engine' && parent.filledQuantity > ZERO;
  move(run, parent, isDone ? 'done' : 'canceled', parent.cancelReason);
}

/** Why it may not trade now: halted as everything is, or reducing while it opens. */
function pauseReason(
  { tradingState, armTrading, account }: AccountState,
  { request }: ParentOrder,
): Reason | undefined {
  if (tradingState === 'halted') return { code: 'TRADING_HALTED', values: { state: tradingState } };
  if (request.role === 'close') return undefined;
  if (armTrading.state !== 'active') return { code: 'ACCOUNT_NOT_ARMED', values: { account: account.id } };
  return tradingState === 'active' ? undefined : { code: 'TRADING_REDUCING', values: { state: tradingState } };
}

/** A pause keeps what rests at the venue where it is, as it does orders of all kinds; the price is followed all the same. */
function pauseFor(run: StepRun, parent: ParentOrder, reason: Reason): void {
  watchOf(run.state, parent.id).waitsFor = reason;
  if (parent.state !== 'paused' || parent.reason?.code !== reason.code) pauseAnew(run, parent, reason);
  followPrice(run, parent);
}

function pauseAnew(run: StepRun, parent: ParentOrder, reason: Reason): void {
  if (parent.state === 'paused') resume(run, parent);
  move(run, parent, 'paused', reason);
}

/** Slices keep the reason, for those whose time has passed. */
function resume(run: StepRun, parent: ParentOrder): void {
  if (parent.state !== 'paused') return;
  move(run, parent, parent.stateBefore ?? 'waiting');
  if (parent.terms.shares === undefined) goOn(run, parent);
}

/** While the fate of a child is open nothing else of the parent leaves. */
function waitsForChild(run: StepRun, parent: ParentOrder): boolean {
  for (const { status, reason } of openChildren(run.state, parent)) {
    if (status === 'unknown') {
      const known = reason ?? { code: 'OUTCOME_UNKNOWN', values: {} };
      waitFor(run, parent, known, { tellAfterMs: UNCERTAIN_TELL_MS });
    }
    if (isInFlight(status) || status === 'approved') return true;
  }
  return false;
}

function waitsAfterVain(run: StepRun, parent: ParentOrder): boolean {
  if (parent.vain === 0) return false;
  const until = (parent.vainAt ?? 0) + AFTER_VAIN_MS * 2 ** (parent.vain - 1);
  if (run.now >= until) return false;
  lookAt(run, parent, until);
  return true;
}
