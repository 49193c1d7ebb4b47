/** A trade of the venue as a fill of our order, with the venue's own trade id and the exact fee in the currency it was taken in. */
import { ZERO } from '#domain/decimal.ts';
import type { FillReport } from '#domain/report.ts';
import type { KnownOrder } from './known-orders.ts';
import type { SeenTrade } from './trade-reading.ts';

/** The fill. Venues count trades by market, so the id carries the market. */
export function fillOf(
  trade: SeenTrade,
  { clientOrderId, listed }: Pick<KnownOrder, 'clientOrderId' | 'listed'>,
): FillReport {
  const { instrument } = listed;
  const { venueOrderId, side, price, quantity, fee = ZERO, feeCurrency, liquidity, time } = trade;
  const isForeignFee = feeCurrency !== undefined && feeCurrency !== instrument.quoteCurrency;
  return {
    kind: 'fill',
    clientOrderId,
    venueOrderId,
    tradeId: `${instrument.id}/${trade.tradeId}`,
    instrumentId: instrument.id,
    side,
    price,
    quantity,
    fee,
    ...(isForeignFee ? { feeCurrency } : {}),
    liquidity,
    time,
  };
}
