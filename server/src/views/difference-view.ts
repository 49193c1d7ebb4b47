/** Positions of which the venue holds something else than the books, as people and programs see them. */
import { formatDecimal, ZERO } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { AccountState } from '#engine/state.ts';
import type { DifferenceView } from './shapes.ts';

/** What the newest comparison found to differ, by symbol; last what a person has called right. */
export function differenceViews({ account, volatile }: AccountState): DifferenceView[] {
  const { differing, ignoring, comparedAt } = volatile;
  return [...differing.values(), ...ignoring.values()].map(({ instrumentId, ours, theirs, averagePrice = ZERO }) => ({
    account: account.id,
    symbol: instrumentId,
    ours: formatDecimal(ours),
    venue: formatDecimal(theirs),
    ignored: ignoring.has(instrumentId),
    ...(averagePrice > ZERO ? { venueAveragePrice: formatDecimal(averagePrice) } : {}),
    ...(comparedAt === undefined ? {} : { comparedAt: isoTime(comparedAt) }),
  }));
}
