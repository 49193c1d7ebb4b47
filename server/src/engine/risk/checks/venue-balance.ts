import { add, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import { deny, PASSED, pass, type RiskCheck } from '../check.ts';

/**
 * What the order would tie up is no more than what the venue itself said is free, less what was sent since. Asked where the
 * venue's word on money counts, and only as long as that word is not outdated by a fill or an end that made more free.
 */
export const venueBalance: RiskCheck = {
  name: 'venue_balance',
  appliesTo: 'opening',
  evaluate({ state, orderId, instrument, marginNeeded, rate }) {
    const { venueFree, settings } = state.volatile;
    if (settings.traits.balanceIsTruth !== true || venueFree === undefined) return PASSED;
    if (marginNeeded === undefined || rate === undefined) return PASSED;
    const { quoteCurrency: currency } = instrument;
    const told = multiplyRounded(venueFree.byCurrency.get(currency) ?? ZERO, rate, 'down');
    const own = state.orders.get(orderId)?.reservation ?? ZERO;
    const free = add(subtract(told, venueFree.promised), own);
    const values = { needed: marginNeeded, free, currency };
    return marginNeeded > free ? deny('VENUE_BALANCE_INSUFFICIENT', values) : pass(values);
  },
};
