/** Icebergs: one child shows a part of the whole; when it is done, the next one takes its place. */
import { minimum } from '#domain/decimal.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import type { StepRun } from '../step-run.ts';
import { roomOf } from './apply-parents.ts';
import { goOn, lookAt, waitFor } from './parent-watch.ts';
import { openChildren, sendChild } from './send-child.ts';

/** What may not leave is tried again after so long; a person is told when that has gone on. */
const TRY_AGAIN_MS = 5_000;
const TELL_AFTER_MS = 60_000;

/** Shows the next part, if none is showing. */
export function workIceberg(run: StepRun, parent: ParentOrder): void {
  if (openChildren(run.state, parent).length > 0) return;
  const room = roomOf(run.state, parent);
  const refusal = sendChild(run, parent, { quantity: minimum(parent.terms.visibleQuantity ?? room, room) });
  if (refusal === undefined) return goOn(run, parent);
  waitFor(run, parent, refusal, { tellAfterMs: TELL_AFTER_MS });
  lookAt(run, parent, run.now + TRY_AGAIN_MS);
}
