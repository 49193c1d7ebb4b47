/**
 * Protection: stop-loss and take-profit follow what an entry has filled. A group keeps the wish; each of its legs (one per
 * take-profit) is a pair of reduce-only orders that cancel each other. After every change the orders are compared with
 * the wish and what differs is placed, amended or canceled, each through the same gate as any order.
 */
import { add, type Decimal, isZero, maximum, subtract, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import { isTerminal, isWorking, opposite, type Order, type OrderRequest, type Reason } from '#domain/order.ts';
import { nextOpen } from '#domain/schedule.ts';
import { isAmendable } from './amendable.ts';
import { type AmendFields, requestAmend, requestCancel, requestReplacement } from './changes.ts';
import { coinsFor, mostFor } from './free-coins.ts';
import { hasMessageRoom, waitForMessageRoom } from './message-room.ts';
import { isBeingTaken, protectable, unwantedUnderWay } from './pending-closes.ts';
import { childrenOf, endedInVain, isSameWish, newestChild, type Wish } from './protection-children.ts';
import { hasWish, type ProtectionGroup } from './protection-group.ts';
import { levelOnTick } from './level-on-tick.ts';
import { heldBy, isOver, lastLegOf, legQuantities } from './protection-legs.ts';
import type { AccountState } from './state.ts';
import { dueAgainAt, hasPassed } from './passing-refusals.ts';
import type { StepRun } from './step-run.ts';
import { judgeRequest, submitRequest } from './submission.ts';
import { venueReduces } from './venue-reduces.ts';
import { limitBehind, stopLossTerms } from './venue-stops.ts';
import {
  begin,
  canGiveWay,
  end,
  endIfOver,
  endsByItself,
  hasCome,
  isDue,
  isPassed,
  isTaking,
  tiesUp,
  tryOf,
  watchedTarget,
} from './watched-target.ts';

const CLOSED = 'TRADING_CLOSED';
/** How long it may be before it is looked again whether trading is open. */
const LOOK_AGAIN_MS = 900_000;

/** Whether it is a stop-loss or a take-profit, which nobody but the engine looks after. */
export const isProtective = ({ request: { role } }: Order): boolean => role === 'stop_loss' || role === 'take_profit';

export interface SyncOptions {
  /** Try again where the newest protective order was denied or rejected: after a resume, or a new level. */
  readonly retry?: boolean;
  /** Try again what was denied because trading was closed. */
  readonly opened?: boolean;
  /** Try again a stop-loss that the venue refused when it came back: a price has come that may be beyond it. */
  readonly priced?: boolean;
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
    crowded.set(positionId, unwantedUnderWay(state, positionId));
  }
  return crowded;
}

/** Where there is not enough for all, each group of a position depends on all the others. */
function withCrowded(state: AccountState, groups: readonly ProtectionGroup[], crowded: Crowded): ProtectionGroup[] {
  const all = new Set(groups);
  for (const positionId of crowded.keys()) for (const other of state.groupIndex.ofPosition(positionId)) all.add(other);
  return state.groupIndex.inOrder([...all]);
}

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
  // What is to have neither takes nothing from those that are to have one.
  if (taken !== undefined && hasWish(group)) used?.set(group.positionId, add(taken, total));
  const wanted = quantities.length;
  for (let missing = lastLegOf(state, group) + 1 - wanted; missing > 0; missing -= 1) quantities.push(ZERO);
  // A leg that is not wanted any more goes first, where it ties up what the others are to sell.
  const isTied = lastLegOf(state, group) >= wanted && tiesUp(state, group.instrumentId);
  for (let leg = isTied ? wanted : 0; leg < quantities.length; leg += 1) {
    const wish = { group, leg, quantity: quantities[leg] ?? ZERO };
    const stop: Wish = { ...wish, role: 'stop_loss', price: levelOnTick(run.state, group, group.stopLoss) };
    const target: Wish = {
      ...wish,
      role: 'take_profit',
      price: levelOnTick(run.state, group, group.takeProfits[leg]?.price),
    };
    syncLeg(run, { stop, target }, options);
  }
  if (isZero(total) && isOver(state, group)) run.emit({ kind: 'protection_ended', time: run.now, groupId: group.id });
  else if (taken !== undefined) state.groupIndex.touch(group.id);
}

interface Leg {
  readonly stop: Wish;
  readonly target: Wish;
}

