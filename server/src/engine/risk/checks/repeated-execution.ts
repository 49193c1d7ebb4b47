import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** A source that runs away is latched: nothing of it opens until a person resets the latch. */
export const repeatedExecution: RiskCheck = {
  name: 'repeated_execution',
  appliesTo: 'opening',
  evaluate({ state, limits, source, now }) {
    const limit = limits.repeatedExecution;
    if (limit === undefined) return limitMissing('repeated_execution');
    const count = state.volatile.executions.get(source)?.count(now, limit.windowMs) ?? 0;
    const values = { source, count, maximum: limit.count, windowMs: limit.windowMs };
    if (state.disabledSources.has(source)) return deny('STRATEGY_DISABLED', { source });
    return state.latched.has(source) || count >= limit.count
      ? deny('REPEATED_EXECUTION_LATCHED', values)
      : pass(values);
  },
};
