/** The open orders of one account, ours and others': all of them, or a rejection, because a part would look like all. */
import type { VenueOrder } from '#domain/report.ts';
import type { AccountDesk } from './account-desk.ts';
import { VenueSaidNo } from './account-problems.ts';
import { nextOrdersCall, readPages } from './answer-pages.ts';
import type { AskedSymbols } from './asked-symbols.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import type { OrderOwners } from './order-owners.ts';
import { readOrders, type SeenOrder } from './order-reading.ts';
import type { ListCall } from './profile.ts';
import { toVenueOrder } from './venue-order.ts';

export class OpenOrders {
  readonly #desk: AccountDesk;
  readonly #symbols: AskedSymbols;
  readonly #owners: OrderOwners;

  constructor(desk: AccountDesk, symbols: AskedSymbols, owners: OrderOwners) {
    this.#desk = desk;
    this.#symbols = symbols;
    this.#owners = owners;
  }

  async all(): Promise<readonly VenueOrder[]> {
    const { account } = this.#desk;
    const found = new Map<string, VenueOrder>();
    const learned = new Set<string>();
    for (const kind of account.markets) {
      for (const list of await this.#openLists(kind)) {
        for (const seen of await this.#pagesOf(kind, list)) {
          const order = await this.#openOrder(seen, learned);
          if (order !== undefined) found.set(`${order.instrumentId} ${order.venueOrderId}`, order);
        }
      }
    }
    return [...found.values()];
  }

  /** All pages of a list of open orders. Rejects when there are more than can be asked for: a part would look like all. */
  async #pagesOf(market: ExchangeMarket, list: ListCall): Promise<readonly SeenOrder[]> {
    const { connection, venue } = this.#desk;
    const { items, isWhole } = await readPages<SeenOrder>({
      first: list.call,
      read: async (call) => await connection.read(call),
      items: readOrders,
      nameOf: ({ symbol = '', venueOrderId }) => `${symbol} ${venueOrderId}`,
      next: (call, answer) => nextOrdersCall(venue.profile.questions, { market, list: { ...list, call }, answer }),
    });
    if (!isWhole) throw new Error(`${venue.profile.title} has more open orders than it lists`);
    return items;
  }

  async #openOrder(seen: SeenOrder, learned: Set<string>): Promise<VenueOrder | undefined> {
    const listed = this.#desk.listing.bySymbol(seen.symbol ?? '');
    const known = this.#desk.recognize(seen);
    if (listed === undefined || seen.status !== 'open' || seen.triggered === true) return undefined;
    this.#symbols.remember(listed);
    if (known !== undefined) known.seenOpen = true;
    const { clientOrderId } = known ?? (await this.#owners.nameUnknown(seen, listed, learned));
    // What a triggered order became is told under the id of the order that was placed.
    const venueOrderId = known?.workingOrderId === seen.venueOrderId ? known.venueOrderId : undefined;
    return toVenueOrder({ ...seen, ...(venueOrderId && { venueOrderId }) }, known ?? { clientOrderId, listed });
  }

  /** All lists of open orders of a kind; where the exchange wants each symbol, of those that were traded or have any. */
  async #openLists(kind: ExchangeMarket): Promise<readonly ListCall[]> {
    const { listing, venue } = this.#desk;
    const { openOrders } = venue.profile.markets[kind];
    await this.#learnOpenSymbols(kind);
    const traded = this.#symbols.of(kind).flatMap((symbol) => listing.bySymbol(symbol)?.market ?? []);
    const any = traded[0] ?? listing.anyOf(kind);
    if (any === undefined) return [];
    const isOfAll = ({ call }: ListCall): boolean => call.args[0] === undefined;
    const bySymbol = traded.flatMap((market) => openOrders(market).filter((list) => !isOfAll(list)));
    return [...openOrders(any).filter(isOfAll), ...bySymbol];
  }

  /** Others may have open orders in what this process has never seen. An exchange that refuses to say is asked by what it has. */
  async #learnOpenSymbols(kind: ExchangeMarket): Promise<void> {
    const { connection, listing, venue } = this.#desk;
    const { openSymbols } = venue.profile.markets[kind];
    if (openSymbols === undefined) return;
    const answer = await connection.read(openSymbols.call).catch((error: unknown) => {
      if (!(error instanceof VenueSaidNo)) throw error;
      venue.logger.debug({ error: error.message }, 'the symbols with open orders are not told');
    });
    for (const nativeId of openSymbols.read(answer)) {
      const listed = listing.byNative(kind, nativeId);
      if (listed !== undefined) this.#symbols.remember(listed);
    }
  }
}
