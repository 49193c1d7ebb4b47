/**
 * Protection: stop-loss and take-profit follow what an entry has filled. A group keeps the wish; each of its legs (one per
 * take-profit) is a pair of reduce-only orders that cancel each other. After every change the orders are compared with
 * the wish and what differs is placed, amended or canceled, each through the same gate as any order.
 */
import { add, type Decimal, isZero, maximum, subtract, ZERO } from '#domain/decimal.ts';
import { levelOnTick } from './level-on-tick.ts';
import { protectable, unwantedUnderWay } from './pending-closes.ts';
import { newestChild, type Wish } from './protection-children.ts';
import { hasWish, type ProtectionGroup } from './protection-group.ts';
import { heldBy, isOver, lastLegOf, legQuantities } from './protection-legs.ts';
import { hasGone, isWanted, type SyncOptions, syncOrder } from './protection-order.ts';
import { mayTake, place } from './protection-placing.ts';
import { isRefused } from './refused-protection.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';
import { begin, canGiveWay, end, endIfOver, isDue, isTaking, tiesUp, tryOf } from './watched-target.ts';

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
  const { id: groupId, instrumentId } = group;
  if (isZero(total) && isOver(state, group))
    run.emit({ kind: 'protection_ended', time: run.now, groupId, instrumentId });
  else if (taken !== undefined) state.groupIndex.touch(groupId);
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
