/** Levels that an order brings along and that have nothing to protect: it only takes off a position. The order says so. */
import { absolute, formatDecimal, isZero, ZERO } from '#domain/decimal.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import { type AccountState, netQuantity } from '../state.ts';

/**
 * What is to be said of the levels of an order that opens nothing; nothing where it opens, or has none. Its group is kept all
 * the same: should the position be gone before it fills, it opens, and is protected.
 */
export function protectionNotUsed(state: AccountState, request: OrderRequest): Reason[] {
  const { instrumentId, stopLoss, takeProfits } = request;
  if (stopLoss === undefined && takeProfits === undefined) return [];
  const held = netQuantity(state, instrumentId);
  if (!request.reduceOnly && !onlyTakesOff(state, request)) return [];
  const values = { symbol: instrumentId, held: isZero(held) ? '' : formatDecimal(absolute(held)) };
  return [{ code: 'PROTECTION_NOT_USED', values }];
}

function onlyTakesOff(state: AccountState, { instrumentId, side, quantity }: OrderRequest): boolean {
  const held = netQuantity(state, instrumentId);
  const isOpposite = side === 'buy' ? held < ZERO : held > ZERO;
  return state.account.positionMode === 'netting' && isOpposite && quantity <= absolute(held);
}
