import { deny, pass, type RiskCheck } from '../check.ts';

/** halted: nothing but cancels, in whole or in part. reducing: only what shrinks exposure; an account that is not armed says so by its own code. */
export const tradingState: RiskCheck = {
  name: 'trading_state',
  appliesTo: 'all',
  evaluate({ state, openingQuantity, isCut }) {
    const values = { state: state.tradingState };
    if (state.tradingState === 'halted' && !isCut) return deny('TRADING_HALTED', values);
    if (openingQuantity > 0n && state.armTrading.state !== 'active')
      return deny('ACCOUNT_NOT_ARMED', { account: state.account.id });
    if (state.tradingState === 'reducing' && openingQuantity > 0n) return deny('TRADING_REDUCING', values);
    return pass(values);
  },
};
