import { absolute, add, type Decimal, negate, subtract } from '#domain/decimal.ts';
import { valueOf } from '../../money.ts';
import { openOrdersOf } from '../../state.ts';
import { deny, limitMissing, pass, type RiskCheck, type RiskContext } from '../check.ts';

/** The most one instrument may be worth when this order and all open ones on its side, unknown ones included, fill. */
export const positionValue: RiskCheck = {
  name: 'position_value',
  appliesTo: 'opening',
  evaluate(context) {
    const { limits, worstPrice, rate, instrument } = context;
    if (limits.positionValueMax === undefined) return limitMissing('max_position_value');
    if (worstPrice === undefined || rate === undefined) return deny('REFERENCE_PRICE_MISSING');
    const value = valueOf(instrument, worstQuantity(context), worstPrice, rate);
    const values = { value, maximum: limits.positionValueMax };
    return value > limits.positionValueMax ? deny('POSITION_VALUE_ABOVE_MAXIMUM', values) : pass(values);
  },
};

function worstQuantity({ state, orderId, request, net }: RiskContext): Decimal {
  let quantity = request.quantity;
  for (const order of openOrdersOf(state, request.instrumentId)) {
    if (order.id === orderId || order.request.side !== request.side || order.request.reduceOnly) continue;
    quantity = add(quantity, subtract(order.request.quantity, order.filledQuantity));
  }
  return absolute(add(net, request.side === 'buy' ? quantity : negate(quantity)));
}
