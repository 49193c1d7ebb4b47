/** How Binance USD-M writes orders and algo (conditional) orders in its answers. */
import { type Decimal, divide, ZERO } from '#domain/decimal.ts';
import { type ExchangeOrder, isLive } from '../core/exchange-order.ts';
import { nativeId } from './binance-params.ts';
import { priceText, quantityText } from './market-texts.ts';
import { statusOf } from './spot-orders.ts';

/** What a filled order traded at on average; zero before. */
export function averageOf(order: ExchangeOrder): Decimal {
  return order.filledQuantity === ZERO ? ZERO : divide(order.filledValue, order.filledQuantity, 'half_even');
}

/** The type a plain order has by now: a triggered conditional one is a market or limit order. */
export const plainType = (order: ExchangeOrder): string => (order.type === 'limit' ? 'LIMIT' : 'MARKET');

/** An order as placing, asking and canceling answer it. */
export function futuresOrderBody(order: ExchangeOrder): Readonly<Record<string, unknown>> {
  const { market } = order;
  const show = (value: Decimal): string => priceText(market, value);
  return {
    orderId: Number(order.id),
    symbol: nativeId(market),
    status: statusOf(order),
    clientOrderId: order.clientOrderId,
    price: show(order.limitPrice ?? ZERO),
    avgPrice: show(averageOf(order)),
    origQty: quantityText(market, order.quantity),
    executedQty: quantityText(market, order.filledQuantity),
    cumQty: quantityText(market, order.filledQuantity),
    cumQuote: show(order.filledValue),
    timeInForce: order.native['timeInForce'] ?? 'GTC',
    type: plainType(order),
    reduceOnly: order.reduceOnly && order.positionSide === 'both',
    closePosition: false,
    side: order.side.toUpperCase(),
    positionSide: order.positionSide.toUpperCase(),
    stopPrice: show(ZERO),
    workingType: order.native['workingType'] ?? 'CONTRACT_PRICE',
    priceProtect: false,
    origType: order.parentId === undefined ? plainType(order) : (order.native['type'] ?? plainType(order)),
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
    time: order.createdAt,
    updateTime: order.updatedAt,
  };
}

/** Where a conditional order stands; `child` is what it brought when it triggered. */
export function algoStatusOf(order: ExchangeOrder, child: ExchangeOrder | undefined): string {
  switch (order.status) {
    case 'untriggered':
      return 'NEW';
    case 'triggered':
      return child === undefined || isLive(child) ? 'TRIGGERED' : 'FINISHED';
    case 'rejected':
      return 'REJECTED';
    case 'canceled':
      return order.ending === 'request' ? 'CANCELED' : 'EXPIRED';
    case 'open':
      return 'TRIGGERED';
    case 'filled':
      return 'FINISHED';
    case 'expired':
      return 'EXPIRED';
  }
}

/** A conditional order as placing and asking answer it. */
export function algoOrderBody(
  order: ExchangeOrder,
  child: ExchangeOrder | undefined,
): Readonly<Record<string, unknown>> {
  const { market } = order;
  const show = (value: Decimal): string => priceText(market, value);
  const activate = order.native['activatePrice'] as Decimal | undefined;
  return {
    algoId: Number(order.id),
    clientAlgoId: order.clientOrderId,
    algoType: 'CONDITIONAL',
    orderType: order.native['type'],
    symbol: nativeId(market),
    side: order.side.toUpperCase(),
    positionSide: order.positionSide.toUpperCase(),
    timeInForce: order.native['timeInForce'],
    quantity: quantityText(market, order.quantity),
    algoStatus: algoStatusOf(order, child),
    actualOrderId: child === undefined ? '' : child.id,
    actualPrice: show(child === undefined ? ZERO : averageOf(child)),
    triggerPrice: show(order.trigger?.price ?? ZERO),
    price: show(order.limitPrice ?? ZERO),
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: order.native['workingType'],
    priceMatch: 'NONE',
    closePosition: order.closePosition === true,
    priceProtect: order.native['priceProtect'] === true,
    reduceOnly: order.reduceOnly && order.positionSide === 'both',
    ...(order.trailing === undefined
      ? {}
      : { callbackRate: order.native['callbackRate'], activatePrice: show(activate ?? ZERO) }),
    createTime: order.createdAt,
    updateTime: order.updatedAt,
    triggerTime: order.triggeredAt ?? 0,
    goodTillDate: 0,
  };
}
