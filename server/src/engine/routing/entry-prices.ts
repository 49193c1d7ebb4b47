/** Limit and stop prices of an order, from what its command says, on the instrument's ticks. */
import { type Decimal, roundToStep } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Side } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';

interface PriceContext {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly exact: boolean;
}

/** Limit prices are rounded to the passive side, so that rounding never makes an order pay more. */
export function pricesOf(
  command: SignalCommand,
  { instrument, side, exact }: PriceContext,
): { limitPrice?: Decimal; stopPrice?: Decimal } {
  const toTick = (price: Decimal): Decimal =>
    exact ? price : roundToStep(price, instrument.tickSize, side === 'buy' ? 'floor' : 'ceiling');
  const limited = command.orderType === 'limit' || command.orderType === 'stop_limit';
  const stopped = command.orderType === 'stop' || command.orderType === 'stop_limit';
  return {
    ...(limited && command.price !== undefined ? { limitPrice: toTick(command.price) } : {}),
    ...(stopped && command.stopPrice !== undefined ? { stopPrice: toTick(command.stopPrice) } : {}),
  };
}
