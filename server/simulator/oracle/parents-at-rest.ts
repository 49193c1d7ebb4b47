/**
 * Orders that the server carries out by others, when everything has had its time: what is to end has ended, what goes on has
 * a reason to, and what it says it has filled is what the venue has filled for it.
 */
import { add, type Decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { endOfParent, isParentOver, type ParentOrder } from '#domain/parent-order.ts';
import type { AccountState } from '#engine/state.ts';
import type { VenueTruth } from '../venue/venue-truth.ts';

export interface RestingParents {
  readonly state: AccountState;
  readonly truth: VenueTruth;
  /** Wall time, ms. */
  readonly now: number;
  /** Nothing of it may be asked where the venue has lied, or forgets. */
  readonly hasDoubt: boolean;
  readonly say: (sentence: string) => void;
}

/** Looks at all that memory holds. */
export function checkParents({ state, truth, now, hasDoubt, say }: RestingParents): void {
  if (hasDoubt || !state.volatile.reconciled) return;
  const filled = filledByParent(state, truth);
  for (const parent of state.parents.values()) {
    const told = `${parent.kind} ${parent.id}`;
    const problem = whatIsWrong(state, parent, now);
    if (problem !== undefined) say(`I-32: ${told} ${problem}`);
    const atVenue = filled.get(parent.id) ?? ZERO;
    if (atVenue !== parent.filledQuantity)
      say(`I-32: ${told} has filled ${formatDecimal(parent.filledQuantity)}, at the venue ${formatDecimal(atVenue)}`);
  }
}

/** By the children that memory still knows: a run has fewer than are ever forgotten. */
function filledByParent(state: AccountState, truth: VenueTruth): ReadonlyMap<string, Decimal> {
  const filled = new Map<string, Decimal>();
  for (const { orderId, fills } of truth.accepted) {
    const parentId = state.orders.get(orderId)?.parentOrderId;
    if (parentId === undefined || !state.parents.has(parentId)) continue;
    for (const { quantity } of fills) filled.set(parentId, add(filled.get(parentId) ?? ZERO, quantity));
  }
  return filled;
}

function whatIsWrong(state: AccountState, parent: ParentOrder, now: number): string | undefined {
  const isUncertain = [...parent.openChildIds].some((id) => state.orders.get(id)?.status === 'unknown');
  if (isParentOver(parent.state) || isUncertain) return undefined;
  if (parent.state === 'canceling') return 'has not ended long after it was to';
  const end = endOfParent(parent);
  if (end !== undefined && now > end + 10_000) return 'goes on long after its time was over';
  const held = state.positions.get(parent.request.positionId ?? parent.request.instrumentId);
  const isClose = parent.request.role === 'close';
  return isClose && held === undefined ? 'is to close a position that is gone' : undefined;
}
