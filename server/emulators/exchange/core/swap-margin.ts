/** Margin of swap positions by plain formulas: what is used, what is free, where a position is liquidated. */
import {
  absolute,
  add,
  type Decimal,
  divideProducts,
  fromInteger,
  multiplyAllRounded,
  multiplyRounded,
  ONE,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { unrealizedPnl } from '#domain/position-accounting.ts';
import { type ExchangeAccount, positionKey, type SwapPosition, type SwapTerms } from './exchange-account.ts';
import type { ExchangeMarket } from './exchange-market.ts';
import type { ExchangeOrder, OrderSide, PositionSide } from './exchange-order.ts';
import type { ExchangeWorld } from './exchange-world.ts';

/** The terms an account trades this swap on. */
export function termsOf(world: ExchangeWorld, account: ExchangeAccount, market: ExchangeMarket): SwapTerms {
  return account.swapTerms.get(market.key) ?? { ...world.rules.swapTerms };
}

/** Signed; zero when flat. */
export function heldQuantity(account: ExchangeAccount, market: ExchangeMarket, side: PositionSide): Decimal {
  return account.positions.get(positionKey(market, side))?.quantity ?? ZERO;
}

/** How much of the position an order of this side could close. */
export function closableQuantity(
  account: ExchangeAccount,
  order: { readonly market: ExchangeMarket; readonly side: OrderSide; readonly positionSide: PositionSide },
): Decimal {
  const held = heldQuantity(account, order.market, order.positionSide);
  if (held === ZERO) return ZERO;
  return held > ZERO === (order.side === 'sell') ? absolute(held) : ZERO;
}

export function notionalOf(market: ExchangeMarket, price: Decimal, quantity: Decimal): Decimal {
  return multiplyAllRounded([price, absolute(quantity), market.contractSize], 'half_even');
}

export function unrealizedOf(world: ExchangeWorld, position: SwapPosition): Decimal {
  return unrealizedPnl(position, world.feed.of(position.market).mark, position.market.contractSize);
}

/** The initial margin that a value needs on the account's terms. */
export function marginFor(
  world: ExchangeWorld,
  account: ExchangeAccount,
  need: { readonly market: ExchangeMarket; readonly value: Decimal },
): Decimal {
  const { leverage } = termsOf(world, account, need.market);
  return divideProducts([need.value], [fromInteger(leverage)], 'half_even');
}

export function positionMargin(world: ExchangeWorld, account: ExchangeAccount, position: SwapPosition): Decimal {
  const { market } = position;
  const value = notionalOf(market, world.feed.of(market).mark, position.quantity);
  return marginFor(world, account, { market, value });
}

export function maintenanceMargin(world: ExchangeWorld, position: SwapPosition): Decimal {
  const { market } = position;
  const value = notionalOf(market, world.feed.of(market).mark, position.quantity);
  return multiplyRounded(value, market.maintenanceRate, 'half_even');
}

/** The margin that a live order holds back; orders that only close hold none. */
export function orderMargin(world: ExchangeWorld, account: ExchangeAccount, order: ExchangeOrder): Decimal {
  if (order.market.type !== 'swap' || order.status !== 'open' || order.reduceOnly) return ZERO;
  const leaves = subtract(order.quantity, order.filledQuantity);
  const opening = subtract(leaves, closableQuantity(account, order));
  if (opening <= ZERO) return ZERO;
  const price = order.limitPrice ?? world.feed.of(order.market).mark;
  return marginFor(world, account, { market: order.market, value: notionalOf(order.market, price, opening) });
}

export interface SwapMoney {
  readonly currency: string;
  readonly wallet: Decimal;
  readonly unrealized: Decimal;
  readonly positionMargin: Decimal;
  readonly orderMargin: Decimal;
  readonly maintenance: Decimal;
  /** What new orders may use; never negative. */
  readonly available: Decimal;
}

/** The swap wallet of one currency with everything that rests on it. */
export function swapMoney(world: ExchangeWorld, account: ExchangeAccount, currency: string): SwapMoney {
  let unrealized = ZERO;
  let margin = ZERO;
  let maintenance = ZERO;
  let reserved = ZERO;
  for (const position of account.positions.values()) {
    if (position.market.settle !== currency) continue;
    unrealized = add(unrealized, unrealizedOf(world, position));
    margin = add(margin, positionMargin(world, account, position));
    maintenance = add(maintenance, maintenanceMargin(world, position));
  }
  for (const order of world.orders.list({ accountId: account.id, type: 'swap', live: true, hidden: true })) {
    if (order.market.settle === currency) reserved = add(reserved, orderMargin(world, account, order));
  }
  const wallet = account.wallet.free(currency);
  const left = subtract(subtract(add(wallet, unrealized), margin), reserved);
  return {
    currency,
    wallet,
    unrealized,
    positionMargin: margin,
    orderMargin: reserved,
    maintenance,
    available: left > ZERO ? left : ZERO,
  };
}

/**
 * Where the position is liquidated: where what backs it (isolated: its initial margin; cross: the whole wallet) is eaten
 * up but for the maintenance margin. Zero: at no positive price.
 */
export function liquidationPrice(world: ExchangeWorld, account: ExchangeAccount, position: SwapPosition): Decimal {
  const { market, quantity, averagePrice, cost } = position;
  const size = multiplyRounded(absolute(quantity), market.contractSize, 'half_even');
  if (size === ZERO) return ZERO;
  const { marginMode, leverage } = termsOf(world, account, market);
  const backing =
    marginMode === 'isolated'
      ? divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even')
      : account.wallet.free(market.settle);
  const perUnit = divideProducts([backing], [size], 'half_even');
  const isLong = quantity > ZERO;
  const breakEven = isLong ? subtract(averagePrice, perUnit) : add(averagePrice, perUnit);
  const share = isLong ? subtract(ONE, market.maintenanceRate) : add(ONE, market.maintenanceRate);
  if (breakEven <= ZERO) return ZERO;
  return divideProducts([breakEven], [share], 'half_even');
}
