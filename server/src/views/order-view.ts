/** Orders as people and programs see them. */
import { type Decimal, formatDecimal, isZero, subtract, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { isoTime } from '#domain/iso-time.ts';
import { isTerminal, type Order, type OtherFees } from '#domain/order.ts';
import type { ShownOrder } from '#domain/parent-order.ts';
import { emulatedView } from './emulated-view.ts';
import type { OrderView } from './shapes.ts';

export interface OrderViewContext {
  readonly instrument: Instrument | undefined;
  readonly simulated: boolean;
}

/** The order's view; decimals as strings, times as ISO 8601. */
export function orderView(order: ShownOrder, context: OrderViewContext): OrderView {
  const { request, emulated } = order;
  const takeProfit = request.takeProfits?.[0]?.price;
  return {
    id: order.id,
    ...optional({ clientOrderId: order.clientOrderId, venueOrderId: order.venueOrderId }),
    account: order.accountId,
    ticket: order.ticket,
    ...optional({ signalId: order.signalId, parentOrderId: order.parentOrderId }),
    source: order.source,
    symbol: request.instrumentId,
    side: request.side,
    type: emulated === undefined || emulated.kind === 'take_profit' ? request.type : emulated.kind,
    role: request.role,
    status: order.status,
    quantity: formatDecimal(request.quantity),
    filledQuantity: formatDecimal(order.filledQuantity),
    leavesQuantity: formatDecimal(leavesOf(order)),
    ...(isZero(order.averagePrice) ? {} : { averagePrice: formatDecimal(order.averagePrice) }),
    ...(request.limitPrice === undefined ? {} : { limitPrice: formatDecimal(request.limitPrice) }),
    ...(request.stopPrice === undefined ? {} : { stopPrice: formatDecimal(request.stopPrice) }),
    ...(request.stopLoss === undefined ? {} : { stopLoss: formatDecimal(request.stopLoss) }),
    ...(takeProfit === undefined ? {} : { takeProfit: formatDecimal(takeProfit) }),
    timeInForce: request.timeInForce,
    reduceOnly: request.reduceOnly,
    postOnly: request.postOnly,
    fees: formatDecimal(order.fees),
    feeCurrency: context.instrument?.quoteCurrency ?? '',
    ...(order.otherFees === undefined ? {} : { otherFees: otherFeesOf(order.otherFees) }),
    ...optional({ comment: request.comment, strategy: request.strategy, tag: request.tag, magic: request.magic }),
    ...(order.reason === undefined ? {} : { reason: order.reason }),
    ...(request.adjustments === undefined ? {} : { adjustments: request.adjustments }),
    ...(emulated === undefined ? {} : { emulated: emulatedView(emulated, order.waitsFor) }),
    createdAt: isoTime(order.createdAt),
    updatedAt: isoTime(order.updatedAt),
    simulated: context.simulated,
  };
}

/** What the venue took in other currencies, each by itself. */
export const otherFeesOf = (others: readonly OtherFees[]): { currency: string; fees: string }[] =>
  others.map(({ currency, fees }) => ({ currency, fees: formatDecimal(fees) }));

/** What may still fill: nothing, once the order has ended. */
export function leavesOf({ status, request, filledQuantity }: Order): Decimal {
  return isTerminal(status) ? ZERO : subtract(request.quantity, filledQuantity);
}

function optional<T extends Record<string, string | undefined>>(fields: T): { [K in keyof T]?: string } {
  const present: { [K in keyof T]?: string } = {};
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (value !== undefined) present[key] = value;
  }
  return present;
}
