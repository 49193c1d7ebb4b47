/**
 * Orders coming in, changing and going: each act either happens whole or is refused with a reason and leaves no trace.
 * Whatever happens is told on the bus, in the order in which it happened.
 */
import { type Decimal, divideProducts, roundToStep, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from './exchange-account.ts';
import {
  type ExchangeOrder,
  isConditional,
  isLive,
  type NewOrder,
  type OrderEnding,
  snapshotOf,
} from './exchange-order.ts';
import type { OrderEventCause } from './exchange-event.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { checkPrice, checkQuantity, closesOnly, isReached, refusalOf, wouldCross } from './order-checks.ts';
import type { AmendedTerms, OrderOutcome } from './order-outcome.ts';
import { type RefusalReason, refused } from './refusal.ts';
import { lockFunds, unlockFunds } from './spot-funds.ts';
import { closableQuantity, marginFor, notionalOf, swapMoney } from './swap-margin.ts';
import { carryOut } from './venue-events.ts';

/** Takes the order or refuses it; `done` with the order as it stands after what the market did to it at once. */
export function placeOrder(world: ExchangeWorld, account: ExchangeAccount, order: NewOrder): OrderOutcome {
  const quantity = order.quantity ?? quantityForCost(world, order);
  const reason = refusalOf(world, { account, order, quantity });
  if (reason !== undefined) return refused(reason);
  const record = recordOf(world, account, { ...order, quantity: quantity ?? ZERO });
  if (order.market.type === 'spot' && !lockFunds(world, account, record)) return refused('funds');
  if (isConditional(record)) return waitForPrice(world, record);
  if (!hasMargin(world, account, record)) return refused('margin');
  return goLive(world, record);
}

/** Sends an order into the market: a new one, or one whose price has come. */
export function goLive(world: ExchangeWorld, order: ExchangeOrder): OrderOutcome {
  const account = world.accountOf(order.accountId);
  if (order.trigger === undefined && order.trailing === undefined) world.orders.add(order);
  order.status = 'open';
  world.orders.update(order);
  if (order.triggeredAt === undefined) announce(world, order);
  if (order.postOnly && wouldCross(order, world.feed.of(order.market))) {
    endOrder(world, order, 'post_only');
    return { kind: 'done', order };
  }
  const rejection = carryOut(world, world.venues.place(order));
  if (rejection !== undefined && order.status === 'open') {
    unlockFunds(account, order);
    endOrder(world, order, rejection === 'reduce_only' ? 'position' : 'refused');
  }
  return { kind: 'done', order };
}

/** Whether a swap order that opens something finds the margin for it. */
export function hasMargin(world: ExchangeWorld, account: ExchangeAccount, order: ExchangeOrder): boolean {
  const { market } = order;
  if (market.type === 'spot' || order.reduceOnly) return true;
  const opening = subtract(order.quantity, closableQuantity(account, order));
  if (opening <= ZERO) return true;
  const price = order.limitPrice ?? world.feed.of(market).ask;
  const need = marginFor(world, account, { market, value: notionalOf(market, price, opening) });
  return swapMoney(world, account, market.settle).available >= need;
}

/** Cancels a live order. */
export function cancelOrder(world: ExchangeWorld, order: ExchangeOrder, ending: OrderEnding = 'request'): OrderOutcome {
  if (!isLive(order)) return refused('order_closed');
  if (order.status === 'untriggered') endOrder(world, order, ending);
  else {
    order.ending = ending;
    carryOut(world, world.venues.cancel(order));
  }
  return { kind: 'done', order };
}

/** Changes a live order in place. */
export function amendOrder(world: ExchangeWorld, order: ExchangeOrder, terms: AmendedTerms): OrderOutcome {
  const reason = amendRefusal(order, terms);
  if (reason !== undefined) return refused(reason);
  const account = world.accountOf(order.accountId);
  const before = { quantity: order.quantity, limitPrice: order.limitPrice, trigger: order.trigger };
  unlockFunds(account, order);
  applyTerms(order, terms);
  if (order.market.type === 'spot' && !lockFunds(world, account, order)) {
    order.quantity = before.quantity;
    if (before.limitPrice !== undefined) order.limitPrice = before.limitPrice;
    if (before.trigger !== undefined) order.trigger = before.trigger;
    lockFunds(world, account, order);
    return refused('funds');
  }
  order.updatedAt = world.clock.now();
  if (order.status === 'untriggered') publish(world, order, 'amended');
  else carryOut(world, world.venues.amend(order, liveTerms(order, terms)));
  return { kind: 'done', order };
}

function liveTerms(order: ExchangeOrder, terms: AmendedTerms): { quantity: Decimal; limitPrice?: Decimal } {
  return {
    quantity: order.quantity,
    ...(terms.limitPrice === undefined ? {} : { limitPrice: terms.limitPrice }),
  };
}

function amendRefusal(order: ExchangeOrder, terms: AmendedTerms): RefusalReason | undefined {
  if (!isLive(order)) return 'order_closed';
  const { market } = order;
  const isSame =
    (terms.quantity ?? order.quantity) === order.quantity &&
    (terms.limitPrice ?? order.limitPrice) === order.limitPrice &&
    (terms.triggerPrice ?? order.trigger?.price) === order.trigger?.price;
  if (isSame) return 'amend_no_change';
  if (terms.quantity !== undefined && terms.quantity <= order.filledQuantity) return 'amend_below_filled';
  if (terms.limitPrice !== undefined && order.type !== 'limit') return 'terms_invalid';
  return (
    checkPrice(market, terms.limitPrice, false) ??
    checkPrice(market, terms.triggerPrice, false) ??
    (terms.quantity === undefined ? undefined : checkQuantity(market, terms.quantity, order.type))
  );
}

function applyTerms(order: ExchangeOrder, terms: AmendedTerms): void {
  if (terms.quantity !== undefined) order.quantity = terms.quantity;
  if (terms.limitPrice !== undefined) order.limitPrice = terms.limitPrice;
  if (terms.triggerPrice !== undefined && order.trigger !== undefined) {
    order.trigger = { ...order.trigger, price: terms.triggerPrice };
  }
}

/** Ends an order that the matching room does not hold. */
export function endOrder(world: ExchangeWorld, order: ExchangeOrder, ending: OrderEnding): void {
  order.status = ending === 'refused' ? 'rejected' : 'canceled';
  order.ending = ending;
  order.updatedAt = world.clock.now();
  unlockFunds(world.accountOf(order.accountId), order);
  world.orders.update(order);
  publish(world, order, ending === 'refused' ? 'rejected' : 'canceled');
}

function waitForPrice(world: ExchangeWorld, order: ExchangeOrder): OrderOutcome {
  world.orders.add(order);
  announce(world, order);
  if (order.trigger !== undefined && isReached(order.trigger, world.feed.of(order.market))) {
    world.conditionals.fire(order);
  } else {
    world.conditionals.watch(order);
  }
  return { kind: 'done', order };
}

/** A new order, and the money that it locks. */
function announce(world: ExchangeWorld, order: ExchangeOrder): void {
  publish(world, order, 'new');
  const { accountId, lockedCurrency, market } = order;
  if (lockedCurrency === undefined) return;
  const time = world.clock.now();
  world.bus.publish({
    kind: 'balances',
    accountId,
    type: market.type,
    currencies: [lockedCurrency],
    cause: 'order',
    time,
  });
}

/** Tells the bus what happened to the order. */
export function publish(world: ExchangeWorld, order: ExchangeOrder, cause: OrderEventCause): void {
  const { accountId } = order;
  world.bus.publish({ kind: 'order', accountId, cause, order: snapshotOf(order), time: world.clock.now() });
}

function quantityForCost(world: ExchangeWorld, order: NewOrder): Decimal | undefined {
  if (order.cost === undefined) return undefined;
  const { bid, ask } = world.feed.of(order.market);
  const price = order.side === 'buy' ? ask : bid;
  const exact = divideProducts([order.cost], [price, order.market.contractSize], 'down');
  return roundToStep(exact, order.market.quantityStep, 'down');
}

/** The record of an order that is about to exist. */
export function recordOf(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { native, ...order }: NewOrder & { readonly quantity: Decimal },
): ExchangeOrder {
  const number = world.nextOrderNumber();
  const now = world.clock.now();
  const isConditionalSwap = order.market.type === 'swap' && (order.trigger ?? order.trailing) !== undefined;
  const { orderId, conditionalId = orderId } = world.rules;
  const id = isConditionalSwap ? conditionalId(number) : orderId(number);
  return {
    ...order,
    id,
    number,
    accountId: account.id,
    clientOrderId: order.clientOrderId,
    reduceOnly: order.market.type === 'swap' && closesOnly(order),
    status: order.trigger === undefined && order.trailing === undefined ? 'open' : 'untriggered',
    filledQuantity: ZERO,
    filledValue: ZERO,
    trades: [],
    createdAt: now,
    updatedAt: now,
    native: native ?? {},
    lockedAmount: ZERO,
  };
}
