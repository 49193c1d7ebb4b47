/** What is known of a parent order besides the facts: when it is looked at next, and why it does not go on. */
import type { Reason } from '#domain/order.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import type { AccountState, ParentWatch } from '../state.ts';
import type { StepRun } from '../step-run.ts';

/** Timers are not trusted for long: a clock may be set, a machine may sleep. */
const LOOK_AGAIN_MS = 60_000;

/** The watch of the parent order. */
export function watchOf({ volatile }: AccountState, parentId: string): ParentWatch {
  const known = volatile.parentWatches.get(parentId);
  if (known !== undefined) return known;
  const watch: ParentWatch = {};
  volatile.parentWatches.set(parentId, watch);
  return watch;
}

/** Looks at the parent again at that moment (ms UTC), or before. */
export function lookAt(run: StepRun, { id }: ParentOrder, at: number): void {
  const watch = watchOf(run.state, id);
  const due = Math.min(Math.max(at, run.now + 1), run.now + LOOK_AGAIN_MS);
  if (watch.lookAt !== undefined && watch.lookAt > run.now && watch.lookAt <= due) return;
  watch.lookAt = due;
  run.effect({ kind: 'poll_after', orderId: id, delayMs: due - run.now });
}

export interface Waiting {
  /** How long it may last before a person is told, ms; absent: nobody is. */
  readonly tellAfterMs?: number;
}

/** The parent does not go on for this reason; a person is told once, when it has lasted. */
export function waitFor(run: StepRun, parent: ParentOrder, reason: Reason, { tellAfterMs }: Waiting = {}): void {
  const watch = watchOf(run.state, parent.id);
  if (watch.waitsFor?.code !== reason.code) Object.assign(watch, { waitsSince: run.now, isTold: false });
  watch.waitsFor = reason;
  if (tellAfterMs === undefined || watch.isTold === true) return;
  if (run.now - (watch.waitsSince ?? run.now) < tellAfterMs) return;
  watch.isTold = true;
  const { instrumentId: symbol, side } = parent.request;
  const values = { order: parent.id, kind: parent.kind, symbol, side, reason: reason.code };
  run.notify('alarm', 'PARENT_ORDER_WAITS', values);
}

/** It goes on. */
export function goOn({ state }: StepRun, { id }: ParentOrder): void {
  const watch = state.volatile.parentWatches.get(id);
  if (watch === undefined) return;
  watch.waitsFor = undefined;
  watch.isTold = false;
}
