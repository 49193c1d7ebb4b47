/** What spot orders lock: the money of a buy at the worst price it may trade at, the coins of a sell. */
import { add, type Decimal, divideProducts, minimum, multiplyAllRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount } from './exchange-account.ts';
import type { ExchangeOrder, ExchangeTrade } from './exchange-order.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { swapMoney } from './swap-margin.ts';

/** Locks what the order needs; false, and nothing locked, when there is too little. */
export function lockFunds(world: ExchangeWorld, account: ExchangeAccount, order: ExchangeOrder): boolean {
  const { market } = order;
  const currency = order.side === 'buy' ? market.quote : market.base;
  const leaves = subtract(order.quantity, order.filledQuantity);
  const amount =
    order.side === 'sell' ? leaves : multiplyAllRounded([priceFor(world, order), leaves, market.contractSize], 'up');
  if (freeFor(world, account, currency) < amount) return false;
  account.spot.lock(currency, amount);
  order.lockedCurrency = currency;
  order.lockedAmount = amount;
  return true;
}

/** In one wallet, what is free is what no margin rests on. */
function freeFor(world: ExchangeWorld, account: ExchangeAccount, currency: string): Decimal {
  if (world.rules.wallets === 'unified') return swapMoney(world, account, currency).available;
  return account.spot.free(currency);
}

/** Gives back whatever the order still locks. */
export function unlockFunds(account: ExchangeAccount, order: ExchangeOrder): void {
  if (order.lockedCurrency === undefined || order.lockedAmount === ZERO) return;
  account.spot.unlock(order.lockedCurrency, order.lockedAmount);
  order.lockedAmount = ZERO;
}

/** Pays for a trade out of what the order locked, and takes in what it brought, less the fee. */
export function settleSpot(account: ExchangeAccount, order: ExchangeOrder, trade: ExchangeTrade): void {
  const { market } = trade;
  const leavesBefore = add(subtract(order.quantity, order.filledQuantity), trade.quantity);
  const share = divideProducts([order.lockedAmount, trade.quantity], [leavesBefore], 'half_even');
  const released = minimum(share, order.lockedAmount);
  account.spot.unlock(order.lockedCurrency ?? market.quote, released);
  order.lockedAmount = subtract(order.lockedAmount, released);
  if (trade.side === 'buy') {
    account.spot.credit(market.quote, subtract(ZERO, trade.value));
    account.spot.credit(market.base, trade.quantity);
  } else {
    account.spot.credit(market.base, subtract(ZERO, trade.quantity));
    account.spot.credit(market.quote, trade.value);
  }
  account.spot.credit(trade.feeCurrency, subtract(ZERO, trade.fee));
}

function priceFor(world: ExchangeWorld, order: ExchangeOrder): Decimal {
  return order.limitPrice ?? order.trigger?.price ?? world.feed.of(order.market).ask;
}
