import { deny, pass, type RiskCheck } from '../check.ts';

/** The venue lists the instrument and lets it be traded. */
export const instrumentTradable: RiskCheck = {
  name: 'instrument_tradable',
  appliesTo: 'all',
  evaluate({ instrument }) {
    return instrument.tradable ? pass() : deny('INSTRUMENT_NOT_TRADABLE', { symbol: instrument.id });
  },
};
