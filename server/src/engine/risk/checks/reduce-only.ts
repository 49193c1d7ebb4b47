import { absolute, add, type Decimal, ZERO } from '#domain/decimal.ts';
import { closesBefore, pendingCloses } from '../../pending-closes.ts';
import { deny, pass, type RiskCheck, type RiskContext } from '../check.ts';

/**
 * An order that promises to reduce has a position to reduce, on the other side and at least as large; where the venue does
 * not see to it, as large as all closes that are on their way together.
 */
export const reduceOnly: RiskCheck = {
  name: 'reduce_only',
  appliesTo: 'all',
  evaluate(context) {
    const { request } = context;
    if (!request.reduceOnly && request.positionId === undefined) return pass();
    const held = heldQuantity(context);
    const pending = takenBefore(context);
    const values = { position: held, quantity: request.quantity, ...(pending === ZERO ? {} : { pending }) };
    if (held === ZERO) return deny('POSITION_NOT_FOUND', { symbol: request.instrumentId });
    const opposite = request.side === 'buy' ? held < ZERO : held > ZERO;
    return opposite && add(request.quantity, pending) <= absolute(held)
      ? pass(values)
      : deny('REDUCE_ONLY_WOULD_INCREASE', values);
  },
};

/** Other orders that may take the same; a plain order that names its position was never promised to be no larger. */
function takenBefore({ state, request, orderId }: RiskContext): Decimal {
  if (request.role === 'close') return closesBefore(state, request, orderId);
  return request.role === 'entry' ? ZERO : pendingCloses(state, request);
}

function heldQuantity({ state, request, net }: RiskContext): Decimal {
  if (request.positionId === undefined) return net;
  return state.positions.get(request.positionId)?.quantity ?? ZERO;
}
