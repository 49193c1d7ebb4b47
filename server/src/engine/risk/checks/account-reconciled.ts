import { deny, pass, type RiskCheck } from '../check.ts';

/** After a start nothing is sent before the venue's truth has been compared with ours. */
export const accountReconciled: RiskCheck = {
  name: 'account_reconciled',
  appliesTo: 'all',
  evaluate({ state }) {
    return state.volatile.reconciled ? pass() : deny('ACCOUNT_RECONCILING');
  },
};
