/**
 * Protection: stop-loss and take-profit follow what an entry has filled. A group keeps the wish; each of its legs (one per
 * take-profit) is a pair of reduce-only orders that cancel each other. After every change the orders are compared with
 * the wish and what differs is placed, amended or canceled, each through the same gate as any order.
 */
import {
  absolute,
  add,
  type Decimal,
  isZero,
  maximum,
  minimum,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import { isTerminal, isWorking, opposite, type Order, type OrderRequest } from '#domain/order.ts';
import { nextOpen } from '#domain/schedule.ts';
import { legOf } from './apply-protection.ts';
import { requestAmend, requestCancel } from './changes.ts';
import { hasMessageRoom, waitForMessageRoom } from './message-room.ts';
import { isBeingTaken, protectable } from './pending-closes.ts';
import { type ProtectionGroup, protectedBy, type ProtectiveRole } from './protection-group.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';
import { submitRequest } from './submission.ts';

const CLOSED = 'TRADING_CLOSED';
/** How long it may be before it is looked again whether trading is open. */
const LOOK_AGAIN_MS = 900_000;

interface Wish {
  readonly group: ProtectionGroup;
  readonly leg: number;
  readonly role: ProtectiveRole;
  /** What is left to protect by this order. */
  readonly quantity: Decimal;
  readonly price: Decimal | undefined;
}

/** Whether it is a stop-loss or a take-profit, which nobody but the engine looks after. */
export const isProtective = ({ request: { role } }: Order): boolean => role === 'stop_loss' || role === 'take_profit';

export interface SyncOptions {
  /** Try again where the newest protective order was denied or rejected: after a resume, or a new level. */
  readonly retry?: boolean;
  /** Try again what was denied because trading was closed. */
  readonly opened?: boolean;
}

/**
 * Brings the protective orders of an instrument in line with its positions: those of the groups of which something has
 * changed, or of all where what was refused is to be tried again.
 */
export function syncProtection(run: StepRun, instrumentId: string, options: SyncOptions = {}): void {
  const { state } = run;
  if (state.groups.size === 0) return;
  const changed = state.groupIndex.takeChanged(instrumentId);
  const isWhole = options.retry === true || options.opened === true;
  const groups = isWhole ? state.groupIndex.ofInstrument(instrumentId) : changed;
  const crowded = crowdedAmong(state, groups);
  if (crowded === undefined) for (const group of groups) syncGroup(run, { group }, options);
  else for (const group of withCrowded(state, groups, crowded)) syncGroup(run, { group, used: crowded }, options);
}

/** What is protected so far, by position: of those whose groups would protect more together than there is. */
type Crowded = Map<string, Decimal>;

function crowdedAmong(state: AccountState, groups: readonly ProtectionGroup[]): Crowded | undefined {
  let crowded: Crowded | undefined;
  for (const { instrumentId, positionId } of groups) {
    const held = protectable(state, instrumentId, positionId);
    if (!state.groupIndex.isTight(positionId, held)) continue;
    crowded ??= new Map();
    crowded.set(positionId, ZERO);
  }
  return crowded;
}

/** Where there is not enough for all, each group of a position depends on all the others. */
function withCrowded(state: AccountState, groups: readonly ProtectionGroup[], crowded: Crowded): ProtectionGroup[] {
  const all = new Set(groups);
  for (const positionId of crowded.keys()) for (const other of state.groupIndex.ofPosition(positionId)) all.add(other);
  return state.groupIndex.inOrder([...all]);
}

function syncGroup(
  run: StepRun,
  { group, used }: { readonly group: ProtectionGroup; readonly used?: Crowded },
  options: SyncOptions,
): void {
  const { state } = run;
  const taken = used?.get(group.positionId);
  const free = taken === undefined ? undefined : maximum(ZERO, subtract(heldBy(state, group), taken));
  const quantities = legQuantities(state, group, free);
  const total = quantities.reduce(add, ZERO);
  if (taken !== undefined) used?.set(group.positionId, add(taken, total));
  for (let missing = lastLegOf(state, group) + 1 - quantities.length; missing > 0; missing -= 1) quantities.push(ZERO);
  for (let leg = 0; leg < quantities.length; leg += 1) {
    const quantity = quantities[leg] ?? ZERO;
    syncOrder(run, { group, leg, role: 'stop_loss', quantity, price: group.stopLoss }, options);
    syncOrder(run, { group, leg, role: 'take_profit', quantity, price: group.takeProfits[leg]?.price }, options);
  }
  if (isZero(total) && isOver(state, group)) run.emit({ kind: 'protection_ended', time: run.now, groupId: group.id });
  else if (taken !== undefined) state.groupIndex.touch(group.id);
}

function heldBy(state: AccountState, group: ProtectionGroup): Decimal {
  const held = protectable(state, group.instrumentId, group.positionId);
  const sameSide = group.side === 'buy' ? held > ZERO : held < ZERO;
  return sameSide ? absolute(held) : ZERO;
}

/** Per leg: its share of what was filled, less what it has closed, all together no more than is left, or than is `free`. */
function legQuantities(state: AccountState, group: ProtectionGroup, free: Decimal | undefined): Decimal[] {
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
function lastLegOf(state: AccountState, group: ProtectionGroup): number {
  let last = 0;
  for (const id of group.childIds) {
    const child = state.orders.get(id);
    if (child?.request.ocoGroup === undefined || isTerminal(child.status)) continue;
    last = Math.max(last, legOf(child.request.ocoGroup).leg);
  }
  return last;
}

function isOver(state: AccountState, group: ProtectionGroup): boolean {
  const entry = group.entryOrderId === undefined ? undefined : state.orders.get(group.entryOrderId);
  if (entry !== undefined && !isTerminal(entry.status)) return false;
  for (const id of group.childIds) {
    const child = state.orders.get(id);
    if (child !== undefined && !isTerminal(child.status)) return false;
  }
  return true;
}

function syncOrder(run: StepRun, wish: Wish, options: SyncOptions): void {
  const newest = newestChild(run.state, wish);
  const wanted = wish.price !== undefined && wish.quantity > ZERO;
  if (newest === undefined || isTerminal(newest.status)) {
    if (wanted && (options.retry === true || mayOpen(newest, options) || !hasFailed(run, wish, newest)))
      placeInTurn(run, wish);
    return;
  }
  if (!isWorking(newest.status) || newest.status === 'pending_cancel' || newest.status === 'pending_amend') return;
  if (!wanted) requestCancel(run, newest, 'engine');
  else amend(run, newest, wish);
}

const mayOpen = (newest: Order | undefined, { opened }: SyncOptions): boolean =>
  opened === true && newest?.status === 'denied' && newest.reason?.code === CLOSED;

/** How often an order that the venue ends by itself is placed again. */
const REPLACEMENTS_MAX = 3;

/** Whether the very order that is wanted now was refused already, or ended by the venue too often to go on. */
function hasFailed(run: StepRun, wish: Wish, newest: Order | undefined): boolean {
  if (newest === undefined || !isSameWish(newest, wish)) return false;
  if (newest.status === 'denied' || newest.status === 'rejected') return true;
  if (endedInVain(run.state, wish) <= REPLACEMENTS_MAX) return false;
  alarmBare(run, wish, newest);
  return true;
}

function isSameWish({ request }: Order, wish: Wish): boolean {
  const price = wish.role === 'stop_loss' ? request.stopPrice : request.limitPrice;
  return request.quantity === wish.quantity && price === wish.price;
}

/**
 * How many of the newest orders for this wish the venue ended by itself without a fill, one after the other. What was
 * denied it never had, and what gave way it was asked to end.
 */
function endedInVain(state: AccountState, wish: Wish): number {
  let count = 0;
  for (const child of childrenOf(state, wish)) {
    if (child.status === 'denied' || child.isCancelAsked === true) continue;
    const vain = isTerminal(child.status) && isZero(child.filledQuantity) && isSameWish(child, wish);
    count = vain ? count + 1 : 0;
  }
  return count;
}

function alarmBare(run: StepRun, { group, role }: Wish, order: Order): void {
  const reason = order.reason?.code ?? '';
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: group.instrumentId, role, reason });
}

