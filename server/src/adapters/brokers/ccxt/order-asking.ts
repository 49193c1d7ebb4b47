/**
 * Questions about one account: an order by our id, open orders, trades, positions, balances. An order counts as not there
 * only when the venue itself says so at every place it could be in; a question that could not be asked is `unreachable`, and
 * lists reject, because an empty answer would be a claim about an account that nobody could see.
 */
import { add, type Decimal, ZERO } from '#domain/decimal.ts';
import type { FillReport, QueryAnswer, VenueBalance, VenueOrder, VenuePosition } from '#domain/report.ts';
import type { CancelTarget } from '#ports/broker.ts';
import { type AccountDesk, isOwnId } from './account-desk.ts';
import { balanceCalls, positionCalls } from './account-questions.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import { fillOf } from './fill-report.ts';
import type { ForeignOrder, KnownOrder } from './known-orders.ts';
import { lookupOf, readLookup } from './lookup-call.ts';
import type { ListedInstrument } from './market-instruments.ts';
import {
  readBalances,
  readOrder,
  readOrders,
  readPositions,
  readTrades,
  type SeenOrder,
  type SeenTrade,
  toVenuePosition,
} from './order-reading.ts';
import { failureVerdict } from './outcome.ts';
import type { LookupStep, OrderTarget } from './profile.ts';
import { needsSymbol, orderTradesCall, tradesCall, tradesPage, triggeredOrdersCall } from './trade-history.ts';

/** Whose trade it is: the id the order goes by, and what it is an order in. */
type Owner = Pick<KnownOrder, 'clientOrderId' | 'listed'>;

type Found = { readonly kind: 'found'; readonly seen: SeenOrder } | Exclude<QueryAnswer, { kind: 'found' }>;

const PAGES_MAX = 20;
/** Exchanges answer for a week at a time; what is older is not a late report. */
const TRADES_REACH_MS = 6.5 * 86_400_000;
/** Trades may be shown a moment after their order: they are asked for again before the answer is given. */
const TRADES_TRIES = 3;
const TRADES_RETRY_MS = 250;

export class OrderAsker {
  readonly #desk: AccountDesk;
  /** Symbols with orders of this account, for exchanges that want one with every question. */
  readonly #symbols = new Set<string>();

  constructor(desk: AccountDesk) {
    this.#desk = desk;
  }

