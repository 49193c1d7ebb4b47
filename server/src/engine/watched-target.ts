/**
 * Take-profits that are watched here. Where a resting order ties up what it sells, a stop-loss and a take-profit of the same
 * can't both rest at the venue: the stop-loss does. When the price comes to the take-profit, and a dry judgment lets it pass,
 * the stop-loss is canceled; once the venue has said so, a limit order at the take-profit's price leaves that ends at once with
 * what it could not fill, and the stop-loss comes back for that. What is not known to be over keeps all else of its leg from
 * leaving, so both together never sell more than is held.
 */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import { isTerminal, isWorking, type Order, opposite } from '#domain/order.ts';
import { hasReached, hasTriggered, watchedPrice } from './algos/trailing.ts';
import { freshQuoteOf } from './fresh-quote.ts';
import type { ProtectionGroup, TargetTry } from './protection-group.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';

/** How long after a try that filled nothing the next may come: doubled each time, up to so often. */
const AFTER_VAIN_MS = 1_000;
const DOUBLED_MAX = 6;
/** So many refused in a row are enough, until somebody changes a level. */
const REFUSED_MAX = 3;

/** Whether what rests in the instrument ties up what it sells. */
export function tiesUp({ volatile }: AccountState, instrumentId: string): boolean {
  const { traits, directory } = volatile.settings;
  if (traits.tiesUp === undefined || traits.tiesUp.length === 0) return false;
  const kind = directory.byId(instrumentId)?.kind;
  return kind !== undefined && traits.tiesUp.includes(kind);
}

/** The price of the leg's take-profit, where it is watched here: beside a stop-loss that has the coins. */
export function watchedTarget(state: AccountState, group: ProtectionGroup, leg: number): Decimal | undefined {
  if (group.stopLoss === undefined || !tiesUp(state, group.instrumentId)) return undefined;
  return group.takeProfits[leg]?.price;
}

/** How the leg's take-profit was tried so far; undefined before the first time. */
export const tryOf = ({ tries }: ProtectionGroup, leg: number): TargetTry | undefined =>
  tries.find((one) => one.leg === leg);

/** Whether the stop-loss of the leg gives way to its take-profit now. */
export const isTaking = (group: ProtectionGroup, leg: number): boolean => tryOf(group, leg)?.isTaking === true;

/** Whether a fresh price has come to the take-profit. */
export function hasCome(run: StepRun, group: ProtectionGroup, target: Decimal): boolean {
  const price = priceFor(run, group);
  return price !== undefined && hasReached(opposite(group.side), price, target);
}

/** Whether a stop-loss that comes back would be triggered at once, which venues refuse. */
export function isPassed(run: StepRun, group: ProtectionGroup, stopLoss: Decimal): boolean {
  const price = priceFor(run, group);
  return price !== undefined && hasTriggered(opposite(group.side), price, stopLoss);
}

function priceFor({ state, now }: StepRun, { instrumentId, side }: ProtectionGroup): Decimal | undefined {
  const quote = freshQuoteOf(state, now, instrumentId);
  return quote === undefined ? undefined : watchedPrice(opposite(side), quote);
}

/** Whether the leg's take-profit may be tried at this moment, as far as the price and earlier tries go. */
export function isDue(run: StepRun, group: ProtectionGroup, leg: number): boolean {
  const target = watchedTarget(run.state, group, leg);
  if (target === undefined || !run.state.volatile.reconciled || !hasCome(run, group, target)) return false;
  const before = tryOf(group, leg);
  if (before === undefined) return true;
  if (before.isTaking || before.refused >= REFUSED_MAX) return false;
  if (before.vain === 0) return true;
  return run.now >= before.overAt + AFTER_VAIN_MS * 2 ** Math.min(before.vain - 1, DOUBLED_MAX);
}

/** Whether the stop-loss can give way now: it rests, or there is none any more. */
export const canGiveWay = (stop: Order | undefined): boolean =>
  stop === undefined || isTerminal(stop.status) || stop.status === 'accepted' || stop.status === 'partially_filled';

/** Whether the order ends by itself: nothing of it is to be changed. */
export const endsByItself = ({ status, request: { type, timeInForce } }: Order): boolean =>
  isWorking(status) && (type === 'market' || timeInForce === 'ioc' || timeInForce === 'fok');

/** The try begins: from now on the stop-loss gives way. */
export function begin(run: StepRun, group: ProtectionGroup, leg: number): void {
  const limitPrice = watchedTarget(run.state, group, leg);
  const price = priceFor(run, group);
  if (limitPrice === undefined || price === undefined) return;
  const { id: groupId, instrumentId } = group;
  run.emit({ kind: 'take_profit_reached', time: run.now, groupId, leg, instrumentId, price, limitPrice });
}

/** Ends the try if its order is over. Whatever is left is the stop-loss's again. */
export function endIfOver(run: StepRun, group: ProtectionGroup, leg: number): void {
  const { orderId } = tryOf(group, leg) ?? {};
  if (orderId === undefined || !isTaking(group, leg)) return;
  const order = run.state.orders.get(orderId);
  if (order === undefined || isTerminal(order.status)) end(run, group, leg);
}

/** Ends the try, with or without an order. */
export function end(run: StepRun, group: ProtectionGroup, leg: number): void {
  const { orderId } = tryOf(group, leg) ?? {};
  const order = orderId === undefined ? undefined : run.state.orders.get(orderId);
  const { id: groupId, instrumentId } = group;
  run.emit({ kind: 'take_profit_left', time: run.now, groupId, leg, instrumentId, outcome: outcomeOf(order) });
}

function outcomeOf(order: Order | undefined): 'filled' | 'vain' | 'refused' {
  if (order === undefined) return 'vain';
  if (order.filledQuantity > ZERO) return 'filled';
  return order.status === 'denied' || order.status === 'rejected' ? 'refused' : 'vain';
}
