/** KuCoin's private messages: what happens to an order, as its owner is told. Stop orders have a topic of their own until they go. */
import { ZERO } from '#domain/decimal.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional } from '../core/exchange-order.ts';
import { leavesOf } from '../core/order-figures.ts';
import { nativeId, show } from './kucoin-context.ts';

export interface OrderMessage {
  readonly topic: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type OrderEvent = Extract<ExchangeEvent, { kind: 'order' }>;

const TOPICS = {
  spot: { orders: '/spotMarket/tradeOrders', stops: '/spotMarket/advancedOrders' },
  swap: { orders: '/contractMarket/tradeOrders', stops: '/contractMarket/advancedOrders' },
} as const;

export const PRIVATE_TOPICS: readonly string[] = Object.values(TOPICS).flatMap(({ orders, stops }) => [orders, stops]);

/** The messages that one event is told by, in their order. */
export function messagesOf(event: OrderEvent): readonly OrderMessage[] {
  const { order, cause, trade, time } = event;
  const topics = TOPICS[order.market.type];
  const told = (type: string, more: object = {}): OrderMessage => ({
    topic: topics.orders,
    subject: 'orderChange',
    data: { ...bodyOf(order, time), type, ...more },
  });
  if (cause === 'triggered' || isWaiting(order)) return [stopMessage(event)];
  switch (cause) {
    case 'new':
      // Nothing rests of an order at the market.
      return order.type === 'market' ? [] : [told('open', { status: 'open' })];
    case 'trade':
      return [
        ...(trade === undefined ? [] : [told('match', { status: 'match', ...matchOf(trade) })]),
        ...(order.status === 'filled' ? [told('filled', { status: 'done' })] : []),
      ];
    case 'amended':
      return [told('update', { status: 'open' })];
    default:
      return [told('canceled', { status: 'done', canceledSize: show(leavesOf(order)) })];
  }
}

const isWaiting = (order: ExchangeOrder): boolean => isConditional(order) && order.triggeredAt === undefined;

const nanoseconds = (time: number): string => `${time}000000`;

function bodyOf(order: ExchangeOrder, time: number) {
  const isSwap = order.market.type === 'swap';
  return {
    symbol: nativeId(order.market),
    orderType: order.type,
    side: order.side,
    orderId: order.id,
    clientOid: order.clientOrderId,
    orderTime: isSwap ? nanoseconds(order.createdAt) : order.createdAt,
    size: show(order.quantity),
    filledSize: show(order.filledQuantity),
    remainSize: show(order.status === 'open' ? leavesOf(order) : ZERO),
    price: show(order.limitPrice ?? ZERO),
    ts: Number(nanoseconds(time)),
    ...(isSwap
      ? { positionSide: order.positionSide.toUpperCase(), tradeType: 'trade' }
      : { originSize: show(order.quantity) }),
  };
}

function matchOf(trade: ExchangeTrade) {
  const isSwap = trade.market.type === 'swap';
  return {
    tradeId: isSwap ? trade.id : String(trade.number),
    matchPrice: show(trade.price),
    matchSize: show(trade.quantity),
    liquidity: trade.liquidity,
    feeType: trade.liquidity === 'maker' ? 'makerFee' : 'takerFee',
  };
}

/** A stop that waits, has gone, or goes no more. It is told without the id of its owner's making. */
function stopMessage({ order, cause, time }: OrderEvent): OrderMessage {
  const { trigger } = order;
  const type = cause === 'new' ? 'open' : cause === 'triggered' ? 'triggered' : 'cancel';
  return {
    topic: TOPICS[order.market.type].stops,
    subject: 'stopOrder',
    data: {
      orderId: order.id,
      symbol: nativeId(order.market),
      type,
      orderType: 'stop',
      side: order.side,
      size: show(order.quantity),
      orderPrice: show(order.limitPrice ?? ZERO),
      stop: order.market.type === 'swap' ? trigger?.direction : order.native['stop'],
      stopPrice: show(trigger?.price ?? ZERO),
      tradeType: 'TRADE',
      ...(cause === 'triggered' ? { triggerSuccess: true } : {}),
      createdAt: order.createdAt,
      ts: Number(nanoseconds(time)),
    },
  };
}
