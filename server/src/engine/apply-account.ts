/** The fold of what concerns an account as a whole. */
import { isStricter } from '#domain/account.ts';
import type { TradingStateChanged } from './events.ts';
import type { AccountState } from './state.ts';

/** The account for itself and the server as a whole lie one over the other: the stricter one is in force. */
export function changeTradingState(state: AccountState, { state: to, reason, scope }: TradingStateChanged): void {
  const layer = to === 'active' ? { state: to } : { state: to, reason };
  if (scope === 'server') state.serverTrading = layer;
  else state.ownTrading = layer;
  const { ownTrading, serverTrading } = state;
  const inForce = isStricter(serverTrading.state, ownTrading.state) ? serverTrading : ownTrading;
  state.tradingState = inForce.state;
  state.tradingStateReason = inForce.reason;
}
