/**
 * The fold of one fill: what it makes of the position and of the account's money. Where the venue took its fee in the coin
 * that was traded, the position is what is left of it, and the fee is money at the price of the fill: so the position is
 * always the sum of the fills less the coins taken, and no money comes or goes that the venue does not know of.
 */
import { applyFill } from '#domain/position-accounting.ts';
import { add, type Decimal, divide, isZero, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { Order } from '#domain/order.ts';
import { awaitRate } from './apply-account.ts';
import type { OrderFilled } from './order-events.ts';
import type { AccountState } from './state.ts';

/** How much of the instrument came or went by the fill, with the coins that were taken as its fee. */
export function movedQuantity({
  side,
  quantity,
  baseFee,
}: Pick<OrderFilled, 'side' | 'quantity' | 'baseFee'>): Decimal {
  if (baseFee === undefined) return quantity;
  return side === 'buy' ? subtract(quantity, baseFee) : add(quantity, baseFee);
}

/** The volume-weighted price of what an order has filled, with one more fill. */
export function weightedPrice(average: Decimal, filled: Decimal, event: OrderFilled): Decimal {
  if (isZero(filled)) return event.price;
  const cost = add(
    multiplyRounded(average, filled, 'half_even'),
    multiplyRounded(event.price, event.quantity, 'half_even'),
  );
  return divide(cost, add(filled, event.quantity), 'half_even');
}

/** Counts what the fill cost: in the quote currency, and in any other by itself. */
export function addFees(order: Order, { fee, otherFee }: OrderFilled): void {
  order.fees = add(order.fees, fee);
  if (otherFee === undefined) return;
  const { currency } = otherFee;
  const known = order.otherFees?.find((one) => one.currency === currency)?.fees ?? ZERO;
  const others = order.otherFees?.filter((one) => one.currency !== currency) ?? [];
  order.otherFees = [...others, { currency, fees: add(known, otherFee.fee) }];
}

/** Puts the fill into the position and its money into the account. */
export function fillPosition(state: AccountState, order: Order, event: OrderFilled): void {
  const held = state.positions.get(event.positionId);
  const result = applyFill(held, { ...event, quantity: movedQuantity(event) });
  const realized = multiplyRounded(result.realizedQuote, event.conversionRate, 'half_even');
  const fee = feeOf(event);
  state.realizedPnl = add(state.realizedPnl, realized);
  state.fees = add(state.fees, fee);
  state.balance = add(state.balance, subtract(realized, fee));
  awaitRates(state, event, result.realizedQuote);
  const base = held ?? {
    id: event.positionId,
    accountId: state.account.id,
    instrumentId: event.instrumentId,
    ticket: event.positionTicket,
    realizedPnl: ZERO,
    fees: ZERO,
    openedAt: event.time,
    ...(order.request.magic === undefined ? {} : { magic: order.request.magic }),
    ...(order.request.comment === undefined ? {} : { comment: order.request.comment }),
  };
  state.nextTicket = Math.max(state.nextTicket, base.ticket + 1);
  if (isZero(result.quantity)) {
    state.positions.delete(event.positionId);
    return;
  }
  state.positions.set(event.positionId, {
    ...base,
    quantity: result.quantity,
    averagePrice: result.averagePrice,
    cost: result.cost,
    realizedPnl: add(base.realizedPnl, realized),
    fees: add(base.fees, fee),
    updatedAt: event.time,
  });
}

/** In the account's currency. */
function feeOf({ fee, conversionRate, otherFee }: OrderFilled): Decimal {
  const own = multiplyRounded(fee, conversionRate, 'half_even');
  if (otherFee === undefined) return own;
  return add(own, multiplyRounded(otherFee.fee, otherFee.conversionRate, 'half_even'));
}

function awaitRates(state: AccountState, event: OrderFilled, realizedPnl: Decimal): void {
  const { positionId, rateSource, quoteCurrency: currency = '', fee: fees, otherFee } = event;
  if (rateSource === 'missing') awaitRate(state, { currency, positionId, realizedPnl, fees });
  if (otherFee?.rateSource !== 'missing') return;
  awaitRate(state, { currency: otherFee.currency, positionId, realizedPnl: ZERO, fees: otherFee.fee });
}