function childrenOf(state: AccountState, wish: Wish): Order[] {
  const children: Order[] = [];
  for (const id of wish.group.childIds) {
    const child = state.orders.get(id);
    if (child !== undefined && isChildFor(child, wish)) children.push(child);
  }
  return children;
}

function isChildFor({ request: { role, ocoGroup } }: Order, wish: Wish): boolean {
  return ocoGroup !== undefined && role === wish.role && legOf(ocoGroup).leg === wish.leg;
}

function newestChild(state: AccountState, wish: Wish): Order | undefined {
  let newest: Order | undefined;
  for (const id of wish.group.childIds) {
    const child = state.orders.get(id);
    if (child !== undefined && isChildFor(child, wish)) newest = child;
  }
  return newest;
}

/**
 * A take-profit has time: while something is on its way that may take the position away, it waits for the outcome, where
 * the venue would let it turn the position round. A stop-loss has none.
 */
function placeInTurn(run: StepRun, wish: Wish): void {
  const { id, instrumentId, positionId } = wish.group;
  const { state } = run;
  const closing = state.account.positionMode === 'hedging' ? { instrumentId, positionId } : { instrumentId };
  if (wish.role === 'take_profit' && isBeingTaken(state, closing)) state.groupIndex.touch(id);
  else if (hasMessageRoom(run, wish.role)) place(run, wish);
  else waitForMessageRoom(run, wish.group, wish.role);
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

function place(run: StepRun, wish: Wish): void {
  const { group, price } = wish;
  if (price === undefined) return;
  const entry = group.entryOrderId === undefined ? undefined : run.state.orders.get(group.entryOrderId);
  const stop = wish.role === 'stop_loss';
  const request: Draft<OrderRequest> = {
    instrumentId: group.instrumentId,
    side: opposite(group.side),
    type: stop ? 'stop' : 'limit',
    quantity: wish.quantity,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: true,
    role: wish.role,
    ocoGroup: `${group.id}.${wish.leg}`,
  };
  if (stop) request.stopPrice = price;
  else request.limitPrice = price;
  if (run.state.account.positionMode === 'hedging') request.positionId = group.positionId;
  if (entry?.request.magic !== undefined) request.magic = entry.request.magic;
  const deriveId = run.state.volatile.settings.deriveId;
  const order = submitRequest(run, request, {
    orderId: deriveId([group.id, wish.role, String(wish.leg), String(group.childCount)]),
    source: entry?.source ?? 'protection',
    ...(entry?.signalId === undefined ? {} : { signalId: entry.signalId }),
    parentOrderId: group.entryOrderId ?? group.positionId,
  });
  if (order.status === 'denied' && !waitsForOpening(run, wish, order)) alarmBare(run, wish, order);
}

/** When trading is closed, protection waits for it to open: a person is told until when, and it is looked again then. */
function waitsForOpening(run: StepRun, { group, role }: Wish, order: Order, code = order.reason?.code): boolean {
  const { awaitingOpening, settings } = run.state.volatile;
  const { instrumentId } = group;
  const instrument = settings.directory.byId(instrumentId);
  const opensAt = code !== CLOSED || instrument === undefined ? undefined : nextOpen(instrument, run.now);
  if (opensAt === undefined) return false;
  const opens = new Date(opensAt).toISOString();
  run.notify('alarm', 'PROTECTION_WAITS', { symbol: instrumentId, role, opens });
  if (!awaitingOpening.has(instrumentId)) lookAgain(run, order, opensAt);
  awaitingOpening.set(instrumentId, opensAt);
  return true;
}

/** Timers are not trusted for long: a clock may be set, a machine may sleep. */
function lookAgain(run: StepRun, { id }: Order, opensAt: number): void {
  run.effect({ kind: 'poll_after', orderId: id, delayMs: Math.min(opensAt - run.now, LOOK_AGAIN_MS) });
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

/** What must be smaller at a venue that can neither amend nor keep it from turning the position round is placed anew. */
function mustReplace({ state }: StepRun, leaves: Decimal, wish: Wish): boolean {
  const { amend: canAmend, reduceOnly } = state.volatile.settings.traits;
  return !canAmend && !reduceOnly && leaves > wish.quantity;
}

function amend(run: StepRun, child: Order, wish: Wish): void {
  const price = wish.role === 'stop_loss' ? child.request.stopPrice : child.request.limitPrice;
  const leaves = subtract(child.request.quantity, child.filledQuantity);
  if (leaves === wish.quantity && price === wish.price) return;
  if (mustReplace(run, leaves, wish)) return void requestCancel(run, child, 'engine');
  const quantity = add(child.filledQuantity, wish.quantity);
  const refusal = requestAmend(run, child, {
    actor: 'engine',
    quantity,
    ...(wish.price === undefined
      ? {}
      : wish.role === 'stop_loss'
        ? { stopPrice: wish.price }
        : { limitPrice: wish.price }),
  });
  if (refusal === undefined) return;
  const { group, role } = wish;
  run.state.groupIndex.touch(group.id);
  if (waitsForOpening(run, wish, child, refusal.code)) return;
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: group.instrumentId, role, reason: refusal.code });
}
