import { add, ZERO } from '#domain/decimal.ts';
import { appraise } from '../../money.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/**
 * What the order would tie up at its worst fits into what is free of positions, other orders and unknown ones. While a
 * position can't be valued nobody knows what is free, and nothing opens.
 */
export const margin: RiskCheck = {
  name: 'margin',
  appliesTo: 'opening',
  evaluate({ state, orderId, instrument, marginNeeded }) {
    if (marginNeeded === undefined) return deny('REFERENCE_PRICE_MISSING', { symbol: instrument.id });
    const { summary, currencyMissing } = appraise(state);
    if (currencyMissing !== undefined) return deny('CONVERSION_RATE_MISSING', { currency: currencyMissing });
    const { available: free, equity, marginUsed, reserved } = summary;
    const available = add(free, state.orders.get(orderId)?.reservation ?? ZERO);
    const values = { needed: marginNeeded, available, equity, marginUsed, reserved };
    return marginNeeded > available ? deny('MARGIN_INSUFFICIENT', values) : pass(values);
  },
};
