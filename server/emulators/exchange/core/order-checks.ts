/**
 * Which orders an emulated exchange takes, before money is looked at. Each check answers with a reason or nothing. A
 * dialect with native codes of its own for terms (unknown type, missing parameter) checks those before it comes here.
 */
import { type Decimal, isMultipleOf, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from './exchange-account.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import { isLive, type NewOrder, type Trigger } from './exchange-order.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import type { MarketPrice } from './price-feed.ts';
import type { RefusalReason } from './refusal.ts';
import { closableQuantity, notionalOf } from './swap-margin.ts';

const DAY_MS = 86_400_000;

/** An order whose quantity is known; absent only for one that closes whatever is held when it triggers. */
export interface SizedOrder {
  readonly account: ExchangeAccount;
  readonly order: NewOrder;
  readonly quantity: Decimal | undefined;
}

/** The first reason to refuse the order, or undefined. */
export function refusalOf(world: ExchangeWorld, sized: SizedOrder): RefusalReason | undefined {
  const { account, order, quantity } = sized;
  const { market } = order;
  if (!market.tradable) return 'market_closed';
  return (
    checkClientId(world, account, order) ??
    checkPositionSide(account, order) ??
    checkPrice(market, order.limitPrice, order.type === 'limit') ??
    checkPrice(market, order.trigger?.price, false) ??
    checkPrice(market, order.otherLeg?.trigger.price, false) ??
    checkPrice(market, order.otherLeg?.limitPrice, false) ??
    (quantity === undefined ? undefined : checkQuantity(market, quantity, order.type)) ??
    checkNotional(world, sized) ??
    checkCounts(world, account, market) ??
    checkAgainstPrice(world, order) ??
    checkReduceOnly(account, order)
  );
}

function checkClientId(world: ExchangeWorld, account: ExchangeAccount, order: NewOrder): RefusalReason | undefined {
  const rule = world.rules.clientIds[order.market.type];
  if (rule === 'any' || order.clientOrderId === '') return undefined;
  const { clientOrderId, market } = order;
  const known = world.orders.candidates({ accountId: account.id, clientOrderId, type: market.type });
  const now = world.clock.now();
  const isTaken = known.some(
    (other) => rule === 'ever' || (rule === 'day' ? other.createdAt + DAY_MS > now : isLive(other)),
  );
  return isTaken ? 'client_id_duplicate' : undefined;
}

function checkPositionSide(account: ExchangeAccount, order: NewOrder): RefusalReason | undefined {
  if (order.market.type === 'spot') return undefined;
  const isHedged = order.positionSide !== 'both';
  return isHedged === (account.positionMode === 'hedge') ? undefined : 'position_side';
}

/** Whether a price may stand in an order. */
export function checkPrice(
  market: ExchangeMarket,
  price: Decimal | undefined,
  isNeeded: boolean,
): RefusalReason | undefined {
  if (price === undefined) return isNeeded ? 'price_missing' : undefined;
  return price > ZERO && isMultipleOf(price, market.tickSize) ? undefined : 'price_tick';
}

/** Whether a quantity may stand in an order. */
export function checkQuantity(
  market: ExchangeMarket,
  quantity: Decimal,
  type: NewOrder['type'],
): RefusalReason | undefined {
  if (quantity < market.quantityMin) return 'quantity_min';
  if (quantity > (type === 'market' ? market.marketQuantityMax : market.quantityMax)) return 'quantity_max';
  return isMultipleOf(quantity, market.quantityStep) ? undefined : 'quantity_step';
}

function checkNotional(world: ExchangeWorld, { order, quantity }: SizedOrder): RefusalReason | undefined {
  if (quantity === undefined || order.reduceOnly) return undefined;
  const price = order.limitPrice ?? order.trigger?.price ?? world.feed.of(order.market).last;
  return notionalOf(order.market, price, quantity) < order.market.notionalMin ? 'notional_min' : undefined;
}

function checkCounts(
  world: ExchangeWorld,
  account: ExchangeAccount,
  market: ExchangeMarket,
): RefusalReason | undefined {
  return world.orders.countLive(account.id, market) >= world.rules.openOrdersMax ? 'open_orders_max' : undefined;
}

function checkAgainstPrice(world: ExchangeWorld, order: NewOrder): RefusalReason | undefined {
  const price = world.feed.of(order.market);
  if (order.trigger !== undefined) {
    const refuses = world.rules.triggerAtOnce === 'refuse';
    return refuses && isReached(order.trigger, price) ? 'trigger_at_once' : undefined;
  }
  if (order.trailing !== undefined || !order.postOnly || world.rules.postOnlyCrossing === 'cancel') return undefined;
  return wouldCross(order, price) ? 'post_only_would_cross' : undefined;
}

/** Whether the price has come to the trigger. */
export function isReached(trigger: Trigger, price: MarketPrice): boolean {
  const now = trigger.by === 'mark' ? price.mark : price.last;
  return trigger.direction === 'up' ? now >= trigger.price : now <= trigger.price;
}

/** Whether a limit order would trade at once. */
export function wouldCross(order: Pick<NewOrder, 'side' | 'limitPrice'>, price: MarketPrice): boolean {
  if (order.limitPrice === undefined) return true;
  return order.side === 'buy' ? order.limitPrice >= price.ask : order.limitPrice <= price.bid;
}

/** Conditional orders are looked at when they trigger: their position may not be there yet. */
function checkReduceOnly(account: ExchangeAccount, order: NewOrder): RefusalReason | undefined {
  if (order.market.type === 'spot' || order.trigger !== undefined || order.trailing !== undefined) return undefined;
  if (!closesOnly(order)) return undefined;
  return closableQuantity(account, order) > ZERO ? undefined : 'reduce_only';
}

/** Whether the order may only shrink a position: it says so, or it is the closing side of a hedged one. */
export function closesOnly(order: Pick<NewOrder, 'reduceOnly' | 'closePosition' | 'side' | 'positionSide'>): boolean {
  if (order.reduceOnly || order.closePosition === true) return true;
  return order.positionSide !== 'both' && order.side === (order.positionSide === 'long' ? 'sell' : 'buy');
}
