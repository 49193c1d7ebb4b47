/** A halt that could not be written down when it was ordered, made up for before anything may trade. */
import { isStricter, type TradingState } from '#domain/account.ts';
import type { AccountState } from '#engine/state.ts';
import type { UnstampedInput } from './effect-runner.ts';

/** What stops an account, written down or not: the server as a whole, and a halt of its own. */
export interface Stops {
  readonly server: TradingState;
  readonly account: boolean;
}

/** The changes that the account's books lack. */
export function missingHalts(
  { serverTrading, ownTrading }: AccountState,
  { server, account }: Stops,
): UnstampedInput[] {
  const actor = 'system:latch';
  const reason = { code: 'TRADING_STATE_SET', values: { actor, note: '' } };
  const change = { kind: 'set_trading_state', actor, reason } as const;
  return [
    ...(isStricter(server, serverTrading.state) ? [{ ...change, state: server, scope: 'server' } as const] : []),
    ...(account && ownTrading.state !== 'halted' ? [{ ...change, state: 'halted' } as const] : []),
  ];
}
