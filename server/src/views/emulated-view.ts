/** How far an order is that the engine carries out. */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Reason } from '#domain/order.ts';
import { type Emulated, endOfParent, isParentOver } from '#domain/parent-order.ts';
import type { EmulatedView } from './shapes.ts';

/** The parent's own terms and where it stands; what it has filled is said by the order it is shown as. */
export function emulatedView(parent: Emulated, waitsFor: Reason | undefined): EmulatedView {
  const { kind, state, terms, childCount, openChildIds, startedAt, triggeredAt } = parent;
  const { trailDistance, trailUnit, activationPrice, visibleQuantity, durationMs, catchUp } = terms;
  const endsAt = endOfParent(parent);
  return {
    kind,
    state,
    children: childCount,
    openChildren: [...openChildIds],
    ...decimals({ trailDistance, activationPrice, bestPrice: parent.bestPrice, visibleQuantity }),
    ...decimals({ triggerPrice: parent.triggerPrice ?? watched(parent) }),
    ...(trailUnit === undefined ? {} : { trailUnit }),
    ...(triggeredAt === undefined ? {} : { triggeredAt: isoTime(triggeredAt) }),
    ...(durationMs === undefined ? {} : { durationSeconds: durationMs / 1_000 }),
    ...(startedAt === undefined || endsAt === undefined
      ? {}
      : { startedAt: isoTime(startedAt), endsAt: isoTime(endsAt) }),
    ...slicesOf(parent),
    ...(catchUp === true ? { catchUp } : {}),
    ...(waitsFor === undefined || isParentOver(state) ? {} : { waitsFor }),
  };
}

/** The trigger that does not move. */
const watched = ({ kind, request }: Emulated): Decimal | undefined => {
  if (kind === 'take_profit') return request.limitPrice;
  return kind === 'trailing_stop' ? undefined : request.stopPrice;
};

function slicesOf({ terms: { shares }, nextSlice, skippedSlices }: Emulated): Partial<EmulatedView> {
  return shares === undefined ? {} : { slices: shares.length, slicesDue: nextSlice, slicesSkipped: skippedSlices };
}

function decimals<Name extends string>(fields: Record<Name, Decimal | undefined>): { [K in Name]?: string } {
  const texts: { [K in Name]?: string } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) texts[name] = formatDecimal(value);
  }
  return texts;
}
