/** The pretend venue as a test talks to it: short requests in, short lines out. */
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { noFees } from '#matching/fee-model.ts';
import { noLatency } from '#matching/latency-model.ts';
import { noSlippage } from '#matching/slippage-model.ts';
import { sessionCalendar } from '#matching/trading-calendar.ts';
import { createVenue, type Venue, type VenueModels, type VenueSettings } from '#matching/venue.ts';
import type { VenueEvent } from '#matching/venue-event.ts';
import { createVenueState } from '#matching/venue-state.ts';
import { step } from '#matching/venue-step.ts';
import { instrument, type OrderTerms, placing, quoteOf, type QuoteTerms } from './venue-orders.ts';

const MODELS: VenueModels = {
  fees: noFees,
  slippage: noSlippage,
  latency: noLatency,
  calendar: sessionCalendar,
};

export interface PitSettings extends Partial<Omit<VenueSettings, 'models'>> {
  readonly models?: Partial<VenueModels>;
}

/** A venue that trades XYZ in a netting account of 1,000 USD without fees, unless the settings say otherwise. */
export function openPit(settings: PitSettings = {}): Pit {
  const { models, ...rest } = settings;
  const venue = createVenue(
    {
      positionMode: 'netting',
      instruments: new Map([['XYZ', instrument()]]),
      conversionRate: () => decimal('1'),
      ...rest,
      models: { ...MODELS, ...models },
    },
    createVenueState({ initialBalance: decimal('1000') }),
  );
  return new Pit(venue);
}

/** A venue with a clock that stands still unless moved, and events as short lines. */
export class Pit {
  readonly venue: Venue;
  time = 1_000;

  constructor(venue: Venue) {
    this.venue = venue;
  }

  quote(bid: string, ask: string, terms: QuoteTerms = {}): string[] {
    return lines(step(this.venue, { kind: 'quote', time: this.time, quote: quoteOf(bid, ask, terms) }));
  }

  place(id: string, terms: OrderTerms = {}): string[] {
    return lines(step(this.venue, { kind: 'place', time: this.time, order: placing(id, terms) }));
  }

  cancel(clientOrderId: string): string[] {
    return lines(step(this.venue, { kind: 'cancel', time: this.time, clientOrderId }));
  }

  amend(clientOrderId: string, quantity: string, limitPrice?: string): string[] {
    const price = limitPrice === undefined ? {} : { limitPrice: decimal(limitPrice) };
    const amend = { clientOrderId, quantity: decimal(quantity), ...price };
    return lines(step(this.venue, { kind: 'amend', time: this.time, amend }));
  }

  pass(durationMs: number): string[] {
    this.time += durationMs;
    return lines(step(this.venue, { kind: 'time', time: this.time }));
  }

  position(positionId = 'XYZ'): string {
    const held = this.venue.state.positions.get(positionId);
    return held === undefined ? 'flat' : `${formatDecimal(held.quantity)} @ ${formatDecimal(held.averagePrice)}`;
  }

  balance(): string {
    return formatDecimal(this.venue.state.balance);
  }
}

export function lines(events: readonly VenueEvent[]): string[] {
  return events.map((event) => {
    const { kind, clientOrderId: id } = event;
    if (kind === 'fill') {
      return `${id} ${event.side} ${formatDecimal(event.quantity)} @ ${formatDecimal(event.price)} ${event.liquidity}`;
    }
    if (kind === 'canceled') return `${id} canceled: ${event.cause}`;
    if (kind === 'amended') return `${id} amended: ${formatDecimal(event.quantity)}`;
    return 'code' in event ? `${id} ${kind}: ${event.code}` : `${id} ${kind}`;
  });
}

export const limit = (side: 'buy' | 'sell', quantity: string, limitPrice: string): OrderTerms => ({
  side,
  type: 'limit',
  quantity,
  limitPrice,
});
