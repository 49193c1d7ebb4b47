/**
 * Adjustments: where what is sent differs from what was asked, and that it is said. Prices move to the tick so that no
 * order pays more and no stop risks more: those of buys down, those of sells up. Quantities are only ever cut.
 */
import { type Decimal, formatDecimal, roundToStep } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason, Side } from '#domain/order.ts';

/** The price on the instrument's tick, for an order of that side. */
export function onTick(price: Decimal, { tickSize }: Instrument, side: Side): Decimal {
  return roundToStep(price, tickSize, side === 'buy' ? 'floor' : 'ceiling');
}

export interface PriceMoved {
  readonly field: 'limitPrice' | 'stopPrice' | 'stopLoss' | 'takeProfit';
  readonly asked: Decimal;
  readonly sent: Decimal;
}

/** What is to be said about a price; nothing when it was left alone. */
export function priceRounded({ field, asked, sent }: PriceMoved, { tickSize }: Instrument): Reason[] {
  if (asked === sent) return [];
  const values = { field, asked: formatDecimal(asked), sent: formatDecimal(sent), tickSize: formatDecimal(tickSize) };
  return [{ code: 'PRICE_ROUNDED', values }];
}

/** What is to be said about a quantity that was cut to the step; nothing when it was not. */
export function quantityRounded(asked: Decimal | undefined, sent: Decimal, { lotStep }: Instrument): Reason[] {
  if (asked === undefined || asked === sent) return [];
  const values = { asked: formatDecimal(asked), sent: formatDecimal(sent), step: formatDecimal(lotStep) };
  return [{ code: 'QUANTITY_ROUNDED', values }];
}

/** What is to be said about a close that could not be as large as was asked. */
export function closeLimited(asked: Decimal, sent: Decimal, pending?: Decimal): Reason[] {
  if (sent >= asked) return [];
  const others = pending === undefined || pending <= 0n ? '' : formatDecimal(pending);
  const values = { asked: formatDecimal(asked), sent: formatDecimal(sent), pending: others };
  return [{ code: 'CLOSE_LIMITED', values }];
}

/** The fields of an order request: absent when there is nothing to say. */
export function saying(adjustments: readonly Reason[]): { adjustments?: readonly Reason[] } {
  return adjustments.length === 0 ? {} : { adjustments };
}
