import { deny, pass, type RiskCheck } from '../check.ts';

/** While the outcome of an order is unknown, or positions differ from the venue's, nothing adds exposure in that symbol. */
export const symbolFrozen: RiskCheck = {
  name: 'symbol_frozen',
  appliesTo: 'opening',
  evaluate({ state, instrument }) {
    const reason = state.frozen.get(instrument.id);
    return reason === undefined ? pass() : deny('SYMBOL_FROZEN', { symbol: instrument.id, reason: reason.code });
  },
};
