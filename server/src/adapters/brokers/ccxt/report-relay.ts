/**
 * From what the streams and answers show to what the engine is told: each trade once, each end once, in our names. Where the
 * venue says that more has filled than we have told trades of, the trades are asked for after a moment, so that a lost trade
 * message, or an exchange without trade messages, costs a second and not a minute. What is not ours is not told: the
 * comparison of positions finds what it does.
 */
import { add, maximum } from '#domain/decimal.ts';
import type { FillReport } from '#domain/report.ts';
import type { BrokerEvent } from '#ports/broker.ts';
import type { Timer } from '#ports/clock.ts';
import type { AccountDesk } from './account-desk.ts';
import { fillOf } from './fill-report.ts';
import type { KnownOrder } from './known-orders.ts';
import type { SeenOrder } from './order-reading.ts';
import type { SeenTrade } from './trade-reading.ts';

export interface ReportRelayOptions {
  readonly desk: AccountDesk;
  readonly tell: (event: BrokerEvent) => void;
  readonly tradesOf: (order: KnownOrder) => Promise<readonly FillReport[]>;
  /** The stream of trades, where there is one, has stopped telling them. */
  readonly onStreamDeaf: () => void;
  /** Something was told of an order that nobody here knows. */
  readonly onStranger: (symbol: string) => void;
}

/** How long trades may come after the order's own message before they are asked for. */
const TRADES_LATE_MS = 600;
const ASKS_MAX = 6;
/** Several trades of one order come at once: they are asked for together. */
const FEE_LATE_MS = 50;
/** How long a trade may wait for the message or answer that says whose it is. */
const OWNER_LATE_MS = 10_000;
const HELD_MAX = 500;
/** So many orders in a row whose trades had to be asked for: the stream lives and tells nothing. */
const DEAF_AFTER = 3;

export class ReportRelay {
  readonly #options: ReportRelayOptions;
  /** Whose trades will be asked for, and whether at once. */
  readonly #asking = new Map<KnownOrder, { readonly timer: Timer; readonly soon: boolean }>();
  /** Orders whose trades were asked for since the stream last told one. */
  #asked = 0;
  #held: { readonly trade: SeenTrade; readonly until: number }[] = [];

  constructor(options: ReportRelayOptions) {
    this.#options = options;
  }

  /** An order as the venue shows it now. */
  order(seen: SeenOrder): void {
    const { desk } = this.#options;
    const known = desk.recognize(seen);
    if (known === undefined) {
      if (seen.symbol !== undefined) this.#options.onStranger(seen.symbol);
      return;
    }
    known.venueOrderId ??= seen.venueOrderId;
    this.#accepted(known, seen);
    this.#release();
    if (seen.triggered === true) known.triggered = true;
    if (seen.filledQuantity !== undefined) known.filledSeen = maximum(known.filledSeen, seen.filledQuantity);
    this.#amended(known, seen);
    this.#ended(known, seen);
    // Where no stream tells trades there is none to wait for.
    const asked = desk.market(known.listed).streams.trades && !isLost(known) ? 1 : 0;
    if (isOwed(known)) this.#askLater(known, asked);
  }

  /** A trade as the venue shows it. */
  trade(trade: SeenTrade): void {
    this.#asked = 0;
    const { desk } = this.#options;
    const { venueOrderId, symbol, clientOrderId } = trade;
    const known = desk.recognize({ venueOrderId, symbol, ...(clientOrderId === undefined ? {} : { clientOrderId }) });
    if (known === undefined) this.#hold(trade);
    else if (trade.fee === undefined) this.#askForFee(known, trade);
    else this.fill(known, fillOf(trade, known));
  }

