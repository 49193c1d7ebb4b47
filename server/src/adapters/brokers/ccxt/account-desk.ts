/** What the parts of one account's broker share: its connection, its instruments, its orders as far as they are known. */
import { isOwnId } from '#domain/derived-id.ts';
import { nativeClientOrderId } from './client-order-id.ts';
import type { AccountConnection } from './account-connection.ts';
import type { CcxtAccount } from './ccxt-account.ts';
import type { Heard } from './outcome.ts';
import type { CallResult } from './client-transport.ts';
import type { KnownOrder, KnownOrders } from './known-orders.ts';
import type { Listing } from './listing.ts';
import type { ListedInstrument } from './market-instruments.ts';
import type { SeenOrder } from './order-reading.ts';
import type { MarketProfile, OrderTarget } from './profile.ts';
import type { SharedVenue } from './shared-venue.ts';

export class AccountDesk {
  readonly account: CcxtAccount;
  readonly venue: SharedVenue;
  readonly connection: AccountConnection;
  readonly orders: KnownOrders;
  /** Replaced when the markets have come anew. */
  listing: Listing;

  constructor(parts: Pick<AccountDesk, 'account' | 'venue' | 'connection' | 'orders' | 'listing'>) {
    this.account = parts.account;
    this.venue = parts.venue;
    this.connection = parts.connection;
    this.orders = parts.orders;
    this.listing = parts.listing;
  }

  now(): number {
    return this.venue.clock.now();
  }

  market({ market }: ListedInstrument): MarketProfile {
    return this.venue.profile.markets[market.kind];
  }

  heard(result: CallResult): Heard {
    return { profile: this.venue.profile, result, redact: this.connection.redact };
  }

  /** The order under our id, made known if it was not. */
  note(clientOrderId: string, listed: ListedInstrument): KnownOrder {
    const native = nativeClientOrderId(clientOrderId, this.market(listed).clientOrderId);
    return this.orders.note(clientOrderId, listed, native);
  }

  /** The order as the profiles' calls name it. `venueOrderId`: as the engine knows it. */
  targetOf(known: KnownOrder, venueOrderId = known.venueOrderId): OrderTarget {
    const { type, listedSince } = known;
    return {
      market: known.listed.market,
      account: this.connection.terms,
      clientOrderId: known.clientOrderId,
      ...(listedSince === undefined ? {} : { since: listedSince }),
      ...(venueOrderId === undefined ? {} : { venueOrderId }),
      ...(type === undefined ? {} : { conditional: type.startsWith('stop') }),
    };
  }

  /**
   * Until when it holds that the venue does not have an order: by the clock that the order was signed by, ours, and less what
   * may be wrong with its signature's time. A clock that was set since then must not make it longer: where this process sent
   * the order, what has passed is counted by the clock that nobody sets; else the clock that says less counts.
   */
  missedAt({ sentAt, sentMonotonic }: KnownOrder): number {
    const { clock, line } = this.venue;
    const { offset } = line;
    const doubtMs = offset.uncertaintyMs ?? 0;
    if (sentAt !== undefined && sentMonotonic !== undefined)
      return Math.floor(sentAt + clock.monotonic() - sentMonotonic - doubtMs);
    return Math.floor(Math.min(clock.now() - doubtMs, offset.venueNowAtLeast()));
  }

  /** The order of ours that the venue speaks of; undefined when it is nobody's or somebody else's. */
  recognize(seen: SeenOrder): KnownOrder | undefined {
    const listed = seen.symbol === undefined ? undefined : this.listing.bySymbol(seen.symbol);
    if (listed === undefined || seen.symbol === undefined) return undefined;
    const { symbol, venueOrderId, parentOrderId, clientOrderId } = seen;
    const id =
      this.#ownId(clientOrderId) ??
      this.orders.ofVenueId(symbol, venueOrderId) ??
      (parentOrderId === undefined ? undefined : this.orders.ofVenueId(symbol, parentOrderId));
    if (id === undefined) return undefined;
    const order = this.note(id, listed);
    if (order.listed.market.symbol !== symbol) return undefined;
    this.orders.linkVenueId(symbol, venueOrderId, id);
    if (seen.becameOrderId !== undefined) {
      this.orders.linkVenueId(symbol, seen.becameOrderId, id);
      order.workingOrderId = seen.becameOrderId;
    } else if (clientOrderId !== undefined && order.venueOrderId !== undefined && order.venueOrderId !== venueOrderId) {
      // Our id under a second one of the venue's: a triggered order that took it along.
      order.workingOrderId ??= venueOrderId;
    }
    if (seen.side !== undefined) order.side ??= seen.side;
    if (seen.type !== undefined && order.type === undefined && clientOrderId !== undefined) order.type = seen.type;
    return order;
  }

  /** Our id behind one in the venue's form. */
  #ownId(native: string | undefined): string | undefined {
    if (native === undefined) return undefined;
    return this.orders.ofNative(native) ?? (isOwnId(native) ? native : undefined);
  }
}
