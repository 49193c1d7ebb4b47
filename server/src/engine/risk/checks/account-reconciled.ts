import { deny, pass, type RiskCheck } from '../check.ts';

/** After a start nothing is sent before the venue's truth has been compared with ours; an order at the venue may be cut. */
export const accountReconciled: RiskCheck = {
  name: 'account_reconciled',
  appliesTo: 'all',
  evaluate({ state, isCut }) {
    return state.volatile.reconciled || isCut ? pass() : deny('ACCOUNT_RECONCILING');
  },
};
