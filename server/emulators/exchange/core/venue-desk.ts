/**
 * Where the matching room does its work for the emulator: one netting venue per account, market type and position side,
 * so that a hedged account's long and short side never net. The venue knows orders by the exchange's order id; it asks
 * no fees (the emulator takes them in the exchange's way) and its filters are wide (the emulator's own come first).
 */
import { type Decimal, maximum, multiplyRounded, roundToStep, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest } from '#domain/order.ts';
import { noFees } from '#matching/fee-model.ts';
import { noLatency } from '#matching/latency-model.ts';
import { noSlippage } from '#matching/slippage-model.ts';
import { sessionCalendar } from '#matching/trading-calendar.ts';
import { createVenue, type Venue } from '#matching/venue.ts';
import type { VenueEvent, VenueInput } from '#matching/venue-event.ts';
import { createVenueState } from '#matching/venue-state.ts';
import { step } from '#matching/venue-step.ts';
import type { ExchangeClock } from './exchange-clock.ts';
import { type ExchangeMarket, instrumentOf } from './exchange-market.ts';
import type { ExchangeOrder } from './exchange-order.ts';
import type { MarketPrice, PriceFeed } from './price-feed.ts';

export class VenueDesk {
  /** The next orders to arrive find only this share of their quantity in the market; absent: all of it. */
  partialFill: { readonly portion: Decimal; left: number } | undefined;
  readonly #venues = new Map<string, Venue>();
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #feed: PriceFeed;
  readonly #clock: ExchangeClock;

  constructor(markets: Iterable<ExchangeMarket>, feed: PriceFeed, clock: ExchangeClock) {
    this.#instruments = new Map([...markets].map((market) => [market.key, instrumentOf(market)]));
    this.#feed = feed;
    this.#clock = clock;
  }

  place(order: ExchangeOrder): readonly VenueEvent[] {
    const venue = this.#venueOf(order);
    const before = this.#offerPart(venue, order) ?? this.#refresh(venue, order.market);
    const placed = step(venue, {
      kind: 'place',
      time: this.#clock.now(),
      order: {
        orderId: order.id,
        clientOrderId: order.id,
        request: requestOf(order),
        deadlineAt: Number.MAX_SAFE_INTEGER,
      },
    });
    return [...before, ...placed];
  }

  cancel(order: ExchangeOrder): readonly VenueEvent[] {
    return this.#step(order, { kind: 'cancel', time: this.#clock.now(), clientOrderId: order.id });
  }

  amend(
    order: ExchangeOrder,
    terms: { readonly quantity: Decimal; readonly limitPrice?: Decimal },
  ): readonly VenueEvent[] {
    return this.#step(order, { kind: 'amend', time: this.#clock.now(), amend: { clientOrderId: order.id, ...terms } });
  }

  /** Shows a new price to every venue that has orders in this market. */
  quote(market: ExchangeMarket): readonly VenueEvent[] {
    const events: VenueEvent[] = [];
    for (const venue of this.#venues.values()) {
      const book = venue.state.books.get(market.key);
      if (book === undefined || venue.state.open.size === 0) continue;
      events.push(...this.#refresh(venue, market));
    }
    return events;
  }

  #venueOf(order: ExchangeOrder): Venue {
    const key = `${order.accountId} ${order.market.type} ${order.positionSide}`;
    const known = this.#venues.get(key);
    if (known !== undefined) return known;
    const venue = createVenue(
      {
        positionMode: 'netting',
        instruments: this.#instruments,
        models: { fees: noFees, slippage: noSlippage, latency: noLatency, calendar: sessionCalendar },
        conversionRate: () => undefined,
      },
      createVenueState({ initialBalance: ZERO }),
    );
    this.#venues.set(key, venue);
    return venue;
  }

  #step(order: ExchangeOrder, input: VenueInput): readonly VenueEvent[] {
    return step(this.#venueOf(order), input);
  }

  /** Tells the venue the price of now; twice the same is told once, or its offered quantity would grow again. */
  #refresh(venue: Venue, market: ExchangeMarket): readonly VenueEvent[] {
    const price = this.#feed.of(market);
    const seen = venue.market.get(market.key)?.quote;
    if (seen !== undefined && this.#seenVersions.get(seen) === price.version) return [];
    return this.#tell(venue, market, price);
  }

  readonly #seenVersions = new WeakMap<object, number>();

  #tell(venue: Venue, market: ExchangeMarket, price: MarketPrice): readonly VenueEvent[] {
    const quote = {
      instrumentId: market.key,
      bid: price.bid,
      ask: price.ask,
      last: price.last,
      ...(price.bidQuantity === undefined ? {} : { bidQuantity: price.bidQuantity }),
      ...(price.askQuantity === undefined ? {} : { askQuantity: price.askQuantity }),
      time: this.#clock.now(),
      source: 'simulated' as const,
    };
    this.#seenVersions.set(quote, price.version);
    return step(venue, { kind: 'quote', time: quote.time, quote });
  }

  #offerPart(venue: Venue, order: ExchangeOrder): readonly VenueEvent[] | undefined {
    const fault = this.partialFill;
    if (fault === undefined || fault.left <= 0) return undefined;
    fault.left -= 1;
    const { market } = order;
    const part = roundToStep(multiplyRounded(order.quantity, fault.portion, 'down'), market.quantityStep, 'down');
    const offered = maximum(part, market.quantityStep);
    return this.#tell(venue, market, { ...this.#feed.of(market), bidQuantity: offered, askQuantity: offered });
  }
}

function requestOf(order: ExchangeOrder): OrderRequest {
  const isLimit = order.type === 'limit';
  return {
    instrumentId: order.market.key,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    ...(isLimit && order.limitPrice !== undefined ? { limitPrice: order.limitPrice } : {}),
    timeInForce: isLimit ? order.timeInForce : 'ioc',
    postOnly: order.postOnly,
    reduceOnly: order.reduceOnly,
    role: 'entry',
  };
}
