/**
 * Triggers: trailing stops, and stops where the venue has none. Only a fresh price moves or triggers anything; where none
 * comes, that is said. The facts follow the trigger a little behind, so that a start resumes no looser than it was.
 */
import { absolute, type Decimal, subtract } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { Reason } from '#domain/order.ts';
import type { ParentOrder } from '#domain/parent-order.ts';
import { isOpen } from '#domain/schedule.ts';
import { freshQuoteOf } from '../fresh-quote.ts';
import type { StepRun } from '../step-run.ts';
import { roomOf } from './apply-parents.ts';
import { goOn, lookAt, waitFor, watchOf } from './parent-watch.ts';
import { openChildren, sendChild } from './send-child.ts';
import { betterPrice, hasReached, hasTriggered, triggerBehind, watchedPrice } from './trailing.ts';

/** The trigger is noted no more often than that. */
const NOTE_EVERY_MS = 1_000;
/** What may not leave is tried again after so long. */
const TRY_AGAIN_MS = 1_000;

/** Follows the price, whether or not the parent may trade. The trigger, once there is one. */
export function followPrice(run: StepRun, parent: ParentOrder): Decimal | undefined {
  const { kind, request, triggeredAt, triggerPrice } = parent;
  if (triggeredAt !== undefined) return triggerPrice;
  if (kind !== 'trailing_stop') return request.stopPrice;
  const quote = freshQuote(run, parent);
  const { trailDistance, trailUnit, activationPrice } = parent.terms;
  const tickSize = run.state.volatile.settings.directory.byId(request.instrumentId)?.tickSize;
  if (quote === undefined || trailDistance === undefined || tickSize === undefined) return triggerPrice;
  const price = watchedPrice(request.side, quote);
  const isActive = parent.bestPrice !== undefined || activationPrice === undefined;
  if (!isActive && !hasReached(request.side, price, activationPrice)) return undefined;
  const watch = watchOf(run.state, parent.id);
  const seen = watch.bestPrice ?? parent.bestPrice ?? price;
  const best = betterPrice(request.side, seen, price);
  watch.bestPrice = best;
  const trigger = triggerBehind(request.side, best, { trailDistance, trailUnit: trailUnit ?? 'amount', tickSize });
  note(run, parent, { best, trigger, tickSize });
  return trigger;
}

interface Followed {
  readonly best: Decimal;
  readonly trigger: Decimal;
  readonly tickSize: Decimal;
}

function note(run: StepRun, parent: ParentOrder, { best, trigger, tickSize }: Followed): void {
  const { triggerPrice, followedAt, id: orderId } = parent;
  if (triggerPrice !== undefined && absolute(subtract(trigger, triggerPrice)) < tickSize) return;
  const noteAt = followedAt === undefined ? run.now : followedAt + NOTE_EVERY_MS;
  if (run.now < noteAt) lookAt(run, parent, noteAt);
  else run.emit({ kind: 'parent_followed', time: run.now, orderId, bestPrice: best, triggerPrice: trigger });
}

/** Whether the price has come to the trigger just now, or had before. */
export function isTriggered(run: StepRun, parent: ParentOrder, trigger: Decimal | undefined): boolean {
  if (parent.triggeredAt !== undefined) return true;
  const quote = freshQuote(run, parent);
  if (quote === undefined || trigger === undefined) return false;
  const price = watchedPrice(parent.request.side, quote);
  if (!hasTriggered(parent.request.side, price, trigger)) return false;
  run.emit({ kind: 'parent_triggered', time: run.now, orderId: parent.id, price, triggerPrice: trigger });
  if (parent.state !== 'working')
    run.emit({ kind: 'parent_moved', time: run.now, orderId: parent.id, state: 'working' });
  return true;
}

/** Waits for the trigger; then its one order leaves, and what that one does not fill once more. */
export function workTrigger(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  if (!isTriggered(run, parent, followPrice(run, parent))) return waitForPrice(run, parent, isTick);
  if (openChildren(run.state, parent).length > 0) return;
  const refusal = sendChild(run, parent, { quantity: roomOf(run.state, parent) });
  if (refusal === undefined) return goOn(run, parent);
  waitFor(run, parent, refusal, { tellAfterMs: 0 });
  lookAt(run, parent, run.now + TRY_AGAIN_MS);
}

/** Where the price is too old to go by, a person is told; nothing is triggered by it. */
export function waitForPrice(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  const maximumMs = run.state.volatile.limits?.referenceMaxAgeMs ?? 0;
  if (freshQuote(run, parent) !== undefined) goOn(run, parent);
  else if (isTick)
    waitFor(run, parent, priceReason(run, parent), isMarketOpen(run, parent) ? { tellAfterMs: maximumMs } : {});
  lookAt(run, parent, run.now + Math.max(TRY_AGAIN_MS, maximumMs));
}

function priceReason({ state, now }: StepRun, { request: { instrumentId: symbol } }: ParentOrder): Reason {
  const quote = state.volatile.quotes.get(symbol);
  if (quote === undefined) return { code: 'REFERENCE_PRICE_MISSING', values: { symbol } };
  const maximumMs = String(state.volatile.limits?.referenceMaxAgeMs ?? 0);
  return { code: 'REFERENCE_PRICE_STALE', values: { symbol, ageMs: String(now - quote.time), maximumMs } };
}

function isMarketOpen({ state, now }: StepRun, { request }: ParentOrder): boolean {
  const instrument = state.volatile.settings.directory.byId(request.instrumentId);
  return instrument === undefined || instrument.sessions.length === 0 || isOpen(instrument, now);
}

/** The price of the moment; undefined where it is too old, or can't be one. */
export const freshQuote = ({ state, now }: StepRun, { request }: ParentOrder): Quote | undefined =>
  freshQuoteOf(state, now, request.instrumentId);
