import { isOpen } from '#domain/schedule.ts';
import { deny, pass, type RiskCheck } from '../check.ts';

/** The venue's own sessions for the instrument. */
export const tradingHours: RiskCheck = {
  name: 'trading_hours',
  appliesTo: 'all',
  evaluate({ instrument, now }) {
    if (instrument.sessions.length === 0 || isOpen(instrument, now)) return pass();
    return deny('TRADING_CLOSED', { symbol: instrument.id });
  },
};
