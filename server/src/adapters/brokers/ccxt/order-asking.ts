/**
 * Questions about one account: an order by our id, open orders, trades, positions, balances. An order counts as not there
 * only when the venue itself says so at every place it could be in; a question that could not be asked is `unreachable`, and
 * lists reject, because an empty answer would be a claim about an account that nobody could see.
 */
import { add, type Decimal, ZERO } from '#domain/decimal.ts';
import type {
  FillReport,
  FundingPayment,
  QueryAnswer,
  VenueBalance,
  VenueOrder,
  VenuePosition,
} from '#domain/report.ts';
import type { CancelTarget } from '#ports/broker.ts';
import { type AccountDesk, isOwnId } from './account-desk.ts';
import { VenueSaidNo } from './account-problems.ts';
import { nextOrdersCall, readPages } from './answer-pages.ts';
import type { ExchangeMarket } from './exchange-name.ts';
import { fillOf } from './fill-report.ts';
import { fundingHistoryCall, readFundingPayments } from './funding-history.ts';
import type { KnownOrder } from './known-orders.ts';
import { lookupOf, readLookup } from './lookup-call.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { readBalances, readPositions, toVenuePosition } from './account-reading.ts';
import { readOrder, readOrders, type SeenOrder } from './order-reading.ts';
import { readTrades, type SeenTrade } from './trade-reading.ts';
import { OrderOwners } from './order-owners.ts';
import type { ClientCall, ListCall, LookupStep, OrderTarget } from './profile.ts';
import { needsSymbol, nextTradesCall, orderTradesCall, tradesCalls } from './trade-history.ts';

type Found = { readonly kind: 'found'; readonly seen: SeenOrder } | Exclude<QueryAnswer, { kind: 'found' }>;

/** Exchanges answer for a week at a time; what is older is not a late report. */
const TRADES_REACH_MS = 6.5 * 86_400_000;
/** A list of instruments of so long ago is good enough. */
const LIST_AGE_MS = 600_000;
/** An order in what is not listed any more has ended by then, whatever became of it. */
const DELISTED_PROVES_AFTER_MS = 7 * 86_400_000;
/** Trades may be shown a moment after their order: they are asked for again before the answer is given. */
const TRADES_TRIES = 3;
const TRADES_RETRY_MS = 250;

export class OrderAsker {
  readonly #desk: AccountDesk;
  /** Symbols with orders of this account, for exchanges that want one with every question. */
  readonly #symbols = new Set<string>();
  /** When the exchange's list was last asked for because it refused to speak of one on it. */
  #listAskedAt = Number.NEGATIVE_INFINITY;

  readonly #owners: OrderOwners;

  constructor(desk: AccountDesk) {
    this.#desk = desk;
    this.#owners = new OrderOwners(desk);
  }

  /** From now on trades of this symbol are asked for as well. */
  remember({ market }: ListedInstrument): void {
    this.#symbols.add(market.symbol);
  }

