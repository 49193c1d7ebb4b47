import { type Decimal, maximum, ZERO } from '#domain/decimal.ts';
import { deny, pass, type RiskCheck, tighterMaximum } from '../check.ts';

/**
 * The venue's bounds and the account's own, whichever is tighter; closing may leave below the account's own minimum. The
 * greatest is of the whole order: else one that fills and is made larger again and again would pass any.
 */
export const quantityBounds: RiskCheck = {
  name: 'quantity_bounds',
  appliesTo: 'all',
  evaluate({ request, instrument, limits, openingQuantity, totalQuantity }) {
    const { quantity } = request;
    const opening = openingQuantity > 0n;
    const ownMinimum = opening ? boundOf(limits.quantityMin, instrument.id) : undefined;
    const ownMaximum = opening ? boundOf(limits.quantityMax, instrument.id) : undefined;
    const smallest = maximum(instrument.quantityMin, ownMinimum ?? ZERO);
    const largest = tighterMaximum(instrument.quantityMax, ownMaximum);
    const values = { quantity, minimum: smallest, maximum: largest };
    if (quantity <= ZERO) return deny('QUANTITY_ZERO', values);
    if (quantity < smallest) return deny('QUANTITY_BELOW_MINIMUM', values);
    if (totalQuantity > largest) return deny('QUANTITY_ABOVE_MAXIMUM', { ...values, quantity: totalQuantity });
    return pass(values);
  },
};

function boundOf(bounds: ReadonlyMap<string, Decimal>, instrumentId: string): Decimal | undefined {
  return bounds.get(instrumentId) ?? bounds.get('default');
}
