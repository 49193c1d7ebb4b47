/**
 * The levels of protection on the price step that the venue has now: it may have made the step coarser since they were set, and
 * would refuse what stands between two steps. They move as prices always do: no stop risks more, no target is taken for less.
 */
import type { Decimal } from '#domain/decimal.ts';
import { opposite } from '#domain/order.ts';
import type { ProtectionGroup } from './protection-group.ts';
import { onTick } from './routing/adjustments.ts';
import type { AccountState } from './state.ts';

type Protected = Pick<ProtectionGroup, 'instrumentId' | 'side'>;

/** The level as an order for it is placed now; as it is where the instrument is not listed any more. */
export function levelOnTick<Level extends Decimal | undefined>(
  { volatile }: AccountState,
  group: Protected,
  level: Level,
): Decimal | Level {
  const instrument = volatile.settings.directory.byId(group.instrumentId);
  return instrument === undefined || level === undefined ? level : onTick(level, instrument, opposite(group.side));
}
