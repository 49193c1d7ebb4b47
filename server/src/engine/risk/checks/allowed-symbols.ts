import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** Only instruments that the account's owner permits; `*` permits all. */
export const allowedSymbols: RiskCheck = {
  name: 'allowed_symbols',
  appliesTo: 'opening',
  evaluate({ limits, instrument }) {
    const allowed = limits.allowedSymbols;
    if (allowed === undefined) return limitMissing('allowed_symbols');
    if (allowed.includes('*') || allowed.includes(instrument.id)) return pass();
    return deny('SYMBOL_NOT_ALLOWED', { symbol: instrument.id, allowed: allowed.join(', ') });
  },
};
