/**
 * One cancels the other: the limit order rests at the venue, the stop is watched here. When the stop is triggered the limit
 * order is canceled, and what it has not filled leaves at the market once the venue has said so: so both together are never
 * more than was asked for, whichever comes first.
 */
import type { ParentOrder } from '#domain/parent-order.ts';
import type { StepRun } from '../step-run.ts';
import { roomOf } from './apply-parents.ts';
import { goOn, lookAt, waitFor } from './parent-watch.ts';
import { cancelChildren, openChildren, sendChild } from './send-child.ts';
import { isTriggered, waitForPrice } from './work-trigger.ts';

const TRY_AGAIN_MS = 1_000;
const TELL_AFTER_MS = 30_000;

/** Keeps the limit order at the venue until the stop is triggered, then has the rest leave at the market. */
export function workOco(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  const isStopped = isTriggered(run, parent, parent.request.stopPrice);
  const open = openChildren(run.state, parent);
  if (open.length > 0) {
    if (!isStopped) return waitForPrice(run, parent, isTick);
    cancelChildren(run, parent, isTick);
    return lookAt(run, parent, run.now + TRY_AGAIN_MS);
  }
  const refusal = sendChild(run, parent, { quantity: roomOf(run.state, parent), isMarket: isStopped });
  if (refusal === undefined) return isStopped ? goOn(run, parent) : waitForPrice(run, parent, isTick);
  waitFor(run, parent, refusal, { tellAfterMs: isStopped ? 0 : TELL_AFTER_MS });
  lookAt(run, parent, run.now + TRY_AGAIN_MS);
}
