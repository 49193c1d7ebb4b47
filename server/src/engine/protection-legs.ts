/** How a protection group is cut into legs: what each is to cover, which of them still have orders, and when all is over. */
import {
  absolute,
  add,
  type Decimal,
  maximum,
  minimum,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { isTerminal } from '#domain/order.ts';
import { protectable } from './pending-closes.ts';
import { legOf, type ProtectionGroup, protectedBy } from './protection-group.ts';
import type { AccountState } from './state.ts';

/** What is held on the side of the group, and may be protected. */
export function heldBy(state: AccountState, group: ProtectionGroup): Decimal {
  const held = protectable(state, group.instrumentId, group.positionId);
  const sameSide = group.side === 'buy' ? held > ZERO : held < ZERO;
  return sameSide ? absolute(held) : ZERO;
}

/** Per leg: its share of what was filled, less what it has closed, all together no more than is left, or than is `free`. */
export function legQuantities(state: AccountState, group: ProtectionGroup, free: Decimal | undefined): Decimal[] {
  const step = state.volatile.settings.directory.byId(group.instrumentId)?.lotStep;
  const count = Math.max(1, group.takeProfits.length);
  const quantities: Decimal[] = [];
  let assigned: Decimal = ZERO;
  const protects = maximum(ZERO, protectedBy(group));
  let left = free === undefined ? protects : minimum(free, protects);
  for (let leg = 0; leg < count; leg += 1) {
    const portion = group.takeProfits[leg]?.portion;
    const share = multiplyRounded(group.filled, portion ?? ZERO, 'down');
    const last = leg === count - 1;
    const whole = last || step === undefined ? subtract(group.filled, assigned) : roundToStep(share, step, 'down');
    assigned = add(assigned, whole);
    const most = minimum(left, maximum(ZERO, subtract(whole, group.closedByLeg[leg] ?? ZERO)));
    // Coins taken as a fee leave a crumb that no order can be of.
    const quantity = step === undefined ? most : roundToStep(most, step, 'down');
    left = subtract(left, quantity);
    quantities.push(quantity);
  }
  return quantities;
}

/** The highest leg that has an order which may still fill: a group that has fewer legs now takes the others away. */
export function lastLegOf(state: AccountState, group: ProtectionGroup): number {
  let last = 0;
  for (const id of group.childIds) {
    const child = state.orders.get(id);
    if (child?.request.ocoGroup === undefined || isTerminal(child.status)) continue;
    last = Math.max(last, legOf(child.request.ocoGroup).leg);
  }
  return last;
}

/** Whether there is nothing to protect, now or when what takes it away comes to nothing, and nothing of it may still fill. */
export function isOver(state: AccountState, group: ProtectionGroup): boolean {
  const held = state.positions.get(group.positionId)?.quantity ?? ZERO;
  const isTheirs = group.side === 'buy' ? held > ZERO : held < ZERO;
  if (isTheirs && legQuantities(state, group, absolute(held)).some((quantity) => quantity > ZERO)) return false;
  const entry = group.entryOrderId === undefined ? undefined : state.orders.get(group.entryOrderId);
  if (entry !== undefined && !isTerminal(entry.status)) return false;
  for (const id of group.childIds) {
    const child = state.orders.get(id);
    if (child !== undefined && !isTerminal(child.status)) return false;
  }
  return true;
}
