/**
 * Children: orders like any. Each is asked about at the gate before it comes to be, so that one that may not leave makes no
 * entry, and passes it; what closes takes no more than is held and makes protection give way as every close does.
 */
import { absolute, type Decimal, minimum, roundToStep, subtract, ZERO } from '#domain/decimal.ts';
import { idBeside } from '#domain/derived-id.ts';
import type { Draft } from '#domain/draft.ts';
import { isTerminal, type Order, type OrderRequest, type Reason } from '#domain/order.ts';
import { endOfParent, type ParentOrder } from '#domain/parent-order.ts';
import { requestCancel } from '../changes.ts';
import { closesBefore, positionIdOf } from '../pending-closes.ts';
import { protectEntry } from '../protect-entry.ts';
import { placeable } from '../routing/market-buy.ts';
import { splitClose } from '../routing/split-close.ts';
import type { AccountState } from '../state.ts';
import type { StepRun } from '../step-run.ts';
import { judgeRequest, submitRequest } from '../submission.ts';
import { makeRoom } from '../waiting-closes.ts';
import { roomOf } from './apply-parents.ts';
import { watchOf } from './parent-watch.ts';

/** How long after it was made a child may still be sent. */
const SEND_WITHIN_MS = 60_000;

/** What a child is to be, besides what its parent says. */
export interface ChildWish {
  readonly quantity: Decimal;
  /** At the market, whatever type the parent's children have. */
  readonly isMarket?: boolean;
}

/** The order that a child would be. */
export function childRequest(parent: ParentOrder, { quantity, isMarket }: ChildWish, now: number): OrderRequest {
  const { stopPrice: _trigger, sendBefore: _before, adjustments: _said, ...request } = parent.request;
  const draft: Draft<OrderRequest> = { ...request, quantity };
  if (isMarket === true) {
    draft.type = 'market';
    draft.timeInForce = 'ioc';
    draft.postOnly = false;
    delete draft.limitPrice;
  }
  draft.sendBefore = Math.min(now + SEND_WITHIN_MS, endOfParent(parent) ?? Number.MAX_SAFE_INTEGER);
  return draft;
}

/** Sends a child, or several where one may not be so large. The reason why not, where none could be sent. */
export function sendChild(run: StepRun, parent: ParentOrder, wish: ChildWish): Reason | undefined {
  const instrument = run.state.volatile.settings.directory.byId(parent.request.instrumentId);
  const quantity = minimum(wish.quantity, roomOf(run.state, parent));
  const whole = placeable(run.state, childRequest(parent, { ...wish, quantity }, run.now), instrument);
  const request = parent.request.role === 'close' ? withinPosition(run.state, whole) : whole;
  if (request.quantity <= ZERO) {
    const values = { symbol: request.instrumentId };
    return { code: heldFor(run.state, request) === ZERO ? 'POSITION_NOT_FOUND' : 'CLOSE_PENDING', values };
  }
  const parts = request.role === 'close' ? splitClose(request, instrument) : [request];
  let refusal: Reason | undefined;
  for (const part of parts) refusal ??= sendOne(run, parent, part);
  const isFirst = parent.state === 'waiting' && parent.openChildIds.size > 0;
  if (isFirst) run.emit({ kind: 'parent_moved', time: run.now, orderId: parent.id, state: 'working' });
  return refusal;
}

function sendOne(run: StepRun, parent: ParentOrder, request: OrderRequest): Reason | undefined {
  const { deriveId } = run.state.volatile.settings;
  const orderId = idBeside(parent.id, deriveId([parent.id, 'child', String(parent.childCount)]));
  const { source, signalId } = parent;
  const { openCount, volatile } = run.state;
  const openMax = volatile.limits?.openOrdersMax ?? 0;
  if (request.role === 'entry' && openCount >= openMax)
    return { code: 'OPEN_ORDERS_ABOVE_MAXIMUM', values: { count: String(openCount + 1), maximum: String(openMax) } };
  const verdict = judgeRequest(run, { id: orderId, source }, request);
  if (!verdict.approved) return verdict.reason;
  const isProtected = request.stopLoss !== undefined || request.takeProfits !== undefined;
  if (request.role === 'entry' && isProtected) protectEntry(run, orderId, request);
  const order = submitRequest(run, request, {
    orderId,
    source,
    parentOrderId: parent.id,
    ...(signalId === undefined ? {} : { signalId }),
  });
  makeRoom(run, order);
  if (order.status !== 'denied') return undefined;
  if (run.state.groups.has(orderId))
    run.emit({ kind: 'protection_ended', time: run.now, groupId: orderId, instrumentId: request.instrumentId });
  return order.reason;
}

/** A close takes no more than is held, less what other closes take. */
function withinPosition(state: AccountState, request: OrderRequest): OrderRequest {
  const free = subtract(absolute(heldFor(state, request)), closesBefore(state, request));
  const step = state.volatile.settings.directory.byId(request.instrumentId)?.lotStep;
  const most = minimum(request.quantity, free);
  return { ...request, quantity: step === undefined || most <= ZERO ? most : roundToStep(most, step, 'down') };
}

/** What is held of what the order would close, signed; zero where it is on the order's own side. */
export function heldFor(state: AccountState, request: OrderRequest): Decimal {
  const held = state.positions.get(positionIdOf(request))?.quantity ?? ZERO;
  const isClosed = request.side === 'sell' ? held > ZERO : held < ZERO;
  return isClosed ? held : ZERO;
}

/** The children that may still fill, oldest first. */
export function openChildren(state: AccountState, parent: ParentOrder): Order[] {
  const open: Order[] = [];
  for (const id of parent.openChildIds) {
    const child = state.orders.get(id);
    if (child !== undefined && !isTerminal(child.status)) open.push(child);
  }
  return open;
}

/**
 * Asks the venue to end all children that may still fill, each once until the parent's timer rings again; those whose fate
 * is not known are left until it is.
 */
export function cancelChildren(run: StepRun, parent: ParentOrder, isTick: boolean): void {
  const asked = (watchOf(run.state, parent.id).canceled ??= new Set());
  if (isTick) asked.clear();
  for (const child of openChildren(run.state, parent)) {
    if (child.status === 'pending_cancel' || asked.has(child.id)) continue;
    if (requestCancel(run, child, 'engine') === undefined) asked.add(child.id);
  }
}
