/**
 * One order, asked for by our id, with its trades. It counts as not there only when the venue itself says so at every place it
 * could be in; a question that could not be asked is `unreachable`.
 */
import { add, type Decimal, ZERO } from '#domain/decimal.ts';
import { isOwnId } from '#domain/derived-id.ts';
import type { FillReport, QueryAnswer } from '#domain/report.ts';
import type { CancelTarget } from '#ports/broker.ts';
import type { AccountDesk } from './account-desk.ts';
import type { AskedSymbols } from './asked-symbols.ts';
import { fillOf } from './fill-report.ts';
import type { KnownOrder } from './known-orders.ts';
import { lookupOf, readLookup } from './lookup-call.ts';
import type { ListedInstrument } from './market-instruments.ts';
import type { OrderOwners } from './order-owners.ts';
import { readOrder, type SeenOrder } from './order-reading.ts';
import type { LookupStep, OrderTarget } from './profile.ts';
import { orderTradesCall } from './trade-history.ts';
import { allTrades, byTime } from './trade-pages.ts';
import type { SeenTrade } from './trade-reading.ts';
import { toVenueOrder } from './venue-order.ts';

type Found = { readonly kind: 'found'; readonly seen: SeenOrder } | Exclude<QueryAnswer, { kind: 'found' }>;

/** An order in what is not listed any more has ended by then, whatever became of it. */
const DELISTED_PROVES_AFTER_MS = 7 * 86_400_000;
/** Trades may be shown a moment after their order: they are asked for again before the answer is given. */
const TRADES_TRIES = 3;
const TRADES_RETRY_MS = 250;

export class OrderLookup {
  readonly #desk: AccountDesk;
  readonly #symbols: AskedSymbols;
  readonly #owners: OrderOwners;

  constructor(desk: AccountDesk, symbols: AskedSymbols, owners: OrderOwners) {
    this.#desk = desk;
    this.#symbols = symbols;
    this.#owners = owners;
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    const desk = this.#desk;
    const listed = desk.listing.byId(target.instrumentId);
    if (listed === undefined) return this.#unlisted(target);
    this.#symbols.remember(listed);
    if (!isOwnId(target.clientOrderId)) return { kind: 'unreachable', detail: 'the order was placed by somebody else' };
    const known = desk.note(target.clientOrderId, listed);
    const found = await this.#lookUp(known, target);
    if (found.kind !== 'found') return found;
    try {
      return await this.#answer(known, found.seen);
    } catch (error) {
      return { kind: 'unreachable', detail: textOf(error) };
    }
  }

