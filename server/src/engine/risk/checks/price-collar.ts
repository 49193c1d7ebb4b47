import { type Decimal, fromInteger, multiplyRounded, subtract } from '#domain/decimal.ts';
import { collarFactor, deny, limitMissing, pass, type RiskCheck } from '../check.ts';

const TWO = fromInteger(2);

/**
 * A limit price on the aggressive side may lie at most this far beyond the fresh reference: a fat finger. A passive limit
 * far away can't be filled badly and passes; a market order has no price to measure, its worst one is taken for its value.
 */
export const priceCollar: RiskCheck = {
  name: 'price_collar',
  appliesTo: 'opening',
  evaluate({ request, reference, limits }) {
    const percent = limits.priceCollarPercent;
    if (percent === undefined) return limitMissing('price_collar_percent');
    const price = request.type === 'limit' ? request.limitPrice : undefined;
    if (price === undefined || reference === undefined) return pass({ percent });
    const bound = boundOf(request.side, reference, collarFactor(percent));
    const values = { price, reference, bound, maximumPercent: percent };
    const beyond = request.side === 'buy' ? price > bound : price < bound;
    return beyond ? deny('PRICE_OUTSIDE_COLLAR', values) : pass(values);
  },
};

function boundOf(side: 'buy' | 'sell', reference: Decimal, factor: Decimal): Decimal {
  if (side === 'buy') return multiplyRounded(reference, factor, 'up');
  return multiplyRounded(reference, subtract(TWO, factor), 'down');
}
