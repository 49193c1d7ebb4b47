import { deny, limitMissing, pass, type RiskCheck } from '../check.ts';

/** The most one order may be worth as a whole at its worst price. */
export const orderValue: RiskCheck = {
  name: 'order_value',
  appliesTo: 'opening',
  evaluate({ value, limits }) {
    if (limits.orderValueMax === undefined) return limitMissing('max_order_value');
    if (value === undefined) return deny('REFERENCE_PRICE_MISSING');
    const values = { value, maximum: limits.orderValueMax };
    return value > limits.orderValueMax ? deny('ORDER_VALUE_ABOVE_MAXIMUM', values) : pass(values);
  },
};
