/**
 * One protective order beside what its leg wants now: placed where there is none, changed where it differs, canceled where
 * nothing is wanted. What was refused stays so until there is a reason to try it again.
 */
import { ZERO } from '#domain/decimal.ts';
import { isTerminal, isWorking, type Order } from '#domain/order.ts';
import { requestCancel } from './changes.ts';
import { amend, type RefusedChange } from './protection-amends.ts';
import { newestChild, type Wish } from './protection-children.ts';
import { placeInTurn } from './protection-placing.ts';
import { CLOSED } from './protection-while-closed.ts';
import { hasFailed } from './refused-protection.ts';
import type { StepRun } from './step-run.ts';
import { endsByItself } from './watched-target.ts';

export interface SyncOptions {
  /** Try again where the newest protective order was denied or rejected: after a resume, or a new level. */
  readonly retry?: boolean;
  /** Try again what was denied because trading was closed. */
  readonly opened?: boolean;
  /** Try again a stop-loss that the venue refused when it came back: a price has come that may be beyond it. */
  readonly priced?: boolean;
  /** The venue has just refused to make this of it. */
  readonly refused?: RefusedChange;
}

/** Whether there is to be an order. */
export const isWanted = ({ price, quantity }: Wish): boolean => price !== undefined && quantity > ZERO;

/** Whether nothing for the wish may fill any more; if something may, it is asked to end. */
export function hasGone(run: StepRun, wish: Wish): boolean {
  const isGone = (): boolean => isTerminal(newestChild(run.state, wish)?.status ?? 'canceled');
  if (!isGone()) syncOrder(run, { ...wish, quantity: ZERO }, {});
  return isGone();
}

/** Brings the newest order for the wish in line with it. */
export function syncOrder(run: StepRun, wish: Wish, options: SyncOptions): void {
  const newest = newestChild(run.state, wish);
  const wanted = isWanted(wish);
  if (newest === undefined || isTerminal(newest.status)) {
    if (wanted && (options.retry === true || mayOpen(newest, options) || !hasFailed(run, wish, newest)))
      placeInTurn(run, wish);
    return;
  }
  if (!isWorking(newest.status) || newest.status === 'pending_cancel' || newest.status === 'pending_amend') return;
  if (endsByItself(newest)) return;
  if (!wanted) requestCancel(run, newest, 'engine');
  else amend(run, newest, wish, options.refused);
}

const mayOpen = (newest: Order | undefined, { opened }: SyncOptions): boolean =>
  opened === true && newest?.status === 'denied' && newest.reason?.code === CLOSED;