  /** From now on trades of this symbol are asked for as well. */
  remember({ market }: ListedInstrument): void {
    this.#symbols.add(market.symbol);
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    const desk = this.#desk;
    const listed = desk.listing.byId(target.instrumentId);
    if (listed === undefined) return { kind: 'not_found', venueTime: desk.venue.line.offset.venueNowAtLeast() };
    this.remember(listed);
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
    const ids = [known.workingOrderId ?? known.venueOrderId].filter((id) => id !== undefined);
    const trades = await Promise.all(ids.map(async (id) => await this.#tradesOfId(known.listed, id)));
    return trades.flat().map((trade) => fillOf(trade, known));
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    const { account, venue, connection } = this.#desk;
    const found = new Map<string, VenueOrder>();
    for (const kind of account.markets) {
      const { openOrders } = venue.profile.markets[kind];
      for (const { call } of this.#marketsToAsk(kind).flatMap((market) => openOrders(market))) {
        for (const seen of readOrders(await connection.read(call))) {
          const order = await this.#openOrder(seen);
          if (order !== undefined) found.set(`${order.instrumentId} ${order.venueOrderId}`, order);
        }
      }
    }
    return [...found.values()];
  }

  async fillsSince(time: number): Promise<readonly FillReport[]> {
    const { account, venue } = this.#desk;
    const now = this.#desk.now();
    if (time > now + 60_000) return [];
    const since = Math.max(time, now - TRADES_REACH_MS);
    const trades: SeenTrade[] = [];
    for (const market of account.markets) {
      if (!needsSymbol(venue.profile.name, market)) trades.push(...(await this.#tradesSince({ market }, since)));
      else
        for (const symbol of this.#symbolsOf(market))
          trades.push(...(await this.#tradesSince({ market, symbol }, since)));
    }
    const own = await this.#attribute(trades.filter((trade) => trade.time >= time));
    return own.sort((left, right) => left.time - right.time || compareIds(left.tradeId, right.tradeId));
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const { connection, account, listing, venue } = this.#desk;
    // Coins that are held are balances: they have no price of entry and no margin.
    if (!account.markets.includes('swap')) return [];
    await connection.choosePortfolio();
    const calls = positionCalls(venue.profile.name);
    const answers = await Promise.all(calls.map(async (call) => await connection.read(call)));
    return answers.flatMap(readPositions).flatMap((position) => {
      const listed = listing.bySymbol(position.symbol);
      if (listed === undefined) return [];
      this.remember(listed);
      return [toVenuePosition(position, listed.instrument.id, connection.terms.hedged)];
    });
  }

  async balances(): Promise<readonly VenueBalance[]> {
    const { connection, account, venue } = this.#desk;
    const calls = balanceCalls(venue.profile.name, account.markets);
    const answers = await Promise.all(calls.map(async (call) => await connection.read(call, 'poll')));
    return readBalances(answers);
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
    return { kind: 'not_found', venueTime: venue.line.offset.venueNowAtLeast() };
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
    const { connection, venue } = this.#desk;
    const answer = await connection.read(orderTradesCall(venue.profile.name, market, venueOrderId));
    const trades = readTrades(answer).filter((trade) => trade.venueOrderId === venueOrderId);
    return [...trades].sort((left, right) => left.time - right.time || compareIds(left.tradeId, right.tradeId));
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

  async #openOrder(seen: SeenOrder): Promise<VenueOrder | undefined> {
    const listed = this.#desk.listing.bySymbol(seen.symbol ?? '');
    const known = this.#desk.recognize(seen);
    if (listed === undefined || seen.status !== 'open' || seen.triggered === true) return undefined;
    this.remember(listed);
    if (known !== undefined) known.seenOpen = true;
    const { clientOrderId } = known ?? (await this.#nameUnknown(seen, listed));
    // What a triggered order became is told under the id of the order that was placed.
    const venueOrderId = known?.workingOrderId === seen.venueOrderId ? known.venueOrderId : undefined;
    return toVenueOrder({ ...seen, ...(venueOrderId && { venueOrderId }) }, known ?? { clientOrderId, listed });
  }

  /** The market to name when asking for all of a kind; where the exchange wants each symbol, those that were traded. */
  #marketsToAsk(kind: ExchangeMarket) {
    const symbols = this.#symbolsOf(kind);
    const { listing, venue } = this.#desk;
    const traded = symbols.flatMap((symbol) => listing.bySymbol(symbol)?.market ?? []);
    const any = traded[0] ?? listing.anyOf(kind);
    if (any === undefined) return [];
    const [first] = venue.profile.markets[kind].openOrders(any);
    return first?.call.args[0] === undefined ? [any] : traded;
  }

  #symbolsOf(kind: ExchangeMarket): readonly string[] {
    const { listing } = this.#desk;
    return [...this.#symbols].filter((symbol) => listing.bySymbol(symbol)?.market.kind === kind);
  }

  async #tradesSince(of: { market: ExchangeMarket; symbol?: string }, since: number): Promise<readonly SeenTrade[]> {
    const { connection, venue } = this.#desk;
    const { name } = venue.profile;
    const found = new Map<string, SeenTrade>();
    let from = since;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const trades = readTrades(await connection.read(tradesCall(name, of, from)));
      for (const trade of trades) found.set(`${trade.symbol} ${trade.tradeId}`, trade);
      const newest = trades.reduce((time, trade) => Math.max(time, trade.time), 0);
      if (trades.length < tradesPage(name) || newest <= from) break;
      from = newest;
    }
    return [...found.values()];
  }

  /** The trades with the ids their orders go by; an order that is not known yet is asked for by the venue's id. */
  async #attribute(trades: readonly SeenTrade[]): Promise<FillReport[]> {
    const fills: FillReport[] = [];
    for (const trade of trades) {
      const owner = this.#knownOf(trade) ?? (await this.#askForOrder(trade));
      if (owner !== undefined) fills.push(fillOf(trade, owner));
    }
    return fills;
  }

  #knownOf({ venueOrderId, symbol, clientOrderId }: SeenTrade): KnownOrder | undefined {
    return this.#desk.recognize({ venueOrderId, symbol, ...(clientOrderId === undefined ? {} : { clientOrderId }) });
  }

  /** Undefined when the venue does not show the order any more: then nobody can say whose trade it was. */
  async #askForOrder({ venueOrderId, symbol }: SeenTrade): Promise<Owner | undefined> {
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
      throw new Error(connection.redact(textOf(result.error)));
    }
    const seen = readOrder(result.answer);
    if (seen === undefined) return undefined;
    const named = { ...seen, symbol };
    return this.#desk.recognize(named) ?? (await this.#nameUnknown(named, listed));
  }

  /** An order that does not look like ours may be what a triggered one of ours became: that is asked for once. */
  async #nameUnknown(seen: SeenOrder, listed: ListedInstrument): Promise<Owner> {
    const { connection, venue, orders } = this.#desk;
    const { symbol } = listed.market;
    const foreign = orders.foreign(symbol, seen.venueOrderId);
    if (foreign !== undefined) return { clientOrderId: foreign.name, listed };
    const call = triggeredOrdersCall(venue.profile.name, listed.market);
    if (call !== undefined) {
      for (const order of readOrders(await connection.read(call))) this.#desk.recognize({ ...order, symbol });
    }
    return this.#desk.recognize({ ...seen, symbol }) ?? { clientOrderId: this.#nameForeign(seen, listed).name, listed };
  }

