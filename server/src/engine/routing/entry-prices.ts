/** Limit and stop prices of an order, from what its command says, on the instrument's ticks. */
import type { Decimal } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason, Side } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { onTick, priceRounded } from './adjustments.ts';

interface PriceContext {
  readonly instrument: Instrument;
  readonly side: Side;
  /** To the letter: off the tick it is denied by risk, not moved. */
  readonly exact: boolean;
}

export interface OrderPrices {
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** Limit prices are rounded to the passive side, so that rounding never makes an order pay more. */
export function pricesOf(command: SignalCommand, { instrument, side, exact }: PriceContext): OrderPrices {
  const toTick = (price: Decimal): Decimal => (exact ? price : onTick(price, instrument, side));
  const limited = command.orderType === 'limit' || command.orderType === 'stop_limit';
  const stopped = command.orderType === 'stop' || command.orderType === 'stop_limit';
  const prices: Draft<OrderPrices> = {};
  if (limited && command.price !== undefined) prices.limitPrice = toTick(command.price);
  if (stopped && command.stopPrice !== undefined) prices.stopPrice = toTick(command.stopPrice);
  return prices;
}

/** What is to be said about the prices of the order. */
export function priceAdjustments(command: SignalCommand, prices: OrderPrices, instrument: Instrument): Reason[] {
  const { limitPrice, stopPrice } = prices;
  const { price: askedLimit = limitPrice, stopPrice: askedStop = stopPrice } = command;
  const adjustments: Reason[] = [];
  if (limitPrice !== undefined && askedLimit !== undefined)
    adjustments.push(...priceRounded({ field: 'limitPrice', asked: askedLimit, sent: limitPrice }, instrument));
  if (stopPrice !== undefined && askedStop !== undefined)
    adjustments.push(...priceRounded({ field: 'stopPrice', asked: askedStop, sent: stopPrice }, instrument));
  return adjustments;
}
