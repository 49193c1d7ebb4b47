/**
 * Whether the venue keeps what only reduces within its position. It is asked market by market: an account may trade
 * perpetuals, which know reduce-only, and coins, which do not. Where it does not, `pending-closes.ts` sees to it.
 */
import type { AccountState } from './state.ts';

/** Of an instrument that is not listed only what holds for all of the account counts. */
export function venueReduces({ volatile }: AccountState, instrumentId: string): boolean {
  const { traits, directory } = volatile.settings;
  if (traits.reduceOnly) return true;
  const kind = directory.byId(instrumentId)?.kind;
  return kind !== undefined && traits.reduceOnlyKinds?.includes(kind) === true;
}
