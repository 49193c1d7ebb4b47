/**
 * Whose an order is that the venue shows: one of ours, what a triggered one of ours became, or somebody else's. Where the order
 * itself does not say, the venue is asked, once.
 */
import type { FillReport } from '#domain/report.ts';
import type { AccountDesk } from './account-desk.ts';
import { fillOf } from './fill-report.ts';
import type { ForeignOrder, KnownOrder } from './known-orders.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { readOrder, readOrders, type SeenOrder } from './order-reading.ts';
import type { SeenTrade } from './trade-reading.ts';
import { failureVerdict } from './outcome.ts';

/** The id the order goes by, and what it is an order in. */
type Owner = Pick<KnownOrder, 'clientOrderId' | 'listed'>;

export class OrderOwners {
  readonly #desk: AccountDesk;

  constructor(desk: AccountDesk) {
    this.#desk = desk;
  }

  /** The trades with the ids their orders go by; an order that is not known yet is asked for by the venue's id. */
  async attribute(trades: readonly SeenTrade[]): Promise<FillReport[]> {
    const fills: FillReport[] = [];
    const learned = new Set<string>();
    for (const trade of trades) {
      const owner = this.#knownOf(trade) ?? (await this.#askForOrder(trade, learned));
      if (owner !== undefined) fills.push(fillOf(trade, owner));
    }
    return fills;
  }

  /**
   * An order that does not look like ours may be what a triggered one of ours became: that is asked for once. `learned`: the
   * symbols of which it has been asked since this question began.
   */
  async nameUnknown(seen: SeenOrder, listed: ListedInstrument, learned: Set<string>): Promise<Owner> {
    const { orders } = this.#desk;
    const { symbol } = listed.market;
    const foreign = orders.foreign(symbol, seen.venueOrderId);
    if (foreign !== undefined) return { clientOrderId: foreign.name, listed };
    if (!learned.has(symbol)) await this.learnTriggered(listed);
    learned.add(symbol);
    return this.#desk.recognize({ ...seen, symbol }) ?? { clientOrderId: this.#nameForeign(seen, listed).name, listed };
  }

  /** Learns what the instrument's triggered orders became, where those do not say what they came from. */
  async learnTriggered({ market }: ListedInstrument): Promise<void> {
    const { connection, venue } = this.#desk;
    const call = venue.profile.questions.triggeredOrders?.(market, connection.terms);
    if (call === undefined) return;
    const { symbol } = market;
    for (const order of readOrders(await connection.read(call))) this.#desk.recognize({ ...order, symbol });
  }

  #knownOf({ venueOrderId, symbol, clientOrderId }: SeenTrade): KnownOrder | undefined {
    return this.#desk.recognize({ venueOrderId, symbol, ...(clientOrderId === undefined ? {} : { clientOrderId }) });
  }

  /** Undefined when the venue does not show the order any more: then nobody can say whose trade it was. */
  async #askForOrder({ venueOrderId, symbol }: SeenTrade, learned: Set<string>): Promise<Owner | undefined> {
    const { connection, orders, listing } = this.#desk;
    const listed = listing.bySymbol(symbol);
    if (listed === undefined) return undefined;
    const foreign = orders.foreign(symbol, venueOrderId);
    if (foreign !== undefined) return { clientOrderId: foreign.name, listed };
    const call = { method: 'fetchOrder', args: [venueOrderId, symbol] };
    const result = await connection.call(call, { lane: 'lookup' });
    if (result.kind === 'failure') {
      const verdict = failureVerdict(this.#desk.heard(result));
      if (verdict.kind === 'verdict' && verdict.verdict === 'no_order') return undefined;
      throw new Error(connection.redact(result.error instanceof Error ? result.error.message : 'the question failed'));
    }
    const seen = readOrder(result.answer);
    if (seen === undefined) return undefined;
    const named = { ...seen, symbol };
    return this.#desk.recognize(named) ?? (await this.nameUnknown(named, listed, learned));
  }

  /** Somebody else's order goes by the id they gave it, or the venue's where it has none. */
  #nameForeign(seen: SeenOrder, { market }: ListedInstrument): ForeignOrder {
    const name = seen.clientOrderId ?? seen.venueOrderId;
    const foreign = { name, isStop: seen.type === 'stop' || seen.type === 'stop_limit' };
    this.#desk.orders.noteForeign(market.symbol, seen.venueOrderId, foreign);
    return foreign;
  }
}
