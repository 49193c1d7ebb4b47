/**
 * Orders that wait for a price: stops, take-profits, trailing stops, and the exits attached to an order. They look at
 * every new price of their market; when their price has come they go live themselves or bring a child order.
 */
import {
  absolute,
  type Decimal,
  divideProducts,
  fromInteger,
  maximum,
  minimum,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { exitsOf, withOtherLeg } from './attached-exits.ts';
import type { ExchangeAccount } from './exchange-account.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import { type ExchangeOrder, isLive, type NewOrder, type Trailing } from './exchange-order.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { isReached } from './order-checks.ts';
import { cancelOrder, endOrder, goLive, hasMargin, placeOrder, publish, recordOf } from './order-desk.ts';
import type { MarketPrice } from './price-feed.ts';
import { lockFunds, unlockFunds } from './spot-funds.ts';
import { closableQuantity } from './swap-margin.ts';

const HUNDRED = fromInteger(100);

export class ConditionalOrders {
  readonly #world: ExchangeWorld;
  readonly #exitsPlaced = new Set<string>();

  constructor(world: ExchangeWorld) {
    this.#world = world;
  }

  /** Begins to look at the price for a new order, which may be due at once; the archive remembers that it waits. */
  watch(order: ExchangeOrder): void {
    if (this.#isDue(order, this.#world.feed.of(order.market))) this.fire(order);
  }

  /** Fires what this price reaches, oldest order first. */
  onPrice(market: ExchangeMarket, price: MarketPrice): void {
    for (const order of this.#world.orders.waitingIn(market)) {
      if (order.status !== 'untriggered') continue;
      if (this.#isDue(order, price)) this.fire(order);
    }
  }

  #isDue(order: ExchangeOrder, price: MarketPrice): boolean {
    if (order.trigger === undefined) return this.#follow(order, price);
    return isReached(order.trigger, price) || takesOtherLeg(order, price);
  }

  /** The order's price has come. */
  fire(order: ExchangeOrder): void {
    const world = this.#world;
    order.triggeredAt = world.clock.now();
    order.updatedAt = order.triggeredAt;
    this.#cancelSibling(order);
    if (order.closePosition === true) {
      order.quantity = closableQuantity(world.accountOf(order.accountId), order);
      if (order.quantity === ZERO) {
        endOrder(world, order, 'position');
        return;
      }
    }
    if (world.rules.triggered[order.market.type] === 'child') this.#bringChild(order);
    else this.#goLive(order);
  }

  /** After an order has ended: the exits that were attached to it come into the world for what it filled. */
  afterOrder(order: ExchangeOrder): void {
    this.#dropPointless(order);
    if (isLive(order) || order.filledQuantity === ZERO) return;
    const { stopLoss, takeProfit } = order;
    if ((stopLoss === undefined && takeProfit === undefined) || this.#exitsPlaced.has(order.id)) return;
    this.#exitsPlaced.add(order.id);
    const exits = exitsOf(order);
    if (this.#world.rules.attachedPair[order.market.type] === 'one' && exits.length === 2) {
      const [stop, profit] = exits;
      if (stop !== undefined && profit !== undefined) this.#place(order, withOtherLeg(stop, profit));
      return;
    }
    const [one, other] = exits.map((exit) => this.#place(order, exit));
    if (one === undefined || other === undefined) return;
    one.siblingId = other.id;
    other.siblingId = one.id;
  }

  /** Orders that close whatever is held have nothing to wait for once nothing is. */
  #dropPointless({ market, accountId, filledQuantity }: ExchangeOrder): void {
    if (market.type === 'spot' || filledQuantity === ZERO) return;
    const account = this.#world.accountOf(accountId);
    for (const waiting of this.#world.orders.waitingIn(market)) {
      const isPointless = waiting.accountId === accountId && waiting.closePosition === true;
      if (isPointless && closableQuantity(account, waiting) === ZERO) endOrder(this.#world, waiting, 'position');
    }
  }

  #goLive(order: ExchangeOrder): void {
    const world = this.#world;
    order.status = 'open';
    world.orders.update(order);
    publish(world, order, 'triggered');
    if (hasMargin(world, world.accountOf(order.accountId), order)) goLive(world, order);
    else endOrder(world, order, 'refused');
  }

  #bringChild(parent: ExchangeOrder): void {
    const world = this.#world;
    const account = world.accountOf(parent.accountId);
    const { trigger: _trigger, otherLeg: _leg, trailing: _trailing, closePosition: _close, ...terms } = parent;
    const child = recordOf(world, account, { ...terms, native: parent.native, quantity: parent.quantity });
    delete child.triggeredAt;
    child.parentId = parent.id;
    const canGo = takesFunds(world, account, { parent, child }) && hasMargin(world, account, child);
    if (!canGo || (child.reduceOnly && closableQuantity(account, child) === ZERO)) {
      endOrder(world, parent, 'refused');
      return;
    }
    parent.childId = child.id;
    parent.status = 'triggered';
    world.orders.update(parent);
    publish(world, parent, 'triggered');
    goLive(world, child);
  }

  #cancelSibling(order: ExchangeOrder): void {
    const sibling = order.siblingId === undefined ? undefined : this.#world.orders.byId(order.siblingId);
    if (sibling !== undefined && isLive(sibling)) cancelOrder(this.#world, sibling, 'oco');
  }

  #place(parent: ExchangeOrder, exit: NewOrder): ExchangeOrder | undefined {
    const outcome = placeOrder(this.#world, this.#world.accountOf(parent.accountId), exit);
    return outcome.kind === 'done' ? outcome.order : undefined;
  }

  /** Moves a trailing order's best price along; true when the price has come back far enough. */
  #follow(order: ExchangeOrder, price: MarketPrice): boolean {
    const { trailing } = order;
    if (trailing === undefined) return false;
    const now = trailing.by === 'mark' ? price.mark : price.last;
    if (order.trailingBest === undefined) {
      if (isActive(order, trailing, now)) order.trailingBest = now;
      return false;
    }
    const better = order.side === 'sell' ? maximum : minimum;
    order.trailingBest = better(order.trailingBest, now);
    const distance =
      trailing.kind === 'amount'
        ? trailing.distance
        : divideProducts([order.trailingBest, trailing.distance], [HUNDRED], 'half_even');
    const back = absolute(subtract(order.trailingBest, now));
    return back > ZERO && back >= distance;
  }
}

/** What a spot order has locked while it waited goes to the order that it brings. */
function takesFunds(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { parent, child }: { readonly parent: ExchangeOrder; readonly child: ExchangeOrder },
): boolean {
  if (child.market.type !== 'spot') return true;
  unlockFunds(account, parent);
  return lockFunds(world, account, child);
}

/** Lets the order's legs change places when the price has come to the second. */
function takesOtherLeg(order: ExchangeOrder, price: MarketPrice): boolean {
  const { otherLeg, trigger, limitPrice } = order;
  if (trigger === undefined || otherLeg === undefined || !isReached(otherLeg.trigger, price)) return false;
  order.otherLeg = { trigger, ...(limitPrice === undefined ? {} : { limitPrice }) };
  order.trigger = otherLeg.trigger;
  order.type = otherLeg.limitPrice === undefined ? 'market' : 'limit';
  if (otherLeg.limitPrice === undefined) delete order.limitPrice;
  else order.limitPrice = otherLeg.limitPrice;
  return true;
}

function isActive(order: ExchangeOrder, { activationPrice }: Trailing, now: Decimal): boolean {
  if (activationPrice === undefined) return true;
  return order.side === 'sell' ? now >= activationPrice : now <= activationPrice;
}
