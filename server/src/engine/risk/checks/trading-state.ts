import { deny, pass, type RiskCheck } from '../check.ts';

/** halted: nothing but cancels. reducing: only what shrinks exposure. */
export const tradingState: RiskCheck = {
  name: 'trading_state',
  appliesTo: 'all',
  evaluate({ state, openingQuantity }) {
    const values = { state: state.tradingState };
    if (state.tradingState === 'halted') return deny('TRADING_HALTED', values);
    if (state.tradingState === 'reducing' && openingQuantity > 0n) return deny('TRADING_REDUCING', values);
    return pass(values);
  },
};