  async query(target: CancelTarget): Promise<QueryAnswer> {
    const desk = this.#desk;
    const listed = desk.listing.byId(target.instrumentId);
    if (listed === undefined) return this.#unlisted(target);
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
    if (known.triggered === true && known.workingOrderId === undefined) await this.#owners.learnTriggered(known.listed);
    const ids = [known.workingOrderId ?? known.venueOrderId].filter((id) => id !== undefined);
    const trades = await Promise.all(ids.map(async (id) => await this.#tradesOfId(known.listed, id)));
    return trades.flat().map((trade) => fillOf(trade, known));
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    const { account } = this.#desk;
    const found = new Map<string, VenueOrder>();
    const learned = new Set<string>();
    for (const kind of account.markets) {
      for (const list of await this.#openLists(kind)) {
        for (const seen of await this.#listed(kind, list)) {
          const order = await this.#openOrder(seen, learned);
          if (order !== undefined) found.set(`${order.instrumentId} ${order.venueOrderId}`, order);
        }
      }
    }
    return [...found.values()];
  }

  async fillsSince(time: number): Promise<readonly FillReport[]> {
    const { account, venue } = this.#desk;
    if (time > this.#desk.now() + 60_000) return [];
    const since = this.#since(time);
    const trades: SeenTrade[] = [];
    for (const market of account.markets) {
      if (!needsSymbol(venue.profile.questions, market)) trades.push(...(await this.#tradesSince({ market }, since)));
      else
        for (const symbol of this.#symbolsOf(market)) {
          const read = async (): Promise<readonly SeenTrade[]> => await this.#tradesSince({ market, symbol }, since);
          trades.push(...((await this.#whereListed(symbol, read)) ?? []));
        }
    }
    const own = await this.#owners.attribute(trades.filter((trade) => trade.time >= since));
    return own.sort((left, right) => left.time - right.time || compareIds(left.tradeId, right.tradeId));
  }

  async positions(): Promise<readonly VenuePosition[]> {
    const { connection, account, listing, venue } = this.#desk;
    // Coins that are held are balances: they have no price of entry and no margin.
    if (!account.markets.includes('swap')) return [];
    await connection.choosePortfolio();
    const calls = venue.profile.questions.positions;
    const answers = await Promise.all(calls.map(async (call) => await connection.read(call)));
    return answers.flatMap(readPositions).flatMap((position) => {
      const listed = listing.bySymbol(position.symbol);
      if (listed === undefined) return [];
      this.remember(listed);
      return [toVenuePosition(position, listed.instrument.id, connection.terms.hedged)];
    });
  }

  /** What was paid for the perpetuals that this process has seen orders or positions of. */
  async fundingSince(time: number): Promise<readonly FundingPayment[]> {
    const { connection, listing, venue, account } = this.#desk;
    if (!account.markets.includes('swap')) return [];
    const since = this.#since(time);
    const payments: FundingPayment[] = [];
    for (const symbol of this.#symbolsOf('swap')) {
      const listed = listing.bySymbol(symbol);
      if (listed === undefined) continue;
      const read = async (): Promise<unknown> => await connection.read(fundingHistoryCall(symbol, since), 'poll');
      const answer = await this.#whereListed(symbol, read);
      if (answer === undefined) continue;
      payments.push(...readFundingPayments(answer, venue.profile.questions, listed));
    }
    return payments.filter((payment) => payment.time >= since).sort((left, right) => left.time - right.time);
  }

  /** The moment, as far back as can be asked for; by the venue's clock where that is certainly behind ours. */
  #since(time: number): number {
    const { offsetMs, uncertaintyMs = 0 } = this.#desk.venue.line.offset;
    return Math.max(time, this.#desk.now() - TRADES_REACH_MS) + Math.min(0, Math.ceil(offsetMs + uncertaintyMs));
  }

  async balances(): Promise<readonly VenueBalance[]> {
    const { connection, account, venue } = this.#desk;
    const calls = venue.profile.questions.balances(account.markets);
    const answers = await Promise.all(calls.map(async (call) => await connection.read(call, 'poll')));
    return readBalances(answers, venue.profile.perpetualWallet);
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
    const all = await this.#allTrades(
      market.kind,
      orderTradesCall(this.#desk.venue.profile.questions, market, venueOrderId),
    );
    const trades = all.filter((trade) => trade.venueOrderId === venueOrderId);
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

  /** All pages of a list of open orders. Rejects when there are more than can be asked for: a part would look like all. */
  async #listed(market: ExchangeMarket, list: ListCall): Promise<readonly SeenOrder[]> {
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
    this.remember(listed);
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
    const traded = this.#symbolsOf(kind).flatMap((symbol) => listing.bySymbol(symbol)?.market ?? []);
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
      if (listed !== undefined) this.remember(listed);
    }
  }

  #symbolsOf(kind: ExchangeMarket): readonly string[] {
    const { listing } = this.#desk;
    return [...this.#symbols].filter((symbol) => listing.bySymbol(symbol)?.market.kind === kind);
  }

  /** What the exchange refuses to speak of may have left its list, which is asked for again then: nothing more is to be had of it. */
  async #whereListed<T>(symbol: string, read: () => Promise<T>): Promise<T | undefined> {
    const { venue } = this.#desk;
    const { clock } = venue;
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof VenueSaidNo)) throw error;
      if (clock.now() - this.#listAskedAt > LIST_AGE_MS) {
        this.#listAskedAt = clock.now();
        await venue.markets.load(true);
      }
      if ((await venue.markets.known()).some((market) => market.symbol === symbol)) throw error;
      return undefined;
    }
  }

  async #tradesSince(of: { market: ExchangeMarket; symbol?: string }, since: number): Promise<readonly SeenTrade[]> {
    const { questions } = this.#desk.venue.profile;
    const trades: SeenTrade[] = [];
    for (const call of tradesCalls(questions, of, { since, now: this.#desk.now() })) {
      trades.push(...(await this.#allTrades(of.market, call)));
    }
    return trades;
  }

  /** The trades of all pages, each once. More than can be asked for show as a difference of positions. */
  async #allTrades(market: ExchangeMarket, first: ClientCall): Promise<readonly SeenTrade[]> {
    const { connection, venue } = this.#desk;
    const { items } = await readPages<SeenTrade>({
      first,
      read: async (call) => await connection.read(call),
      items: readTrades,
      nameOf: ({ symbol, tradeId }) => `${symbol} ${tradeId}`,
      next: (call, answer) => nextTradesCall(venue.profile.questions, market, { call, answer }),
    });
    return items;
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