/** Both orders of a leg rest, or where they can't both, the stop-loss does until the take-profit's price has come. */
function syncLeg(run: StepRun, { stop, target }: Leg, options: SyncOptions): void {
  const { group, leg } = stop;
  if (!tiesUp(run.state, group.instrumentId)) {
    syncOrder(run, stop, options);
    return syncOrder(run, target, options);
  }
  endIfOver(run, group, leg);
  if (isTaking(group, leg)) takeProfit(run, { stop, target });
  if (isTaking(group, leg)) return;
  const hasStop = isWanted(stop);
  const [resting, other] = hasStop ? [stop, target] : [target, stop];
  const retry = options.retry === true || (options.priced === true && isRefused(run.state, stop));
  if (hasGone(run, other)) syncOrder(run, resting, { ...options, retry });
  if (!hasStop || !isDue(run, group, leg) || !canGiveWay(newestChild(run.state, stop))) return;
  if (!hasGone(run, target) || !mayTake(run, target)) return;
  begin(run, group, leg);
  takeProfit(run, { stop, target });
}

/** Takes the profit once the stop-loss is known to be gone; where it is not to be had any more, the try is over. */
function takeProfit(run: StepRun, { stop, target }: Leg): void {
  const { group, leg } = target;
  if (!hasGone(run, stop)) return;
  if (tryOf(group, leg)?.orderId === undefined) {
    if (isWanted(target) && mayTake(run, target)) place(run, target);
    if (tryOf(group, leg)?.orderId === undefined) return end(run, group, leg);
  }
  endIfOver(run, group, leg);
}

/** Whether the take-profit would leave now: nothing gives way to an order that would not. */
function mayTake(run: StepRun, wish: Wish): boolean {
  const { group, price } = wish;
  if (price === undefined || watchedTarget(run.state, group, wish.leg) === undefined) return false;
  if (!hasCome(run, group, price) || mustWait(run, wish) || mostFor(run.state, wish) < wish.quantity) return false;
  if (!hasMessageRoom(run, wish.role)) return false;
  return judgeRequest(run, { id: group.id, source: 'protection' }, requestOf(run, wish, price)).approved;
}

/** Whether the venue did not take the stop-loss back after a try, so far not too often: its price had been passed, mostly. */
function isRefused(state: AccountState, { group, leg }: Pick<Wish, 'group' | 'leg'>): boolean {
  if (tryOf(group, leg) === undefined || isTaking(group, leg)) return false;
  const refused = childrenOf(state, { group, leg, role: 'stop_loss' }).reverse();
  const count = refused.findIndex(({ status }) => status !== 'rejected');
  return count !== 0 && refused.length > 0 && (count === -1 ? refused.length : count) <= REPLACEMENTS_MAX;
}

const isWanted = ({ price, quantity }: Wish): boolean => price !== undefined && quantity > ZERO;

/** Whether nothing for the wish may fill any more; if something may, it is asked to end. */
function hasGone(run: StepRun, wish: Wish): boolean {
  const isGone = (): boolean => isTerminal(newestChild(run.state, wish)?.status ?? 'canceled');
  if (!isGone()) syncOrder(run, { ...wish, quantity: ZERO }, {});
  return isGone();
}

function syncOrder(run: StepRun, wish: Wish, options: SyncOptions): void {
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
  else amend(run, newest, wish);
}

const mayOpen = (newest: Order | undefined, { opened }: SyncOptions): boolean =>
  opened === true && newest?.status === 'denied' && newest.reason?.code === CLOSED;

/** How often an order that the venue ends by itself is placed again. */
const REPLACEMENTS_MAX = 3;

/** Whether the very order that is wanted now was refused already, or ended by the venue too often to go on. */
function hasFailed(run: StepRun, wish: Wish, newest: Order | undefined): boolean {
  if (newest === undefined || !isSameWish(newest, wish)) return false;
  if (newest.status === 'denied') return !hasPassed(run.state, newest);
  if (newest.status === 'rejected') return run.now < (dueAgainAt(run.state, wish) ?? Number.POSITIVE_INFINITY);
  if (endedInVain(run.state, wish) <= REPLACEMENTS_MAX) return false;
  alarmBare(run, wish, newest);
  return true;
}

function alarmBare(run: StepRun, { group, role }: Wish, order: Order): void {
  const reason = order.reason?.code ?? '';
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: group.instrumentId, role, reason });
}

/**
 * A take-profit has time: while something may take the position away, or have taken it, it waits for the outcome, where
 * the venue would let it turn the position round. A stop-loss has none.
 */
function mustWait({ state }: StepRun, { role, group: { id, instrumentId, positionId } }: Wish): boolean {
  const closing = state.account.positionMode === 'hedging' ? { instrumentId, positionId } : { instrumentId };
  const waits = role === 'take_profit' && isBeingTaken(state, closing);
  if (waits) state.groupIndex.touch(id);
  return waits;
}

/** The wish as far as it can be met now, or nothing: less than all is not worth an alarm where it would be denied. */
function ableNow(run: StepRun, wish: Wish): Wish | undefined {
  const able = { ...wish, quantity: mostFor(run.state, wish) };
  if (able.quantity === wish.quantity) return wish;
  if (able.price === undefined || isZero(able.quantity)) return undefined;
  const from = { id: wish.group.id, source: 'protection' };
  return judgeRequest(run, from, requestOf(run, able, able.price)).approved ? able : undefined;
}