  /** Somebody else's order goes by the id they gave it, or the venue's where it has none. */
  #nameForeign(seen: SeenOrder, { market }: ListedInstrument): ForeignOrder {
    const name = seen.clientOrderId ?? seen.venueOrderId;
    const foreign = { name, isStop: seen.type === 'stop' || seen.type === 'stop_limit' };
    this.#desk.orders.noteForeign(market.symbol, seen.venueOrderId, foreign);
    return foreign;
  }
}

/** Undefined when the answer leaves out what an order must have. */
function toVenueOrder(
  seen: SeenOrder,
  known: Pick<KnownOrder, 'clientOrderId' | 'listed'> & Partial<Pick<KnownOrder, 'side' | 'type'>>,
): VenueOrder | undefined {
  const { quantity, status, venueOrderId, limitPrice, stopPrice, averagePrice, updatedAt } = seen;
  const side = seen.side ?? known.side;
  // What was asked for is what it is called; a venue may call a triggered stop a market order.
  const type = known.type ?? seen.type;
  if (side === undefined || type === undefined || quantity === undefined || status === undefined) return undefined;
  return {
    clientOrderId: known.clientOrderId,
    venueOrderId,
    instrumentId: known.listed.instrument.id,
    side,
    type,
    quantity,
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    filledQuantity: seen.filledQuantity ?? ZERO,
    averagePrice: averagePrice ?? ZERO,
    status,
    updatedAt: updatedAt ?? 0,
  };
}

/** The terms under which an order was placed. */
function pick({ side, type, quantity, limitPrice, stopPrice }: SeenOrder): Partial<SeenOrder> {
  const terms = { side, type, quantity, limitPrice, stopPrice };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

/** Trade ids that are numbers, by their number. */
function compareIds(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : 'the question failed');
