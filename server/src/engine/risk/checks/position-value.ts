import { absolute, add, type Decimal, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { AccountState } from '../../state.ts';
import { deny, limitMissing, pass, type RiskCheck, type RiskContext, worth } from '../check.ts';

/**
 * The most one instrument may be worth when this order and all open ones on its side, unknown ones included, fill. On a
 * hedging account each side is measured by itself: either may be closed alone, and then the other stands whole.
 */
export const positionValue: RiskCheck = {
  name: 'position_value',
  appliesTo: 'opening',
  evaluate(context) {
    const { limits, unitValue } = context;
    if (limits.positionValueMax === undefined) return limitMissing('max_position_value');
    if (unitValue === undefined) return deny('REFERENCE_PRICE_MISSING');
    const value = worth(unitValue, worstQuantity(context));
    const values = { value, maximum: limits.positionValueMax };
    return value > limits.positionValueMax ? deny('POSITION_VALUE_ABOVE_MAXIMUM', values) : pass(values);
  },
};

function worstQuantity({ state, orderId, request, net }: RiskContext): Decimal {
  let quantity = request.quantity;
  for (const id of state.openOrdinary.get(request.instrumentId) ?? []) {
    const order = id === orderId ? undefined : state.orders.get(id);
    if (order === undefined || order.request.side !== request.side || order.request.reduceOnly) continue;
    quantity = add(quantity, subtract(order.request.quantity, order.filledQuantity));
  }
  if (state.account.positionMode === 'hedging') return add(quantity, heldOnSide(state, request));
  return absolute(add(net, request.side === 'buy' ? quantity : negate(quantity)));
}

function heldOnSide(state: AccountState, { instrumentId, side }: RiskContext['request']): Decimal {
  let sum: Decimal = ZERO;
  for (const { quantity, instrumentId: of } of state.positions.values()) {
    if (of === instrumentId && quantity > ZERO === (side === 'buy')) sum = add(sum, absolute(quantity));
  }
  return sum;
}
