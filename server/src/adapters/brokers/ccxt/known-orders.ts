/**
 * What this process knows of its account's orders: which venue ids mean which of ours, and what has been told of them. It is
 * memory and no truth: whatever is missing here is asked of the venue. Bounded: the oldest that have ended leave first.
 */
import { add, type Decimal, ZERO } from '#domain/decimal.ts';
import type { OrderType, Side } from '#domain/order.ts';
import type { PlaceOutcome } from '#ports/broker.ts';
import type { ListedInstrument } from './market-instruments.ts';

export interface KnownOrder {
  readonly clientOrderId: string;
  readonly listed: ListedInstrument;
  /** When this process sent it, ms UTC; absent for orders of an earlier life, whose time nobody here knows. */
  sentAt?: number;
  /** The same by the clock that nobody sets. */
  sentMonotonic?: number;
  /** The same by the clock, ours or the venue's, that was behind then: a list that begins there has it. */
  listedSince?: number;
  side?: Side;
  type?: OrderType;
  venueOrderId?: string;
  /** Of a conditional order that was triggered: what it became. */
  workingOrderId?: string;
  /** Handed to the wire by this process: a second request with the same id is answered by looking it up. */
  placing?: Promise<PlaceOutcome>;
  /** The venue has said that its price came; what it became may not be known yet. */
  triggered?: true;
  /** A change that was sent and of which nothing was told yet. */
  amendTo?: AmendTerms | undefined;
  /** The venue has shown it as open. */
  seenOpen?: true;
  acceptedTold: boolean;
  endTold: boolean;
  readonly tradesTold: Set<string>;
  filledTold: Decimal;
  /** The most that the venue has said to have filled. */
  filledSeen: Decimal;
}

/** What an order is changed to; a price that is absent stays. */
export interface AmendTerms {
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
}

/** An order that somebody else placed. */
export interface ForeignOrder {
  /** What it goes by: the id they gave it, or the venue's. */
  readonly name: string;
  readonly isStop: boolean;
}

const ORDERS_MAX = 5_000;

export class KnownOrders {
  readonly #orders = new Map<string, KnownOrder>();
  readonly #byNative = new Map<string, string>();
  readonly #byVenueId = new Map<string, string>();
  /** Orders of somebody else, as far as they were asked for. */
  readonly #foreign = new Map<string, ForeignOrder>();

  get(clientOrderId: string): KnownOrder | undefined {
    return this.#orders.get(clientOrderId);
  }

  /** The order with our id, made known if it is not. */
  note(clientOrderId: string, listed: ListedInstrument, native: string): KnownOrder {
    const known = this.#orders.get(clientOrderId);
    if (known !== undefined) return known;
    const order: KnownOrder = {
      clientOrderId,
      listed,
      acceptedTold: false,
      endTold: false,
      tradesTold: new Set(),
      filledTold: ZERO,
      filledSeen: ZERO,
    };
    this.#orders.set(clientOrderId, order);
    this.#byNative.set(native, clientOrderId);
    if (this.#orders.size > ORDERS_MAX) this.#forgetOldest();
    return order;
  }

  /** Our id for one in the venue's form. */
  ofNative(native: string): string | undefined {
    return this.#byNative.get(native);
  }

  /** Those that may still fill or end, as far as this process knows. */
  working(): readonly KnownOrder[] {
    return [...this.#orders.values()].filter(({ endTold, placing, acceptedTold, seenOpen }) => {
      return !endTold && (placing !== undefined || acceptedTold || seenOpen === true);
    });
  }

  /** From now on this venue id means that order; an order that was triggered has a second one. */
  linkVenueId(symbol: string, venueOrderId: string, clientOrderId: string): void {
    this.#byVenueId.set(keyOf(symbol, venueOrderId), clientOrderId);
  }

  ofVenueId(symbol: string, venueOrderId: string): string | undefined {
    return this.#byVenueId.get(keyOf(symbol, venueOrderId));
  }

  /** The order is somebody else's, and goes by this id: it need not be asked for again. */
  noteForeign(symbol: string, venueOrderId: string, foreign: ForeignOrder): void {
    if (this.#foreign.size >= ORDERS_MAX) this.#foreign.clear();
    this.#foreign.set(keyOf(symbol, venueOrderId), foreign);
  }

  foreign(symbol: string, venueOrderId: string): ForeignOrder | undefined {
    return this.#foreign.get(keyOf(symbol, venueOrderId));
  }

  isForeignStop(symbol: string, venueOrderId: string): boolean {
    return this.foreign(symbol, venueOrderId)?.isStop === true;
  }

  /** Whether the trade is told for the first time; it counts as told from now on. */
  takeTrade(order: KnownOrder, tradeId: string, quantity: Decimal): boolean {
    if (order.tradesTold.has(tradeId)) return false;
    order.tradesTold.add(tradeId);
    order.filledTold = add(order.filledTold, quantity);
    return true;
  }

  #forgetOldest(): void {
    for (const [id, order] of this.#orders) {
      if (!order.endTold || order.filledTold < order.filledSeen) continue;
      this.#orders.delete(id);
      break;
    }
    // Links are short texts; when they are many, the oldest have served their time.
    trim(this.#byNative);
    trim(this.#byVenueId);
  }
}

function trim(map: Map<string, string>): void {
  while (map.size > ORDERS_MAX * 4) {
    const [oldest] = map.keys();
    if (oldest === undefined) return;
    map.delete(oldest);
  }
}

const keyOf = (symbol: string, venueOrderId: string): string => `${symbol} ${venueOrderId}`;
