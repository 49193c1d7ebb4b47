/** Positions and balances as the pretend venue shows them. */
import {
  absolute,
  add,
  type Decimal,
  maximum,
  multiplyAllRounded,
  multiplyRounded,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import { unrealizedPnl } from '#domain/position-accounting.ts';
import type { VenueBalance, VenuePosition } from '#domain/report.ts';
import type { Venue } from '#matching/venue.ts';
import type { VenueHolding } from '#matching/venue-state.ts';

export function positionsOf(venue: Venue): readonly VenuePosition[] {
  return [...venue.state.positions.values()].map(({ positionId, instrumentId, quantity, averagePrice }) => ({
    positionId,
    instrumentId,
    quantity,
    averagePrice,
  }));
}

/**
 * The account's own currency first; others only for money that came in while no rate was known. `free` is what is left
 * after open losses and profits and the margin that open positions tie up, never below zero.
 */
export function balancesOf(venue: Venue, currency: string): readonly VenueBalance[] {
  const { balance, unconverted, positions } = venue.state;
  let free: Decimal = balance;
  for (const holding of positions.values()) free = add(free, effectOnFree(venue, holding));
  const others = [...unconverted].map(([other, total]) => ({ currency: other, total, free: total }));
  return [{ currency, total: balance, free: maximum(free, ZERO) }, ...others];
}

/** Unrealized profit minus margin, in the account's currency; zero while price or rate are not known. */
function effectOnFree(venue: Venue, holding: VenueHolding): Decimal {
  const instrument = venue.settings.instruments.get(holding.instrumentId);
  const quote = venue.market.get(holding.instrumentId)?.quote;
  const rate = instrument === undefined ? undefined : venue.settings.conversionRate(instrument.quoteCurrency);
  if (instrument === undefined || quote === undefined || rate === undefined) return ZERO;
  const price = holding.quantity > ZERO ? quote.bid : quote.ask;
  const profit = unrealizedPnl(holding, price, instrument.contractSize);
  const { contractSize, marginRate } = instrument;
  const margin = multiplyAllRounded([absolute(holding.quantity), price, contractSize, marginRate], 'up');
  return multiplyRounded(subtract(profit, margin), rate, 'half_even');
}