  /** Trades of an order as the venue has them, under our names. Rejects when it can't be asked. */
  async tradesOf(known: KnownOrder): Promise<readonly FillReport[]> {
    if (known.triggered === true && known.workingOrderId === undefined) await this.#owners.learnTriggered(known.listed);
    const ids = [known.workingOrderId ?? known.venueOrderId].filter((id) => id !== undefined);
    const trades = await Promise.all(ids.map(async (id) => await this.#tradesOfId(known.listed, id)));
    return trades.flat().map((trade) => fillOf(trade, known));
  }

  /** Nobody can be asked. What is delisted holds nothing up, and what was sent lately is not proven to be nowhere by that. */
  #unlisted({ instrumentId }: CancelTarget): QueryAnswer {
    const { markets, clock } = this.#desk.venue;
    if (!markets.isLoaded) return { kind: 'unreachable', detail: `no instrument ${instrumentId} yet` };
    return { kind: 'not_found', venueTime: clock.now() - DELISTED_PROVES_AFTER_MS };
  }

  async #lookUp(known: KnownOrder, target: CancelTarget): Promise<Found> {
    const { venue, connection } = this.#desk;
    const lookup = lookupOf(venue.profile, this.#desk.targetOf(known, target.venueOrderId));
    for (const step of lookup.steps) {
      const reading = await this.#step(step, lookup.target);
      if (reading.kind === 'unreachable') return { kind: 'unreachable', detail: connection.redact(reading.detail) };
      if (reading.kind === 'absent') continue;
      const seen = readOrder(reading.order);
      if (seen === undefined) return { kind: 'unreachable', detail: 'the answer names no order' };
      return { kind: 'found', seen };
    }
    return { kind: 'not_found', venueTime: this.#desk.missedAt(known) };
  }

  async #step(step: LookupStep, target: OrderTarget) {
    const { connection } = this.#desk;
    const result = await connection.call(step.call, { lane: 'lookup' });
    const reading = readLookup(step, target, this.#desk.heard(result));
    if (reading.kind !== 'found' || step.answer !== 'native') return reading;
    const parse = connection.client?.parseOrder;
    if (typeof parse !== 'function') return { kind: 'unreachable', detail: 'not connected' } as const;
    return {
      kind: 'found',
      order: (parse as (order: unknown) => unknown).call(connection.client, reading.order),
    } as const;
  }

  async #answer(known: KnownOrder, first: SeenOrder): Promise<QueryAnswer> {
    const { connection } = this.#desk;
    const symbol = known.listed.market.symbol;
    this.#link(known, first, symbol);
    let seen: SeenOrder = { ...first, venueOrderId: known.venueOrderId ?? first.venueOrderId };
    if (first.becameOrderId !== undefined) {
      const call = { method: 'fetchOrder', args: [first.becameOrderId, symbol] };
      const became = readOrder(await connection.read(call));
      if (became === undefined) return { kind: 'unreachable', detail: 'what the triggered order became is not shown' };
      // Its terms are those of the order that was placed; its life is that of what it became.
      seen = { ...became, ...pick(first), venueOrderId: seen.venueOrderId };
    }
    const order = toVenueOrder(seen, known);
    if (order === undefined) return { kind: 'unreachable', detail: 'the answer leaves out terms of the order' };
    const fills = order.filledQuantity > ZERO ? await this.#fillsUpTo(known, order.filledQuantity) : [];
    return { kind: 'found', order, fills: [...fills] };
  }

  async #fillsUpTo(known: KnownOrder, filled: Decimal): Promise<readonly FillReport[]> {
    const { clock } = this.#desk.venue;
    for (let tries = 1; ; tries += 1) {
      const fills = await this.tradesOf(known);
      const sum = fills.reduce((total, fill) => add(total, fill.quantity), ZERO);
      if (sum >= filled || tries >= TRADES_TRIES) return fills;
      await new Promise<void>((resolve) => {
        clock.after(TRADES_RETRY_MS * tries, resolve);
      });
    }
  }

  async #tradesOfId({ market }: ListedInstrument, venueOrderId: string): Promise<readonly SeenTrade[]> {
    const call = orderTradesCall(this.#desk.venue.profile.questions, market, venueOrderId);
    const all = await allTrades(this.#desk, market.kind, call);
    const trades = all.filter((trade) => trade.venueOrderId === venueOrderId);
    return [...trades].sort(byTime);
  }

  #link(known: KnownOrder, seen: SeenOrder, symbol: string): void {
    const { orders } = this.#desk;
    known.venueOrderId ??= seen.venueOrderId;
    // A triggered order that keeps our id and gets another one of the venue's.
    if (known.venueOrderId !== seen.venueOrderId) known.workingOrderId ??= seen.venueOrderId;
    if (seen.status === 'open') known.seenOpen = true;
    orders.linkVenueId(symbol, seen.venueOrderId, known.clientOrderId);
    if (seen.side !== undefined) known.side ??= seen.side;
    if (seen.type !== undefined) known.type ??= seen.type;
    if (seen.becameOrderId === undefined) return;
    known.workingOrderId = seen.becameOrderId;
    orders.linkVenueId(symbol, seen.becameOrderId, known.clientOrderId);
  }
}

/** The terms under which an order was placed. */
function pick({ side, type, quantity, limitPrice, stopPrice }: SeenOrder): Partial<SeenOrder> {
  const terms = { side, type, quantity, limitPrice, stopPrice };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'the question failed');
