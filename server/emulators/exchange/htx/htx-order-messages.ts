/**
 * HTX's private messages: what happens to an order, as its owner is told. An order that waits for its price is not told of on
 * either market: on spot it is told when it goes, on swaps what it became is told under an id of its own.
 */
import { maximum, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeEvent } from '../core/exchange-event.ts';
import { type ExchangeOrder, type ExchangeTrade, isConditional } from '../core/exchange-order.ts';
import { leavesOf } from '../core/order-figures.ts';
import { clientIdShown, type HtxContext, nativeId, show, SPOT_ACCOUNT_ID } from './htx-context.ts';
import { spotStateOf } from './htx-spot-lists.ts';
import { orderBody as swapOrderBody } from './htx-swap-account.ts';

export type OrderEvent = Extract<ExchangeEvent, { kind: 'order' }>;

export interface Told {
  readonly topic: 'orders' | 'trade';
  readonly data: unknown;
}

const accountId = Number(SPOT_ACCOUNT_ID);

const isWaiting = (order: ExchangeOrder): boolean => isConditional(order) && order.triggeredAt === undefined;

/** The messages that an event of a spot order is told by. */
export function spotMessagesOf({ order, cause, trade, time }: OrderEvent): readonly Told[] {
  if (isWaiting(order)) return [];
  const orders = (eventType: string, more: object): Told => ({
    topic: 'orders',
    data: { ...spotTerms(order), eventType, ...more },
  });
  switch (cause) {
    case 'new':
    case 'triggered':
      return [orders('creation', { accountId, orderStatus: 'submitted', orderCreateTime: order.createdAt })];
    case 'trade':
      if (trade === undefined) return [];
      return [
        orders('trade', { ...matchOf(trade), orderStatus: spotStateOf(order), ...progressOf(order) }),
        { topic: 'trade', data: clearingOf(order, trade) },
      ];
    case 'amended':
      return [];
    default:
      return [orders('cancellation', { orderStatus: spotStateOf(order), ...progressOf(order), lastActTime: time })];
  }
}

/** Once it has gone, a stop is an order like others. */
function typeOf({ native: { type }, side }: ExchangeOrder): string {
  return typeof type === 'string' ? type.replace('-stop-', '-') : `${side}-limit`;
}

function spotTerms(order: ExchangeOrder) {
  const { limitPrice, cost, quantity } = order;
  return {
    symbol: nativeId(order.market),
    orderId: Number(order.id),
    clientOrderId: clientIdShown(order),
    orderSource: 'spot-api',
    type: typeOf(order),
    ...(limitPrice === undefined ? {} : { orderPrice: show(limitPrice) }),
    ...(cost === undefined ? { orderSize: show(quantity) } : { orderValue: show(cost) }),
  };
}

/** Of a market buy these count money. */
function progressOf(order: ExchangeOrder) {
  const { cost, filledQuantity, filledValue } = order;
  const left = cost === undefined ? leavesOf(order) : subtract(cost, filledValue);
  return {
    execAmt: show(cost === undefined ? filledQuantity : filledValue),
    remainAmt: show(maximum(left, ZERO)),
    totalTradeAmount: show(filledValue),
  };
}

const matchOf = ({ price, quantity, id, time, liquidity }: ExchangeTrade) => ({
  tradePrice: show(price),
  tradeVolume: show(quantity),
  tradeId: Number(id),
  tradeTime: time,
  aggressor: liquidity === 'taker',
});

function clearingOf(order: ExchangeOrder, trade: ExchangeTrade) {
  const { type, orderSource, ...terms } = spotTerms(order);
  return {
    ...terms,
    ...matchOf(trade),
    eventType: 'trade',
    orderSide: order.side,
    orderType: type,
    source: orderSource,
    accountId,
    orderCreateTime: order.createdAt,
    orderStatus: spotStateOf(order),
    transactFee: show(trade.fee),
    feeCurrency: trade.feeCurrency.toLowerCase(),
    feeDeduct: '0',
    feeDeductType: '',
  };
}

/** The messages that an event of a swap order is told by: what it is now, and each trade without its fee. */
export function swapMessagesOf(context: HtxContext, { order, trade }: OrderEvent): readonly Told[] {
  if (isConditional(order)) return [];
  const body = { ...swapOrderBody(context, order), client_order_id: clientIdShown(order) || order.id };
  const told: Told = { topic: 'orders', data: body };
  return trade === undefined ? [told] : [told, { topic: 'trade', data: [swapTradeOf(order, trade)] }];
}

const swapTradeOf = (order: ExchangeOrder, trade: ExchangeTrade) => ({
  direction: trade.side,
  position_side: trade.positionSide,
  id: `${trade.id}-${trade.orderId}-1`,
  contract_code: nativeId(trade.market),
  contract_type: 'swap',
  order_id: trade.orderId,
  trade_id: trade.id,
  trade_volume: show(trade.quantity),
  trade_price: show(trade.price),
  trade_turnover: show(trade.value),
  role: trade.liquidity,
  client_order_id: clientIdShown(order) || order.id,
  created_time: String(trade.time),
  updated_time: String(trade.time),
});
