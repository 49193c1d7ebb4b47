/** Whether the venue changes a resting order in place. Where it does not, the order ends first and is placed anew then. */
import type { OrderRequest } from '#domain/order.ts';
import type { AccountState } from './state.ts';

/** By what is traded and the kind of order: a venue may change limit orders of one market and nothing else. */
export function isAmendable({ volatile }: AccountState, { instrumentId, type }: OrderRequest): boolean {
  const { traits, directory } = volatile.settings;
  if (traits.amend) return true;
  const kind = directory.byId(instrumentId)?.kind;
  return kind !== undefined && traits.amends?.[kind]?.includes(type) === true;
}
