/**
 * The pretend venue of one account: `step` takes one input and returns what happened, already applied to the state.
 * Deterministic: the same settings and inputs give the same events. Prices and requests under way are volatile (not
 * part of the fold): after a replay the venue waits for the next quote. Margin is not its business.
 */
import type { PositionMode } from '#domain/account.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Quote } from '#domain/market.ts';
import type { FeeModel } from './fee-model.ts';
import type { LatencyModel } from './latency-model.ts';
import type { SlippageModel } from './slippage-model.ts';
import type { TradingCalendar } from './trading-calendar.ts';
import type { CancelCause, VenueEvent, VenueRequest } from './venue-event.ts';
import type { OrderRecord } from './venue-order.ts';
import { apply, type VenueState } from './venue-state.ts';

export interface VenueModels {
  readonly fees: FeeModel;
  readonly slippage: SlippageModel;
  readonly latency: LatencyModel;
  readonly calendar: TradingCalendar;
}

export interface VenueSettings {
  readonly positionMode: PositionMode;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly models: VenueModels;
  /** Account currency for one unit of `currency`; undefined when it is not known. */
  readonly conversionRate: (currency: string) => Decimal | undefined;
  /** Orders beyond this many open ones are refused. */
  readonly openOrdersMax?: number;
}

/** The last price of an instrument and what is left to trade of the quantity it offered; absent: unlimited. */
export interface MarketState {
  quote: Quote;
  /** The quote before; absent: there was none. */
  previous: Quote | undefined;
  bidLeft: Decimal | undefined;
  askLeft: Decimal | undefined;
}

export interface DelayedRequest {
  readonly dueAt: number;
  readonly request: VenueRequest;
}

export interface Venue {
  readonly settings: VenueSettings;
  readonly state: VenueState;
  /** The venue's clock, ms UTC; it never goes back. */
  time: number;
  readonly market: Map<string, MarketState>;
  /** Requests on their way, earliest due first. */
  readonly underWay: DelayedRequest[];
  /** What the step under way has brought so far. */
  events: VenueEvent[];
}

export function createVenue(settings: VenueSettings, state: VenueState): Venue {
  return { settings, state, time: state.time, market: new Map(), underWay: [], events: [] };
}

/** Records one fact: applies it and adds it to what the step returns. */
export function emit(venue: Venue, event: VenueEvent): void {
  apply(venue.state, event);
  venue.events.push(event);
}

export function cancel(venue: Venue, order: OrderRecord, cause: CancelCause): void {
  emit(venue, { kind: 'canceled', clientOrderId: order.clientOrderId, time: venue.time, cause });
}

/** Oldest first: sets remember when something was put in, which a replay may do in another order. */
export function byPriority(orders: Iterable<OrderRecord>): readonly OrderRecord[] {
  return [...orders].sort((left, right) => left.priority - right.priority);
}

/** The next moment at which something happens without an input: a request arrives or an order expires. */
export function nextDueAt(venue: Venue): number {
  return Math.min(venue.underWay[0]?.dueAt ?? Number.POSITIVE_INFINITY, venue.state.nextExpiryAt);
}