function placeInTurn(run: StepRun, wish: Wish): void {
  const able = mustWait(run, wish) ? undefined : ableNow(run, wish);
  if (able === undefined) return;
  if (hasMessageRoom(run, wish.role)) place(run, able);
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
  const request = requestOf(run, wish, price);
  const deriveId = run.state.volatile.settings.deriveId;
  const order = submitRequest(run, request, {
    orderId: deriveId([group.id, wish.role, String(wish.leg), String(group.childCount)]),
    source: entry?.source ?? 'protection',
    ...(entry?.signalId === undefined ? {} : { signalId: entry.signalId }),
    parentOrderId: group.entryOrderId ?? group.positionId,
  });
  if (order.status === 'denied' && !waitsForOpening(run, wish, order)) alarmBare(run, wish, order);
}

function requestOf(run: StepRun, { group, leg, role, quantity }: Wish, price: Decimal): OrderRequest {
  const entry = group.entryOrderId === undefined ? undefined : run.state.orders.get(group.entryOrderId);
  const request: Draft<OrderRequest> = {
    instrumentId: group.instrumentId,
    side: opposite(group.side),
    type: 'limit',
    quantity,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: true,
    role,
    ocoGroup: `${group.id}.${leg}`,
  };
  const wasTried = tryOf(group, leg) !== undefined;
  if (role === 'stop_loss' && wasTried && isPassed(run, group, price))
    Object.assign(request, { type: 'market', timeInForce: 'ioc' });
  else if (role === 'stop_loss') Object.assign(request, stopLossTerms(run.state, request, price));
  else request.limitPrice = price;
  if (role === 'take_profit' && watchedTarget(run.state, group, leg) !== undefined) request.timeInForce = 'ioc';
  if (run.state.account.positionMode === 'hedging') request.positionId = group.positionId;
  if (entry?.request.magic !== undefined) request.magic = entry.request.magic;
  return request;
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

/** How much an order that has so much left may have now: it grows by what is free, and a take-profit in its turn. */
function dueNow(run: StepRun, wish: Wish, leaves: Decimal): Decimal {
  if (wish.quantity <= leaves) return wish.quantity;
  return mustWait(run, wish) ? leaves : maximum(leaves, mostFor(run.state, wish));
}

function amend(run: StepRun, child: Order, wish: Wish): void {
  const { group, role } = wish;
  const price = role === 'stop_loss' ? child.request.stopPrice : child.request.limitPrice;
  const leaves = subtract(child.request.quantity, child.filledQuantity);
  const due = dueNow(run, wish, leaves);
  // What rests between two steps was placed when they were finer: it may stay.
  const isAtLevel = levelOnTick(run.state, group, price) === wish.price;
  if (leaves === due && isAtLevel) return;
  const priced = wish.price === undefined ? {} : amendedPrices(run, child, wish.price);
  const fields = { actor: 'engine', quantity: add(child.filledQuantity, due), ...priced };
  const refusal = isAmendable(run.state, child.request)
    ? requestAmend(run, child, fields)
    : replace(run, child, { fields, isTooLarge: isAtLevel && due < leaves && mayTurn(run, wish, leaves) });
  if (refusal === undefined) return;
  run.state.groupIndex.touch(group.id);
  if (waitsForOpening(run, wish, child, refusal.code)) return;
  run.notify('alarm', 'PROTECTION_NOT_PLACED', { symbol: group.instrumentId, role, reason: refusal.code });
}

function amendedPrices(
  { state }: StepRun,
  { request }: Order,
  price: Decimal,
): Pick<AmendFields, 'stopPrice' | 'limitPrice'> {
  if (request.role !== 'stop_loss') return { limitPrice: price };
  return { stopPrice: price, ...limitBehind(state, request, price) };
}

interface Replacement {
  readonly fields: AmendFields;
  /** It is to be smaller and nothing else, and could turn the position round. */
  readonly isTooLarge: boolean;
}

/** Whether protection that may fill so much could turn its position round: where coins are tied up, those of others count. */
function mayTurn({ state }: StepRun, { group, leg }: Wish, leaves: Decimal): boolean {
  if (venueReduces(state, group.instrumentId)) return false;
  const coins = coinsFor(state, group, leg);
  return coins === undefined || leaves > coins;
}

/**
 * What the venue can't change in place ends, and is placed anew when it has. One that is too large ends in any case where it
 * could turn the position round. Answers why it stays as it is.
 */
function replace(run: StepRun, child: Order, { fields, isTooLarge }: Replacement): Reason | undefined {
  return isTooLarge ? requestCancel(run, child, 'engine') : requestReplacement(run, child, fields);
}
