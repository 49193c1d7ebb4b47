import { absolute, type Decimal, divide, fromInteger, multiplyRounded, subtract } from '#domain/decimal.ts';
import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

const HUNDRED = fromInteger(100);

/**
 * A limit price on the aggressive side may lie at most this far beyond the fresh reference (a fat finger), a stop at most
 * this far on the wrong side of it. A passive limit far away can't be filled badly and passes.
 */
export const priceCollar: RiskCheck = {
  name: 'price_collar',
  appliesTo: 'opening',
  evaluate({ request, reference, limits }) {
    if (limits.priceCollarPercent === undefined) return limitMissing('price_collar_percent');
    const price = request.limitPrice;
    if (price === undefined || reference === undefined || request.type !== 'limit') return pass({ percent: limits.priceCollarPercent });
    const distance = divide(multiplyRounded(absolute(subtract(price, reference)), HUNDRED, 'up'), reference, 'up');
    const values = { price, reference, percent: distance, maximumPercent: limits.priceCollarPercent };
    return aggressive(request.side, price, reference) && distance > limits.priceCollarPercent
      ? deny('PRICE_OUTSIDE_COLLAR', values)
      : pass(values);
  },
};

function aggressive(side: 'buy' | 'sell', price: Decimal, reference: Decimal): boolean {
  return side === 'buy' ? price > reference : price < reference;
}
