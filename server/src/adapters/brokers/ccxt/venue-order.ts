/** An order as an answer shows it, told as an order of the venue under the id it goes by. */
import { ZERO } from '#domain/decimal.ts';
import type { VenueOrder } from '#domain/report.ts';
import type { KnownOrder } from './known-orders.ts';
import type { SeenOrder } from './order-reading.ts';

/** Undefined when the answer leaves out what an order must have. */
export function toVenueOrder(
  seen: SeenOrder,
  known: Pick<KnownOrder, 'clientOrderId' | 'listed'> & Partial<Pick<KnownOrder, 'side' | 'type'>>,
): VenueOrder | undefined {
  const { quantity, status, venueOrderId, limitPrice, stopPrice, averagePrice, updatedAt } = seen;
  const side = seen.side ?? known.side;
  // What was asked for is what it is called; a venue may call a triggered stop a market order.
  const type = known.type ?? seen.type;
  if (side === undefined || type === undefined || quantity === undefined || status === undefined) return undefined;
  return {
    clientOrderId: known.clientOrderId,
    venueOrderId,
    instrumentId: known.listed.instrument.id,
    side,
    type,
    quantity,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    filledQuantity: seen.filledQuantity ?? ZERO,
    averagePrice: averagePrice ?? ZERO,
    status,
    updatedAt: updatedAt ?? 0,
  };
}
