/**
 * Protection before the account has been compared with its venue: it waits, because what it is to protect may be gone, and
 * the end of the comparison places it. Comparisons take seconds; a person is told where one does not come for a minute.
 */
import { ZERO } from '#domain/decimal.ts';
import type { ProtectionGroup, ProtectiveRole } from './protection-group.ts';
import { heldBy } from './protection-legs.ts';
import type { StepRun } from './step-run.ts';

export const NOT_COMPARED = 'ACCOUNT_RECONCILING';
const TOLD_AFTER_MS = 60_000;

/** Whether the account is still to be compared; then the group is looked at again when it has been. */
export function waitsForComparison(run: StepRun, { id }: ProtectionGroup, role: ProtectiveRole): boolean {
  const { state, now } = run;
  const { reconciled, awaitingComparison } = state.volatile;
  if (reconciled) return false;
  state.groupIndex.touch(id);
  const known = awaitingComparison.get(id);
  if (known === undefined) {
    awaitingComparison.set(id, { role, tellAt: now + TOLD_AFTER_MS });
    run.effect({ kind: 'poll_after', orderId: id, delayMs: TOLD_AFTER_MS });
  } else if (role === 'stop_loss') known.role = role;
  return true;
}

/** Tells a person, once, of a group that still waits although its time is over, and has something to protect. */
export function lookWhetherCompared(run: StepRun, groupId: string): void {
  const { groups, volatile } = run.state;
  const waiter = volatile.awaitingComparison.get(groupId);
  const group = groups.get(groupId);
  if (waiter === undefined || group === undefined || run.now < waiter.tellAt) return;
  waiter.tellAt = Number.POSITIVE_INFINITY;
  if (heldBy(run.state, group) === ZERO) return;
  const values = { symbol: group.instrumentId, role: waiter.role, reason: NOT_COMPARED };
  run.notify('alarm', 'PROTECTION_NOT_PLACED', values);
}
