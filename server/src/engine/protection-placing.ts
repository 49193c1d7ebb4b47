/** Placing protection: the order that a leg's wish becomes, whether and how much of it may leave now, and sending it. */
import { type Decimal, isZero } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import { opposite, type OrderRequest } from '#domain/order.ts';
import { mostFor } from './free-coins.ts';
import { hasMessageRoom, waitForMessageRoom } from './message-room.ts';
import { isBeingTaken } from './pending-closes.ts';
import type { Wish } from './protection-children.ts';
import { waitsForOpening } from './protection-while-closed.ts';
import { waitsForComparison } from './protection-while-comparing.ts';
import { alarmBare } from './refused-protection.ts';
import type { StepRun } from './step-run.ts';
import { judgeRequest, submitRequest } from './submission.ts';
import { stopLossTerms } from './venue-stops.ts';
import { hasCome, isPassed, tryOf, watchedTarget } from './watched-target.ts';

/** Whether the take-profit would leave now: nothing gives way to an order that would not. */
export function mayTake(run: StepRun, wish: Wish): boolean {
  const { group, price } = wish;
  if (price === undefined || watchedTarget(run.state, group, wish.leg) === undefined) return false;
  if (!hasCome(run, group, price) || mustWait(run, wish) || mostFor(run.state, wish) < wish.quantity) return false;
  if (!hasMessageRoom(run, wish.role)) return false;
  return judgeRequest(run, { id: group.id, source: 'protection' }, requestOf(run, wish, price)).approved;
}

/**
 * A take-profit has time: while something may take the position away, or have taken it, it waits for the outcome, where
 * the venue would let it turn the position round. A stop-loss has none.
 */
export function mustWait({ state }: StepRun, { role, group: { id, instrumentId, positionId } }: Wish): boolean {
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

/** Places what can be had of the wish now, when nothing is before it and there is room for its message. */
export function placeInTurn(run: StepRun, wish: Wish): void {
  if (waitsForComparison(run, wish.group, wish.role)) return;
  const able = mustWait(run, wish) ? undefined : ableNow(run, wish);
  if (able === undefined) return;
  if (hasMessageRoom(run, wish.role)) place(run, able);
  else waitForMessageRoom(run, wish.group, wish.role);
}

/** Has the order leave, if the gate lets it; a person is told where protection is missing for it. */
export function place(run: StepRun, wish: Wish): void {
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
