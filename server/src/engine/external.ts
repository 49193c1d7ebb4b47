/**
 * What others do in the account: at an exchange a person also trades by hand. An order of theirs is an order in our books, of
 * the role `external`, from the moment a comparison finds it; its trades are real fills with the venue's own trade ids, and
 * so are those of orders that came and went between two comparisons. Nothing is ever made up: what can't be told from the
 * venue's orders and trades stays a difference of positions. An id in our own form that we do not know is no order of others,
 * but for what was there before the account: then the books are not whole. While an order of ours in the instrument is in
 * doubt, what is found there might be that one.
 */
import { add, type Decimal, maximum, subtract, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import { fillableQuantity, isTerminal, isWorking, type Order, type OrderRequest, type Reason } from '#domain/order.ts';
import { canTransition } from '#domain/order-state.ts';
import type { FillReport, VenueOrder } from '#domain/report.ts';
import { movedQuantity } from './apply-fill.ts';
import { sendCancel } from './changes.ts';
import { keyOf, keyOfOrder, Owners } from './external-owners.ts';
import { feeOfFill } from './fill-fee.ts';
import type { EngineInput } from './inputs.ts';
import { adoptSold } from './position-differences.ts';
import { OURS } from './own-id.ts';
import { quarantine } from './quarantine.ts';
import { takeFill } from './take-fill.ts';
import { wasGivenUp, withdraw } from './withdrawn-order.ts';
import { marginFor } from './risk/check.ts';
import { type AccountState, netQuantity, openOrdersOf } from './state.ts';
import type { StepRun } from './step-run.ts';

type VenueOrders = Pick<Extract<EngineInput, { kind: 'venue_orders' }>, 'orders' | 'fills'>;

/** A cancel whose answer did not come is sent again after this long. */
const CANCEL_AGAIN_MS = 5_000;
/** What is read of the venue is never older than this when it is taken in. */
const LIST_AGE_MAX_MS = 60_000;
const GONE = 'it is not open at the venue any more';

/** Takes in the venue's open orders and newest trades, as far as they are not ours. */
export function takeVenueOrders(run: StepRun, { orders, fills }: VenueOrders): void {
  const owners = new Owners(run.state);
  const open = orders.filter(({ status }) => status === 'open');
  for (const seen of open) takeOpen(run, owners, seen);
  takeTrades(run, owners, fills);
  endMissing(run, new Set(open.map(keyOf)));
}

/** Whether the venue's open orders show that there must be trades which were not asked for yet. */
export function mustAskAgain(state: AccountState, orders: readonly VenueOrder[]): boolean {
  const owners = new Owners(state);
  const open = new Set(orders.map(keyOf));
  const isBehind = orders.some((seen) => {
    const order = owners.of(seen);
    return order?.request.role === 'external' && order.filledQuantity < seen.filledQuantity;
  });
  return isBehind || externalsOf(state).some((order) => !open.has(keyOfOrder(order)));
}

/** Whether an order of others was asked to end, and it is not known whether it has: comparisons alone tell. */
export const endsUnseen = ({ status, request }: Order): boolean =>
  status === 'pending_cancel' && request.role === 'external';

/** Whether there is any such order. */
export const anyEndsUnseen = (state: AccountState): boolean => externalsOf(state).some(endsUnseen);

/** The orders of others that are open in our books. */
function externalsOf(state: AccountState): Order[] {
  const orders: Order[] = [];
  for (const instrumentId of state.openByInstrument.keys())
    for (const order of openOrdersOf(state, instrumentId)) if (order.request.role === 'external') orders.push(order);
  return orders;
}

function takeOpen(run: StepRun, owners: Owners, seen: VenueOrder): void {
  const known = owners.of(seen);
  if (known !== undefined && known.request.role !== 'external') return takeOwn(run, known, seen);
  if (known !== undefined && !isTerminal(known.status)) return follow(run, known, seen);
  const isFirst = run.state.comparedFrom === undefined;
  // What was there before the account is none of these books, whoever made its id: an account of before, mostly.
  if (known === undefined && !isFirst && OURS.test(seen.clientOrderId)) return stray(run, seen);
  if (isInDoubt(run.state, seen.instrumentId)) return;
  const before = isFirst ? seen.filledQuantity : (known?.filledQuantity ?? ZERO);
  const suffix = known === undefined ? [] : [String(run.now)];
  owners.note(find(run, { ...termsOf(seen), suffix, before, averagePrice: isFirst ? seen.averagePrice : ZERO }));
}

/**
 * One of ours is open there that is over here: an attempt that was given up, or an order that has ended. Nobody would look after
 * it any more. A list may be older than the end of an order; after a while it is not.
 */
function takeOwn(run: StepRun, order: Order, seen: VenueOrder): void {
  const { clientOrderId } = seen;
  const isEarlier =
    clientOrderId !== order.clientOrderId && run.state.orderIdByClientId.get(clientOrderId) === order.id;
  const isOver = isTerminal(order.status) && (wasGivenUp(order) || run.now - order.updatedAt > LIST_AGE_MAX_MS);
  if (isEarlier || isOver) withdraw(run, order, seen);
}

/** It is open there still: with other terms, perhaps, or in spite of a cancel. */
function follow(run: StepRun, order: Order, seen: VenueOrder): void {
  const { request, status, id: orderId } = order;
  if (status === 'pending_cancel') {
    if (run.now - order.updatedAt >= CANCEL_AGAIN_MS) sendCancel(run, order);
    return;
  }
  const { quantity, limitPrice, stopPrice } = seen;
  const isSame = quantity === request.quantity && limitPrice === request.limitPrice && stopPrice === request.stopPrice;
  if (isSame || quantity <= order.filledQuantity || !canTransition(status, 'amended')) return;
  const prices = {
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
  };
  run.emit({ kind: 'order_amended', time: run.now, orderId, quantity, ...prices, venueTime: seen.updatedAt });
}

interface Finding {
  readonly request: OrderRequest;
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  /** Tells orders apart that have one id at the venue. */
  readonly suffix: readonly string[];
  readonly before: Decimal;
  readonly averagePrice: Decimal;
}

function termsOf(seen: VenueOrder): Pick<Finding, 'request' | 'clientOrderId' | 'venueOrderId'> {
  const { clientOrderId, venueOrderId, instrumentId, side, type, quantity, limitPrice, stopPrice } = seen;
  const request: Draft<OrderRequest> = requestOf({ instrumentId, side, type, quantity });
  if (limitPrice !== undefined) request.limitPrice = limitPrice;
  if (stopPrice !== undefined) request.stopPrice = stopPrice;
  return { request, clientOrderId, venueOrderId };
}

const requestOf = (terms: Pick<OrderRequest, 'instrumentId' | 'side' | 'type' | 'quantity'>): OrderRequest => ({
  ...terms,
  timeInForce: 'gtc',
  postOnly: false,
  reduceOnly: false,
  role: 'external',
});

function find(run: StepRun, { request, clientOrderId, venueOrderId, suffix, before, averagePrice }: Finding): Order {
  const { state, now: time } = run;
  const { deriveId } = state.volatile.settings;
  const orderId = deriveId([state.account.id, 'external', request.instrumentId, venueOrderId, ...suffix]);
  const leaves = maximum(ZERO, subtract(request.quantity, before));
  run.emit({
    kind: 'external_order_found',
    time,
    orderId,
    ticket: state.nextTicket,
    request,
    clientOrderId,
    venueOrderId,
    reservation: marginFor(state, { orderId, request: { ...request, quantity: leaves }, now: time }),
    filledQuantity: before,
    averagePrice,
  });
  const order = state.orders.get(orderId);
  if (order === undefined) throw new Error(`no order ${orderId}`);
  return order;
}

/** Trades of one order, oldest first. */
type Trades = [FillReport, ...FillReport[]];

function takeTrades(run: StepRun, owners: Owners, fills: readonly FillReport[]): void {
  const { state } = run;
  const unowned = new Map<string, Trades>();
  for (const fill of fills) {
    if (state.externalTrades.has(fill.tradeId)) continue;
    const owner = owners.of(fill);
    if (owner === undefined) collect(unowned, fill);
    else if (owner.request.role === 'external') takeTrade(run, owner, fill);
    else takeFill(run, owner, fill);
  }
  for (const trades of unowned.values()) takePassed(run, owners, trades);
}

function collect(unowned: Map<string, Trades>, fill: FillReport): void {
  const { instrumentId, venueOrderId = fill.clientOrderId } = fill;
  const key = keyOf({ instrumentId, venueOrderId });
  const known = unowned.get(key);
  if (known === undefined) unowned.set(key, [fill]);
  else known.push(fill);
}

/** An order that is not open any more, and was not there at the last comparison: all that is known of it is what it filled. */
function takePassed(run: StepRun, owners: Owners, trades: Trades): void {
  const [{ clientOrderId, instrumentId, venueOrderId = clientOrderId, side }] = trades;
  const { state } = run;
  if (OURS.test(clientOrderId) || isInDoubt(state, instrumentId)) return;
  const ofOurTime = trades.filter(({ time }) => isOfOurTime(state, time));
  const quantity = ofOurTime.reduce((sum, fill) => add(sum, fill.quantity), ZERO);
  if (quantity === ZERO || state.volatile.settings.directory.byId(instrumentId) === undefined) return;
  const request = requestOf({ instrumentId, side, type: 'market', quantity });
  const order = find(run, { request, clientOrderId, venueOrderId, suffix: [], before: ZERO, averagePrice: ZERO });
  owners.note(order);
  for (const fill of ofOurTime) takeTrade(run, order, fill);
}

/** What was traded before the account was first compared is in what was found then. */
const isOfOurTime = ({ comparedFrom }: AccountState, time: number): boolean =>
  comparedFrom !== undefined && time >= comparedFrom;

function takeTrade(run: StepRun, order: Order, fill: FillReport): void {
  if (!isOfOurTime(run.state, fill.time) || order.tradeIds.has(fill.tradeId)) return;
  const { clientOrderId, venueOrderId = '', request } = order;
  const isBeyond = add(order.filledQuantity, fill.quantity) > fillableQuantity(order);
  // More of it than was thought: nothing but its trades told how large it was.
  const target =
    !isBeyond && canTransition(order.status, 'partial_fill')
      ? order
      : find(run, {
          request: { ...request, quantity: fill.quantity },
          ...{ clientOrderId: clientOrderId ?? fill.clientOrderId, venueOrderId, suffix: [fill.tradeId] },
          ...{ before: ZERO, averagePrice: ZERO },
        });
  adoptMissing(run, fill);
  takeFill(run, target, fill);
}

/** Coins can't be sold that are not there: those that the books do not know were there before. */
function adoptMissing(run: StepRun, fill: FillReport): void {
  const { state } = run;
  const instrument = state.volatile.settings.directory.byId(fill.instrumentId);
  if (fill.side !== 'sell' || instrument?.kind !== 'crypto_spot' || instrument.shortable) return;
  const moved = movedQuantity({ ...fill, ...feeOfFill(run, fill, instrument) });
  const missing = subtract(moved, maximum(ZERO, netQuantity(state, fill.instrumentId)));
  if (missing > ZERO) adoptSold(run, fill.instrumentId, { missing, price: fill.price });
}

/** An order of others that the venue does not show any more has ended; its trades, if some are missing, may still come. */
function endMissing(run: StepRun, open: ReadonlySet<string>): void {
  for (const order of externalsOf(run.state)) {
    if (open.has(keyOfOrder(order)) || !canTransition(order.status, 'canceled')) continue;
    run.state.volatile.endings.delete(order.id);
    const asked = order.status === 'pending_cancel';
    const cause = asked ? {} : { reason: { code: 'VENUE_CANCELED', values: { detail: GONE } } };
    run.emit({ kind: 'order_canceled', time: run.now, orderId: order.id, ...cause });
  }
}

/** An order of ours that was sent and is not known to be there, or not: what is found might be it. */
function isInDoubt(state: AccountState, instrumentId: string): boolean {
  return openOrdersOf(state, instrumentId).some(
    ({ status, venueOrderId }) =>
      venueOrderId === undefined && (status === 'submitting' || status === 'unknown' || isWorking(status)),
  );
}

const strayReason = ({ clientOrderId, venueOrderId, instrumentId }: VenueOrder): Reason => ({
  code: 'REPORT_WITHOUT_ORDER',
  values: { clientOrderId, report: 'open', symbol: instrumentId, venueOrderId },
});

function stray(run: StepRun, seen: VenueOrder): void {
  const { strays } = run.state.volatile;
  if (strays.has(seen.clientOrderId)) return;
  strays.add(seen.clientOrderId);
  quarantine(run, undefined, strayReason(seen));
}
