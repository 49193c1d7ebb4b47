/** The moments that protection waits for: a price, room for its message, the opening of trading. At each it is looked at again. */
import type { Order } from '#domain/order.ts';
import { lookAgain } from './protection-while-closed.ts';
import { syncProtection } from './protection.ts';
import { isRefused } from './refused-protection.ts';
import type { StepRun } from './step-run.ts';
import { isDue, tiesUp } from './watched-target.ts';

/** A price has come: take-profits that are watched here may be due. */
export function watchTargets(run: StepRun, instrumentId: string): void {
  const { state } = run;
  if (state.groups.size === 0 || state.tradingState === 'halted' || !tiesUp(state, instrumentId)) return;
  let isAnyDue = false;
  for (const group of state.groupIndex.ofInstrument(instrumentId)) {
    const isDueOn = (leg: number): boolean => isDue(run, group, leg) || isRefused(state, { group, leg });
    if (!group.takeProfits.some((_, leg) => isDueOn(leg))) continue;
    state.groupIndex.touch(group.id);
    isAnyDue = true;
  }
  if (isAnyDue) syncProtection(run, instrumentId, { priced: true });
}

/** The time has come to look whether one more message may leave, for a group that waits for it. */
export function lookForRoom(run: StepRun, groupId: string): void {
  const { groups, groupIndex, volatile } = run.state;
  const waiter = volatile.waitingForRoom.get(groupId);
  if (waiter === undefined) return;
  waiter.isDue = true;
  const group = groups.get(groupId);
  groupIndex.touch(groupId);
  if (group !== undefined) syncProtection(run, group.instrumentId);
  if (volatile.waitingForRoom.get(groupId)?.isDue === true) volatile.waitingForRoom.delete(groupId);
}

/** The time has come to look whether trading is open, for the protection of an instrument that waits for it. */
export function lookWhetherOpen(run: StepRun, instrumentId: string, order?: Order): void {
  const { awaitingOpening } = run.state.volatile;
  const opensAt = awaitingOpening.get(instrumentId);
  if (opensAt === undefined) return;
  if (run.now < opensAt) return order === undefined ? undefined : lookAgain(run, order, opensAt);
  awaitingOpening.delete(instrumentId);
  syncProtection(run, instrumentId, { opened: true });
}
