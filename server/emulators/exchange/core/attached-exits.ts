/** The exits attached to an order, as orders of their own: what has filled is closed at a loss or at a profit. */
import { type Decimal, roundToStep, subtract } from '#domain/decimal.ts';
import type { AttachedExit, ExchangeOrder, NewOrder } from './exchange-order.ts';

/** The exits that the order was given, the stop-loss first. */
export function exitsOf(parent: ExchangeOrder): readonly NewOrder[] {
  const { stopLoss, takeProfit } = parent;
  return [
    ...(stopLoss === undefined ? [] : [exitOf(parent, stopLoss, 'stop')]),
    ...(takeProfit === undefined ? [] : [exitOf(parent, takeProfit, 'profit')]),
  ];
}

/** Two exits as one order: whichever price comes first counts. */
export function withOtherLeg(one: NewOrder, other: NewOrder): NewOrder {
  const { trigger, limitPrice } = other;
  if (trigger === undefined) return one;
  return { ...one, otherLeg: { trigger, ...(limitPrice === undefined ? {} : { limitPrice }) } };
}

function exitOf(parent: ExchangeOrder, exit: AttachedExit, kind: 'stop' | 'profit'): NewOrder {
  const side = parent.side === 'buy' ? 'sell' : 'buy';
  const direction = (kind === 'stop') === (side === 'sell') ? 'down' : 'up';
  return {
    market: parent.market,
    clientOrderId: exit.clientOrderId ?? '',
    side,
    type: exit.limitPrice === undefined ? 'market' : 'limit',
    quantity: receivedBy(parent),
    ...(exit.limitPrice === undefined ? {} : { limitPrice: exit.limitPrice }),
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: parent.market.type === 'swap',
    positionSide: parent.positionSide,
    trigger: { price: exit.triggerPrice, direction, by: 'last' },
    native: { attachedTo: parent.id, exit: kind },
  };
}

/** What the order has brought: what it filled, less what was taken as a fee in the coin itself. */
function receivedBy({ market, filledQuantity, trades, side }: ExchangeOrder): Decimal {
  if (market.type === 'swap' || side === 'sell') return filledQuantity;
  const fees = trades.filter(({ feeCurrency }) => feeCurrency === market.base);
  const left = fees.reduce((rest, { fee }) => subtract(rest, fee), filledQuantity);
  return roundToStep(left, market.quantityStep, 'down');
}
