import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** How many orders may leave within a window. */
export const messageRate: RiskCheck = {
  name: 'message_rate',
  appliesTo: 'opening',
  evaluate({ state, limits, now }) {
    const limit = limits.messageRate;
    if (limit === undefined) return limitMissing('message_rate');
    const count = state.volatile.messages.count(now, limit.windowMs);
    const values = { count, maximum: limit.count, windowMs: limit.windowMs };
    return count >= limit.count ? deny('MESSAGE_RATE_EXCEEDED', values) : pass(values);
  },
};
