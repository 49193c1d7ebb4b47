/** Books a fill of the matching room: the trade, the fee, the money, the position, and the events that tell of them. */
import { add, type Decimal, multiplyAllRounded, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import { applyFill } from '#domain/position-accounting.ts';
import type { VenueFilled } from '#matching/venue-event.ts';
import { type ExchangeAccount, positionKey, type SwapPosition } from './exchange-account.ts';
import { type ExchangeOrder, type ExchangeTrade, snapshotOf } from './exchange-order.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import { settleSpot, unlockFunds } from './spot-funds.ts';

/** Books one fill and tells of it. The order is `filled` afterwards when nothing of it is left. */
export function bookFill(world: ExchangeWorld, order: ExchangeOrder, fill: VenueFilled): void {
  const account = world.accountOf(order.accountId);
  const realized = order.market.type === 'swap' ? movePosition(world, account, { order, fill }) : ZERO;
  const trade = tradeOf(world, { order, fill, realized });
  order.filledQuantity = add(order.filledQuantity, trade.quantity);
  order.filledValue = add(order.filledValue, trade.value);
  order.trades.push(trade);
  order.updatedAt = trade.time;
  if (order.filledQuantity === order.quantity) order.status = 'filled';
  world.orders.addTrade(account.id, trade);
  if (order.market.type === 'spot') settleSpot(account, order, trade);
  else settleSwap(world, account, trade);
  if (order.status === 'filled') unlockFunds(account, order);
  world.orders.update(order);
  tell(world, order, trade);
}

function tradeOf(
  world: ExchangeWorld,
  { order, fill, realized }: { order: ExchangeOrder; fill: VenueFilled; realized: Decimal },
): ExchangeTrade {
  const { market } = order;
  const number = world.nextTradeNumber();
  const value = multiplyAllRounded([fill.price, fill.quantity, market.contractSize], 'half_even');
  const rate = fill.liquidity === 'maker' ? market.makerRate : market.takerRate;
  const isInBase = market.type === 'spot' && order.side === 'buy' && world.rules.spotFee === 'received';
  return {
    id: world.rules.tradeId(number),
    number,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    market,
    side: order.side,
    positionSide: order.positionSide,
    price: fill.price,
    quantity: fill.quantity,
    value,
    fee: multiplyRounded(isInBase ? fill.quantity : value, rate, 'half_even'),
    feeCurrency: isInBase ? market.base : market.settle,
    liquidity: fill.liquidity,
    realized,
    time: world.clock.now(),
  };
}

function movePosition(
  world: ExchangeWorld,
  account: ExchangeAccount,
  { order, fill }: { order: ExchangeOrder; fill: VenueFilled },
): Decimal {
  const { market, positionSide: side } = order;
  const key = positionKey(market, side);
  const before = account.positions.get(key);
  const now = world.clock.now();
  const { contractSize } = market;
  const { price, quantity } = fill;
  const after = applyFill(before, { side: order.side, price, quantity, contractSize });
  if (after.quantity === ZERO) {
    account.positions.delete(key);
    return after.realizedQuote;
  }
  const turned = before !== undefined && before.quantity > ZERO !== after.quantity > ZERO;
  const position: SwapPosition = {
    market,
    side,
    quantity: after.quantity,
    averagePrice: after.averagePrice,
    cost: after.cost,
    realized: add(turned ? ZERO : (before?.realized ?? ZERO), turned ? ZERO : after.realizedQuote),
    openedAt: turned ? now : (before?.openedAt ?? now),
    updatedAt: now,
  };
  account.positions.set(key, position);
  return after.realizedQuote;
}

function settleSwap(world: ExchangeWorld, account: ExchangeAccount, trade: ExchangeTrade): void {
  account.wallet.credit(trade.market.settle, subtract(trade.realized, trade.fee));
  const fact = { market: trade.market, currency: trade.market.settle, time: trade.time, tradeId: trade.id };
  if (trade.realized !== ZERO) {
    account.incomes.push({ ...fact, kind: 'realized', amount: trade.realized, number: world.nextTradeNumber() });
  }
  account.incomes.push({ ...fact, kind: 'fee', amount: subtract(ZERO, trade.fee), number: world.nextTradeNumber() });
}

function tell(world: ExchangeWorld, order: ExchangeOrder, trade: ExchangeTrade): void {
  const { market, accountId } = order;
  const { time } = trade;
  world.bus.publish({ kind: 'order', accountId, cause: 'trade', order: snapshotOf(order), trade, time });
  const currencies = market.type === 'spot' ? [market.base, market.quote] : [market.settle];
  world.bus.publish({ kind: 'balances', accountId, type: market.type, currencies, cause: 'order', time });
  if (market.type !== 'swap') return;
  world.bus.publish({ kind: 'position', accountId, market, side: order.positionSide, cause: 'order', time });
}
