/**
 * How much worse than the quote a market order trades at the pretend venue. The answer is a distance in price, never
 * negative; the venue rounds it up to whole ticks, adds it against the order, and never lets it pass a limit price.
 */
import { type Decimal, divide, fromInteger, multiplyAllRounded, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Side } from '#domain/order.ts';

export interface SlippageInput {
  readonly instrument: Instrument;
  readonly side: Side;
  /** The quote's price on the side that is taken. */
  readonly price: Decimal;
  /** What is about to fill. */
  readonly quantity: Decimal;
}

export interface SlippageModel {
  distance(input: SlippageInput): Decimal;
}

export const noSlippage: SlippageModel = { distance: () => ZERO };

/** Always the same number of ticks. Throws a RangeError unless `ticks` is a whole number that is not negative. */
export function tickSlippage(ticks: number): SlippageModel {
  if (ticks < 0) throw new RangeError('slippage can not be negative');
  const count = fromInteger(ticks);
  return { distance: ({ instrument }) => multiplyRounded(count, instrument.tickSize, 'up') };
}

/**
 * In proportion to size: the share `rate` of the price for each `quantityUnit` that fills. Throws a RangeError when
 * `rate` is negative or `quantityUnit` is not positive.
 */
export function proportionalSlippage(rate: Decimal, quantityUnit: Decimal): SlippageModel {
  if (rate < ZERO || quantityUnit <= ZERO) throw new RangeError('slippage can not be negative');
  return {
    distance: ({ price, quantity }) => multiplyAllRounded([price, rate, divide(quantity, quantityUnit, 'up')], 'up'),
  };
}
