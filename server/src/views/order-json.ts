/**
 * The JSON of an order's view, written by hand: it goes into the database with every change of an order, and to make the
 * view first and let the language write it costs several times as much. What it says is `orderView`'s, to the last byte.
 */
import { type Decimal, formatDecimal, isZero } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import { jsonText } from '#domain/json-text.ts';
import type { Order } from '#domain/order.ts';
import type { ShownOrder } from '#domain/parent-order.ts';
import { leavesOf, orderView, type OrderViewContext, otherFeesOf } from './order-view.ts';

/** What `JSON.stringify` writes for the order's view. */
export function orderJson(order: ShownOrder, context: OrderViewContext): string {
  if (order.emulated !== undefined) return JSON.stringify(orderView(order, context));
  return `{${whose(order)}${what(order)}${howFar(order)}${terms(order)}${rest(order, context)}}`;
}

function whose(order: Order): string {
  let json = `"id":${jsonText(order.id)}`;
  json += text('clientOrderId', order.clientOrderId) + text('venueOrderId', order.venueOrderId);
  json += `,"account":${jsonText(order.accountId)},"ticket":${order.ticket}`;
  return json + text('signalId', order.signalId) + text('parentOrderId', order.parentOrderId);
}

function what({ source, request, status }: Order): string {
  const { instrumentId, side, type, role } = request;
  const named = `,"source":${jsonText(source)},"symbol":${jsonText(instrumentId)}`;
  return `${named},"side":"${side}","type":"${type}","role":"${role}","status":"${status}"`;
}

/** Most orders are not filled at all or wholly: then one text serves for two. */
function howFar(order: Order): string {
  const { request, filledQuantity, averagePrice } = order;
  const { quantity } = request;
  const left = leavesOf(order);
  const total = formatDecimal(quantity);
  const filled = filledQuantity === quantity ? total : formatDecimal(filledQuantity);
  const leaves = left === quantity ? total : formatDecimal(left);
  const json = `,"quantity":"${total}","filledQuantity":"${filled}","leavesQuantity":"${leaves}"`;
  return isZero(averagePrice) ? json : json + number('averagePrice', averagePrice);
}

function terms({ request }: Order): string {
  const { limitPrice, stopPrice, stopLoss, takeProfits, timeInForce, reduceOnly, postOnly } = request;
  let json = number('limitPrice', limitPrice) + number('stopPrice', stopPrice);
  json += number('stopLoss', stopLoss) + number('takeProfit', takeProfits?.[0]?.price);
  return `${json},"timeInForce":"${timeInForce}","reduceOnly":${reduceOnly},"postOnly":${postOnly}`;
}

function rest(order: Order, { instrument, simulated }: OrderViewContext): string {
  const { comment, strategy, tag, magic, adjustments } = order.request;
  let json = `,"fees":"${formatDecimal(order.fees)}","feeCurrency":${jsonText(instrument?.quoteCurrency ?? '')}`;
  if (order.otherFees !== undefined) json += `,"otherFees":${JSON.stringify(otherFeesOf(order.otherFees))}`;
  json += text('comment', comment) + text('strategy', strategy) + text('tag', tag) + text('magic', magic);
  if (order.reason !== undefined) json += `,"reason":${JSON.stringify(order.reason)}`;
  if (adjustments !== undefined) json += `,"adjustments":${JSON.stringify(adjustments)}`;
  json += `,"createdAt":"${isoTime(order.createdAt)}","updatedAt":"${isoTime(order.updatedAt)}"`;
  return `${json},"simulated":${simulated}`;
}

const text = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${jsonText(value)}`;

const number = (name: string, value: Decimal | undefined): string =>
  value === undefined ? '' : `,"${name}":"${formatDecimal(value)}"`;
