/**
 * Orders over time: a slice is sent when it is due. One that risk denies, or whose time passes while the parent is paused or
 * waits for an uncertain child, is left out with its reason; with catching up, the next one takes it along. At the end what
 * still rests is canceled, and what was not filled is said.
 */
import { type Decimal, formatDecimal, roundToStep, ZERO } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import { endOfParent, type ParentOrder } from '#domain/parent-order.ts';
import type { StepRun } from '../step-run.ts';
import { committedOf, roomOf } from './apply-parents.ts';
import { goOn, lookAt, watchOf } from './parent-watch.ts';
import { cancelChildren, openChildren, sendChild } from './send-child.ts';
import { type SliceClock, sliceDue, sliceQuantity, sliceTime } from './slices.ts';

/** How often it is looked whether what a slice left has ended. */
const LOOK_AGAIN_MS = 1_000;

/** Whether its time is over: what rests is canceled then, and it is done when nothing is open any more. */
export function endInTime(run: StepRun, parent: ParentOrder, isTick: boolean): boolean {
  const clock = clockOf(parent);
  if (clock === undefined) return false;
  const isOver = run.now >= clock.startedAt + clock.durationMs;
  const open = openChildren(run.state, parent);
  if (!isOver && (parent.nextSlice < clock.count || open.length > 0)) return false;
  leaveOut(run, parent, clock.count);
  if (open.length > 0) {
    cancelChildren(run, parent, isTick);
    lookAt(run, parent, run.now + LOOK_AGAIN_MS);
    return true;
  }
  const values = { filled: formatDecimal(parent.filledQuantity), quantity: formatDecimal(parent.request.quantity) };
  const reason: Reason = { code: 'PARENT_ORDER_SHORT', values };
  run.emit({ kind: 'parent_moved', time: run.now, orderId: parent.id, state: 'done', reason });
  return true;
}

/** Begins, and sends the slice that is due. */
export function workSlices(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  if (parent.startedAt === undefined)
    run.emit({ kind: 'parent_moved', time: run.now, orderId: parent.id, state: 'working' });
  const clock = clockOf(parent);
  if (clock === undefined) return;
  const due = sliceDue(clock, run.now);
  leaveOut(run, parent, due);
  if (parent.nextSlice > due) return lookAt(run, parent, nextLook(parent, clock));
  if (openChildren(run.state, parent).length > 0) {
    cancelChildren(run, parent, isTick);
    return lookAt(run, parent, run.now + LOOK_AGAIN_MS);
  }
  sendSlice(run, parent, due);
  lookAt(run, parent, nextLook(parent, clock));
}

function nextLook({ nextSlice }: ParentOrder, clock: SliceClock): number {
  return nextSlice < clock.count ? sliceTime(clock, nextSlice) : clock.startedAt + clock.durationMs;
}

/** Slices before this one whose time has passed. */
function leaveOut(run: StepRun, parent: ParentOrder, before: number): void {
  while (parent.nextSlice < before) tell(run, parent, ZERO, lateReason(run, parent));
}

function lateReason({ state }: StepRun, parent: ParentOrder): Reason {
  const known = state.volatile.parentWatches.get(parent.id)?.waitsFor ?? parent.reason;
  return known ?? { code: 'PARENT_SLICE_LATE', values: {} };
}

function sendSlice(run: StepRun, parent: ParentOrder, slice: number): void {
  const { shares = [], catchUp = false } = parent.terms;
  const committed = committedOf(run.state, parent);
  const wanted = sliceQuantity({ shares, slice, committed, room: roomOf(run.state, parent), catchUp });
  const quantity = onStep(run, parent, wanted);
  const refusal = quantity <= ZERO ? undefined : sendChild(run, parent, { quantity });
  tell(run, parent, refusal === undefined ? quantity : ZERO, refusal);
  if (refusal === undefined) goOn(run, parent);
  else watchOf(run.state, parent.id).waitsFor = refusal;
}

function onStep({ state }: StepRun, { request }: ParentOrder, quantity: Decimal): Decimal {
  const step = state.volatile.settings.directory.byId(request.instrumentId)?.lotStep;
  return step === undefined || quantity <= ZERO ? quantity : roundToStep(quantity, step, 'down');
}

function tell(run: StepRun, parent: ParentOrder, quantity: Decimal, reason?: Reason): void {
  const said = reason === undefined ? {} : { reason };
  run.emit({ kind: 'parent_slice', time: run.now, orderId: parent.id, slice: parent.nextSlice, quantity, ...said });
}

function clockOf(parent: ParentOrder): SliceClock | undefined {
  const { startedAt, terms } = parent;
  const endsAt = endOfParent(parent);
  if (startedAt === undefined || endsAt === undefined || terms.shares === undefined) return undefined;
  return { startedAt, durationMs: endsAt - startedAt, count: terms.shares.length };
}