  /** A stream that leaves the fee out: the trade is told when it has been asked for, with its fee. */
  #askForFee(known: KnownOrder, { quantity, symbol, tradeId }: SeenTrade): void {
    const told = known.tradesTold.has(`${known.listed.instrument.id}/${tradeId}`);
    if (told || known.listed.market.symbol !== symbol) return;
    known.filledSeen = maximum(known.filledSeen, add(known.filledTold, quantity));
    this.#askLater(known, 0);
  }

  /** Tells a fill, unless it has been told. */
  fill(known: KnownOrder, fill: FillReport): void {
    if (this.#options.desk.orders.takeTrade(known, fill.tradeId, fill.quantity)) this.#options.tell(fill);
  }

  stop(): void {
    for (const { timer } of this.#asking.values()) timer.cancel();
    this.#asking.clear();
    this.#held = [];
  }

  /** An order is found to be there: by its stream before its answer, or instead of it. */
  #accepted(known: KnownOrder, { venueOrderId, status }: SeenOrder): void {
    if (known.acceptedTold || status === undefined || status === 'rejected') return;
    known.acceptedTold = true;
    const { desk, tell } = this.#options;
    tell({ kind: 'accepted', clientOrderId: known.clientOrderId, venueOrderId, time: desk.now() });
  }

  /** An order may end before its change was answered: what it was changed to is told while it can be. */
  #amended(known: KnownOrder, { status, quantity, limitPrice, stopPrice, updatedAt }: SeenOrder): void {
    const { amendTo, clientOrderId } = known;
    if (amendTo === undefined || status === undefined || status === 'open' || known.endTold) return;
    const isShown =
      quantity === amendTo.quantity &&
      (limitPrice === undefined || amendTo.limitPrice === undefined || limitPrice === amendTo.limitPrice) &&
      (stopPrice === undefined || amendTo.stopPrice === undefined || stopPrice === amendTo.stopPrice);
    if (!isShown) return;
    known.amendTo = undefined;
    const time = updatedAt ?? this.#options.desk.venue.line.offset.venueNow();
    this.#options.tell({ kind: 'amended', clientOrderId, ...amendTo, time });
  }

  #ended(known: KnownOrder, { status, quantity, filledQuantity, updatedAt }: SeenOrder): void {
    if (known.endTold || (status !== 'canceled' && status !== 'expired' && status !== 'rejected')) {
      if (status === 'filled') known.endTold = true;
      return;
    }
    known.endTold = true;
    const { clientOrderId } = known;
    const time = updatedAt ?? this.#options.desk.now();
    // Without its size nobody knows whether it was changed before: an end without a sum has the order looked up.
    const isOpaque = known.amendTo !== undefined && quantity === undefined;
    const filled = filledQuantity === undefined || isOpaque ? {} : { filledQuantity };
    if (status === 'expired') this.#options.tell({ kind: 'expired', clientOrderId, ...filled, time });
    else if (status === 'canceled') this.#options.tell({ kind: 'canceled', clientOrderId, ...filled, time });
    // A stream has no code that proves a refusal, and this order was on the venue's books: it is gone from there.
    else this.#options.tell({ kind: 'canceled', clientOrderId, venueReason: 'rejected by the venue', ...filled, time });
  }

  /** A trade may be told before the order it belongs to. */
  #hold(trade: SeenTrade): void {
    const now = this.#options.desk.now();
    this.#held = [...this.#held.filter(({ until }) => until > now), { trade, until: now + OWNER_LATE_MS }].slice(
      -HELD_MAX,
    );
    this.#options.onStranger(trade.symbol);
  }

  /** Tells what was held of orders that have become known. */
  #release(): void {
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    const now = this.#options.desk.now();
    for (const item of held) {
      if (this.#isKnown(item.trade)) this.trade(item.trade);
      else if (item.until > now) this.#held.push(item);
    }
  }

  #isKnown({ symbol, venueOrderId }: SeenTrade): boolean {
    return this.#options.desk.orders.ofVenueId(symbol, venueOrderId) !== undefined;
  }

  #countDeaf(): void {
    this.#asked += 1;
    if (this.#asked < DEAF_AFTER) return;
    this.#asked = 0;
    this.#options.onStreamDeaf();
  }

  #askLater(known: KnownOrder, asked: number): void {
    const soon = asked === 0;
    const before = this.#asking.get(known);
    // A message may tell of the order first and of the trade then: the trade does not wait as long as the order would.
    if (before !== undefined && (before.soon || !soon)) return;
    before?.timer.cancel();
    const { clock } = this.#options.desk.venue;
    const timer = clock.after(soon ? FEE_LATE_MS : TRADES_LATE_MS * asked, () => {
      this.#asking.delete(known);
      if (isOwed(known)) void this.#ask(known, asked);
    });
    this.#asking.set(known, { timer, soon });
  }

  async #ask(known: KnownOrder, asked: number): Promise<void> {
    const { tradesOf, desk } = this.#options;
    try {
      const before = known.filledTold;
      for (const fill of await tradesOf(known)) this.fill(known, fill);
      if (known.filledTold > before && asked > 0) this.#countDeaf();
    } catch (error) {
      desk.venue.logger.debug(
        { error: String(error) },
        'the trades of an order could not be read; they are asked for again',
      );
    }
    if (isOwed(known) && asked < ASKS_MAX) this.#askLater(known, asked + 1);
  }
}

/** It was triggered, and nobody has said what it became. */
const isLost = ({ triggered, workingOrderId }: KnownOrder): boolean =>
  triggered === true && workingOrderId === undefined;

/** More of it has filled than was told, or may have. */
const isOwed = (known: KnownOrder): boolean => known.filledSeen > known.filledTold || isLost(known);
