/**
 * What may still take something off a position. A venue that knows reduce-only lets nothing of it turn the position round.
 * Where it does not, all of it together must never be larger than what is held: closes count with what they may still
 * fill, the stop-loss and the take-profit of a leg count once, because only one of them fills. A close that rests takes
 * what protection leaves; before one that fills at once protection gives way, and the close waits until it has. A close
 * also leaves room for an earlier order whose fate is unknown, and a take-profit waits for it; a stop-loss does neither,
 * because no stop-loss is worse.
 */
import { absolute, add, type Decimal, maximum, negate, subtract, ZERO } from '#domain/decimal.ts';
import { fillableQuantity, isTerminal, isWorking, type Order, type OrderRequest } from '#domain/order.ts';
import { displacedQuantity } from './displaced-sells.ts';
import { legOf, hasWish, type ProtectionGroup } from './protection-group.ts';
import type { AccountState } from './state.ts';
import { venueReduces } from './venue-reduces.ts';

type Closing = Pick<OrderRequest, 'instrumentId' | 'positionId'>;

/** What other closes may still take off the position; zero where the venue sees to it. */
export function pendingCloses(state: AccountState, closing: Closing, exceptId?: string): Decimal {
  let sum: Decimal = ZERO;
  if (venueReduces(state, closing.instrumentId)) return sum;
  for (const id of state.openOrdinary.get(closing.instrumentId) ?? []) {
    const order = id === exceptId ? undefined : state.orders.get(id);
    if (order === undefined || order.status === 'held' || order.request.role !== 'close') continue;
    if (!order.request.reduceOnly || order.request.positionId !== closing.positionId) continue;
    sum = add(sum, leavesOf(order));
  }
  return sum;
}

/** What stop-losses and take-profits may still take off the position; zero where the venue sees to it. */
export function protectionUnderWay(state: AccountState, closing: Closing): Decimal {
  let sum: Decimal = ZERO;
  if (venueReduces(state, closing.instrumentId)) return sum;
  for (const group of state.groupIndex.ofPosition(positionIdOf(closing))) sum = add(sum, legsUnderWay(state, group));
  return sum;
}

/**
 * What orders of groups that are to have neither stop-loss nor take-profit any more may still take off the position before
 * their cancels arrive; zero where the venue sees to it.
 */
export function unwantedUnderWay(state: AccountState, positionId: string): Decimal {
  let sum: Decimal = ZERO;
  for (const group of state.groupIndex.ofPosition(positionId)) {
    if (venueReduces(state, group.instrumentId)) return ZERO;
    if (!hasWish(group)) sum = add(sum, legsUnderWay(state, group));
  }
  return sum;
}

function legsUnderWay(state: AccountState, group: ProtectionGroup): Decimal {
  const stops: Decimal[] = [];
  const targets: Decimal[] = [];
  for (const id of group.childIds) {
    const child = state.orders.get(id);
    if (child?.request.ocoGroup === undefined || isTerminal(child.status)) continue;
    const { leg } = legOf(child.request.ocoGroup);
    const side = child.request.role === 'stop_loss' ? stops : targets;
    side[leg] = add(side[leg] ?? ZERO, leavesOf(child));
  }
  let sum: Decimal = ZERO;
  for (let leg = 0; leg < Math.max(stops.length, targets.length); leg += 1)
    sum = add(sum, maximum(stops[leg] ?? ZERO, targets[leg] ?? ZERO));
  return sum;
}

/**
 * What orders that were asked for before the close may have taken off the position, or take off before it: no close, and
 * nobody knows yet what has become of them. Counted in full until there is proof. Zero where the venue sees to it.
 */
function doubtful(state: AccountState, closing: Closing, exceptId?: string): Decimal {
  const before = (exceptId === undefined ? undefined : state.orders.get(exceptId)?.ticket) ?? state.nextTicket;
  return takenByEntries(state, closing, (order) => order.ticket < before);
}

/** Whether an order that is no close may be taking something off the position, or have taken it, unknown to us. */
export function isBeingTaken(state: AccountState, closing: Closing): boolean {
  return takenByEntries(state, closing, () => true) > ZERO;
}

function takenByEntries(state: AccountState, closing: Closing, counts: (order: Order) => boolean): Decimal {
  let sum: Decimal = ZERO;
  if (venueReduces(state, closing.instrumentId)) return sum;
  const held = heldBy(state, positionIdOf(closing));
  for (const id of state.openOrdinary.get(closing.instrumentId) ?? []) {
    const order = state.orders.get(id);
    if (order === undefined || order.request.reduceOnly || !isInDoubt(order) || !counts(order)) continue;
    if (order.request.positionId !== closing.positionId || (order.request.side === 'buy') === held > ZERO) continue;
    sum = add(sum, leavesOf(order));
  }
  return sum;
}

/** Signed, and neither ended nor known to rest at a price of its own. */
function isInDoubt({ status, request: { type, timeInForce } }: Order): boolean {
  if (status === 'unknown' || status === 'submitting') return true;
  return isWorking(status) && fillsAtOnce({ type, timeInForce });
}

/** Everything that a close must leave room for: closes, orders in doubt, and protection where it may rest itself. */
export function closesBefore(state: AccountState, request: Closing & Timing, exceptId?: string): Decimal {
  const closes = add(pendingCloses(state, request, exceptId), doubtful(state, request, exceptId));
  return fillsAtOnce(request) ? closes : add(closes, protectionUnderWay(state, request));
}

type Timing = Pick<OrderRequest, 'type' | 'timeInForce'>;

function fillsAtOnce({ type, timeInForce }: Timing): boolean {
  return type === 'market' || (type === 'limit' && (timeInForce === 'ioc' || timeInForce === 'fok'));
}

/** Whether a close can be sent without all that is on its way being larger than the position. */
export function hasRoom(state: AccountState, order: Order): boolean {
  const { id, request } = order;
  if (venueReduces(state, request.instrumentId) || request.role !== 'close' || !request.reduceOnly) return true;
  const giving = add(protectionUnderWay(state, request), displacedQuantity(state, order));
  if (giving === ZERO) return true;
  const others = add(pendingCloses(state, request, id), giving);
  return add(request.quantity, others) <= absolute(heldBy(state, positionIdOf(request)));
}

/** What of a position protection may cover, signed: what is held, less closes that are on their way. */
export function protectable(state: AccountState, instrumentId: string, positionId: string): Decimal {
  const held = heldBy(state, positionId);
  if (venueReduces(state, instrumentId) || held === ZERO) return held;
  const closing = state.account.positionMode === 'hedging' ? { instrumentId, positionId } : { instrumentId };
  const left = maximum(ZERO, subtract(absolute(held), pendingCloses(state, closing)));
  return held > ZERO ? left : negate(left);
}

/** Looks again at all that protects the position, where closes that rest leave less of it than that. */
export function touchWhereTight(state: AccountState, { instrumentId, positionId }: Required<Closing>): void {
  if (state.groups.size === 0) return;
  if (state.groupIndex.isTight(positionId, protectable(state, instrumentId, positionId)))
    state.groupIndex.touchPosition(positionId);
}

/** The position that closes, stop-losses and take-profits of a kind take from. */
export const positionIdOf = ({ positionId, instrumentId }: Closing): string => positionId ?? instrumentId;

const heldBy = (state: AccountState, positionId: string): Decimal => state.positions.get(positionId)?.quantity ?? ZERO;
const leavesOf = (order: Order): Decimal => subtract(fillableQuantity(order), order.filledQuantity);
