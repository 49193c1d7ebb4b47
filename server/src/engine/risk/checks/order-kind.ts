import { deny, pass, type RiskCheck } from '../check.ts';

/** The venue has this kind of order; what it lacks is denied, never sent as something else. */
export const orderKind: RiskCheck = {
  name: 'order_kind',
  appliesTo: 'all',
  evaluate({ state, request, instrument }) {
    const { traits } = state.volatile.settings;
    const lacking = traits.lacks?.(request, instrument);
    if (lacking !== undefined) return deny(lacking.code, lacking.values);
    if (!traits.orderTypes.includes(request.type)) return deny('ORDER_TYPE_UNSUPPORTED', { type: request.type });
    if (!traits.timesInForce.includes(request.timeInForce)) {
      return deny('TIME_IN_FORCE_UNSUPPORTED', { timeInForce: request.timeInForce });
    }
    if (request.postOnly && (!traits.postOnly || request.type !== 'limit')) {
      return deny('ORDER_TYPE_UNSUPPORTED', { type: `${request.type} post-only` });
    }
    return pass();
  },
};
