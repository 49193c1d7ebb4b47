/** Protection that the venue does not take or keep: how often it is tried again, and when a person is told. */
import type { Order } from '#domain/order.ts';
import { dueAgainAt, hasPassed } from './passing-refusals.ts';
import { childrenOf, endedInVain, isSameWish, type Wish } from './protection-children.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';
import { isTaking, tryOf } from './watched-target.ts';

/** How often an order that the venue ends by itself is placed again. */
const REPLACEMENTS_MAX = 3;

/** Whether the very order that is wanted now was refused already, or ended by the venue too often to go on. */
export function hasFailed(run: StepRun, wish: Wish, newest: Order | undefined): boolean {
  if (newest === undefined || !isSameWish(newest, wish)) return false;
  if (newest.status === 'denied') return !hasPassed(run.state, newest);
  if (newest.status === 'rejected') return run.now < (dueAgainAt(run.state, wish) ?? Number.POSITIVE_INFINITY);
  if (endedInVain(run.state, wish) <= REPLACEMENTS_MAX) return false;
  alarmBare(run, wish, newest);
  return true;
}

/** Whether the venue did not take the stop-loss back after a try, so far not too often: its price had been passed, mostly. */
export function isRefused(state: AccountState, { group, leg }: Pick<Wish, 'group' | 'leg'>): boolean {
  if (tryOf(group, leg) === undefined || isTaking(group, leg)) return false;
  const refused = childrenOf(state, { group, leg, role: 'stop_loss' }).reverse();
  const count = refused.findIndex(({ status }) => status !== 'rejected');
  return count !== 0 && refused.length > 0 && (count === -1 ? refused.length : count) <= REPLACEMENTS_MAX;
}

/** Tells a person that a position is bare, and what its protection was refused for. */
export function alarmBare(run: StepRun, { group, role }: Wish, order: Order): void {
  const reason = order.reason?.code ?? '';
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: group.instrumentId, role, reason });
}
