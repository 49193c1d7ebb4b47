/** The orders that were made for what a leg of a protection group wants: which they are, and how those before have ended. */
import { type Decimal, isZero } from '#domain/decimal.ts';
import { isTerminal, type Order } from '#domain/order.ts';
import { PASSING_CODES } from './passing-codes.ts';
import { legOf, type ProtectionGroup, type ProtectiveRole } from './protection-group.ts';
import type { AccountState } from './state.ts';

/** What one order of a leg is to be. */
export interface Wish {
  readonly group: ProtectionGroup;
  readonly leg: number;
  readonly role: ProtectiveRole;
  /** What is left to protect by this order. */
  readonly quantity: Decimal;
  readonly price: Decimal | undefined;
}

/** Whether the order is the very one that is wanted now; a sale at the market has no price to differ. */
export function isSameWish({ request }: Order, wish: Wish): boolean {
  const price = wish.role === 'stop_loss' ? request.stopPrice : request.limitPrice;
  return request.quantity === wish.quantity && (price === wish.price || request.type === 'market');
}

/** Whether it was refused for a reason that passes: see `passing-refusals.ts`. */
export const isPassing = ({ status, reason }: Order): boolean =>
  status === 'rejected' && reason !== undefined && PASSING_CODES.has(reason.code);

const NEVER_LEFT: ReadonlySet<string | undefined> = new Set(['DEADLINE_BEFORE_SEND', 'KILL_SWITCH_BEFORE_SEND']);
/** More than these in a row is no slow disk: a clock that is wrong would go on for ever. */
const NEVER_LEFT_MAX = 10;

/**
 * How many of the newest orders for this wish the venue ended by itself without a fill, one after the other. What was
 * denied, or refused for a moment, it never had, nor what never left or what a person says it has not; and what gave way it
 * was asked to end.
 */
export function endedInVain(state: AccountState, wish: Wish): number {
  let count = 0;
  let kept = 0;
  for (const child of childrenOf(state, wish)) {
    kept = NEVER_LEFT.has(child.reason?.code) ? kept + 1 : 0;
    if (kept > 0 && kept <= NEVER_LEFT_MAX) continue;
    if (child.status === 'denied' || child.isCancelAsked === true) continue;
    if (isPassing(child) || child.reason?.code === 'RESOLVED_BY_PERSON') continue;
    const vain = isTerminal(child.status) && isZero(child.filledQuantity) && isSameWish(child, wish);
    count = vain ? count + 1 : 0;
  }
  return count;
}

type Which = Pick<Wish, 'group' | 'leg' | 'role'>;

/** All that memory has, oldest first. */
export function childrenOf(state: AccountState, wish: Which): Order[] {
  const children: Order[] = [];
  for (const id of wish.group.childIds) {
    const child = state.orders.get(id);
    if (child !== undefined && isChildFor(child, wish)) children.push(child);
  }
  return children;
}

function isChildFor({ request: { role, ocoGroup } }: Order, wish: Which): boolean {
  return ocoGroup !== undefined && role === wish.role && legOf(ocoGroup).leg === wish.leg;
}

/** The one made last, whether or not it is over. */
export function newestChild(state: AccountState, wish: Which): Order | undefined {
  let newest: Order | undefined;
  for (const id of wish.group.childIds) {
    const child = state.orders.get(id);
    if (child !== undefined && isChildFor(child, wish)) newest = child;
  }
  return newest;
}
