import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** A bound on what can rest or be under way at once; this order is counted already. */
export const openOrders: RiskCheck = {
  name: 'open_orders',
  appliesTo: 'opening',
  evaluate({ state, limits }) {
    if (limits.openOrdersMax === undefined) return limitMissing('max_open_orders');
    const values = { count: state.openCount, maximum: limits.openOrdersMax };
    return state.openCount > limits.openOrdersMax ? deny('OPEN_ORDERS_ABOVE_MAXIMUM', values) : pass(values);
  },
};
