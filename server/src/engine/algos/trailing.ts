/**
 * The arithmetic of triggers. A sell follows the bid and is triggered when the bid falls to it; a buy follows the ask and is
 * triggered when the ask rises to it. A trigger that is worked out lies on the tick that is nearer to the market.
 */
import { add, type Decimal, divide, fromInteger, multiplyRounded, roundToStep, subtract } from '#domain/decimal.ts';
import type { Quote } from '#domain/market.ts';
import type { Side } from '#domain/order.ts';

const HUNDRED = fromInteger(100);

export interface TrailTerms {
  readonly trailDistance: Decimal;
  readonly trailUnit: 'amount' | 'percent';
}

/** The price that an order of this side watches. */
export const watchedPrice = (side: Side, { bid, ask }: Pick<Quote, 'bid' | 'ask'>): Decimal =>
  side === 'sell' ? bid : ask;

/** The better one of two watched prices: what a stop may follow. */
export function betterPrice(side: Side, left: Decimal, right: Decimal): Decimal {
  const isHigher = left > right;
  return isHigher === (side === 'sell') ? left : right;
}

/** Whether the price has come to the activation price, from the side of the market where it is not yet. */
export const hasReached = (side: Side, price: Decimal, activation: Decimal): boolean =>
  side === 'sell' ? price >= activation : price <= activation;

/** Whether the price has fallen, or risen, to the trigger. */
export const hasTriggered = (side: Side, price: Decimal, trigger: Decimal): boolean =>
  side === 'sell' ? price <= trigger : price >= trigger;

/** The trigger that stays behind the best price. */
export function triggerBehind(side: Side, best: Decimal, at: TrailTerms & { readonly tickSize: Decimal }): Decimal {
  const { trailDistance, trailUnit, tickSize } = at;
  const distance =
    trailUnit === 'amount' ? trailDistance : divide(multiplyRounded(best, trailDistance, 'down'), HUNDRED, 'down');
  return side === 'sell'
    ? roundToStep(subtract(best, distance), tickSize, 'ceiling')
    : roundToStep(add(best, distance), tickSize, 'floor');
}
