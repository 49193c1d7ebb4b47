/** What an account may do is what its books say: nothing that came of an earlier word undoes a later one. */
import type { AccountState } from '#engine/state.ts';

/**
 * I-06: once trading was resumed and not stopped again, a halt that only memory knows is one that has been overtaken.
 * Before that memory may be ahead of the books: a halt takes effect at once, whether or not it can be written.
 */
export function checkResumed(
  { tradingState, serverTrading, ownTrading }: AccountState,
  say: (sentence: string) => void,
): void {
  if (tradingState !== 'halted' || serverTrading.state === 'halted' || ownTrading.state === 'halted') return;
  say('I-06: the account is halted after it was resumed, and its books do not say so');
}
