/**
 * The door for orders, by the kind of the venue: which ids are taken, until when, and what a repeated request is told.
 * An id counts from the moment its request arrives, before the deadline is looked at: so that of two copies of a request
 * the second can never be refused as too late while the first is still at work.
 */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import { type Decimal, multiplyAllRounded, ONE, ZERO } from '#domain/decimal.ts';
import { NO_REPLY, ok, refused, type Reply, type VenueCode } from './reply.ts';
import type { OrderFlow } from './order-flow.ts';
import type { VenueBooks } from './venue-books.ts';
import { mannerOf, type VenueManner } from './venue-kind.ts';
import type { VenueOptions } from './venue-options.ts';

export interface Placed {
  readonly venueOrderId: string;
  readonly time: number;
}

export type Answer<T> = (reply: Reply<T>) => void;

/** What the bridge of a gateway knows of an id; no reply: it has been given to the terminal and nothing came back yet. */
interface JournalEntry {
  reply: Reply<Placed> | undefined;
}

export class OrderIntake {
  readonly #options: VenueOptions;
  readonly #manner: VenueManner;
  readonly #books: VenueBooks;
  readonly #flow: OrderFlow;
  readonly #seen = new Set<string>();
  readonly #journal = new Map<string, JournalEntry>();
  /** What died with a bridge before the terminal got it. */
  readonly #dropped = new Set<JournalEntry>();
  #bridgeLife = 0;

  constructor(options: VenueOptions, books: VenueBooks, flow: OrderFlow) {
    this.#options = options;
    this.#manner = mannerOf(options.kind, options);
    this.#books = books;
    this.#flow = flow;
  }

  /** A request has arrived. `answer` is called once; with no reply when a bridge has died over it. */
  receive(order: ApprovedOrder, writeNumber: number, answer: Answer<Placed>): void {
    const { kind } = this.#options;
    const { clientOrderId } = order;
    if (kind === 'gateway') return this.#receiveAtBridge(order, writeNumber, answer);
    if (kind === 'unique_ever' && this.#seen.has(clientOrderId)) return answer(refused('DUPLICATE_ID'));
    if (this.isLate(order.deadlineAt)) return answer(refused('TOO_LATE'));
    if (kind === 'unique_ever') this.#seen.add(clientOrderId);
    this.#process(() => this.#accept(order, writeNumber, answer));
  }

  /** Whether the venue takes nothing any more that was signed to be taken until then. */
  isLate(deadlineAt: number): boolean {
    return this.#manner.deadlineMs !== undefined && this.#options.wallMs() > deadlineAt;
  }

  /** Whether a bridge has the id and does not know yet what became of it. */
  isPending(clientOrderId: string): boolean {
    const entry = this.#journal.get(clientOrderId);
    return entry !== undefined && entry.reply === undefined;
  }

  /** The bridge dies: what it had not given to the terminal yet never gets there. What is in the journal stays. */
  bridgeDies(isDropped: () => boolean): void {
    this.#bridgeLife += 1;
    for (const entry of this.#journal.values()) if (entry.reply === undefined && isDropped()) this.#dropped.add(entry);
  }

  /** The bridge is back: what the terminal does not have by now it never got. */
  bridgeReturns(): void {
    for (const [clientOrderId, entry] of this.#journal) {
      if (entry.reply !== undefined) continue;
      this.#dropped.add(entry);
      const order = this.#books.find(clientOrderId);
      entry.reply =
        order === undefined
          ? refused('UNKNOWN_ORDER')
          : ok({ venueOrderId: order.venueOrderId, time: this.#books.time });
    }
  }

  #receiveAtBridge(order: ApprovedOrder, writeNumber: number, answer: Answer<Placed>): void {
    const known = this.#journal.get(order.clientOrderId);
    if (known !== undefined) return answer(known.reply ?? refused('IN_PROGRESS'));
    const entry: JournalEntry = { reply: undefined };
    this.#journal.set(order.clientOrderId, entry);
    const life = this.#bridgeLife;
    const settle: Answer<Placed> = (reply) => {
      if (life === this.#bridgeLife) entry.reply = reply;
      answer(life === this.#bridgeLife ? reply : NO_REPLY);
    };
    if (this.isLate(order.deadlineAt)) return settle(refused('TOO_LATE'));
    this.#process(() => {
      if (this.#dropped.has(entry)) answer(NO_REPLY);
      else this.#accept(order, writeNumber, settle);
    });
  }

  /** A venue is seldom busy with a request for long, and never longer than its manner says. */
  #process(run: () => void): void {
    const { random, kernel, hasWhims, faults } = this.#options;
    if (hasWhims === false) return run();
    const { processingMs } = this.#manner;
    let delayMs = random.skewed(0.1, 20);
    if (random.chance(0.05)) delayMs = random.skewed(20, processingMs);
    else if (faults.has('request_late') && random.chance(0.1)) delayMs = processingMs;
    kernel.after(delayMs, run);
  }

  #accept(order: ApprovedOrder, writeNumber: number, answer: Answer<Placed>): void {
    const { kernel, faults } = this.#options;
    const code = this.#refusalOf(order);
    if (code !== undefined) return answer(refused(code));
    const accepted = this.#books.accept(order, writeNumber);
    const reply = ok({ venueOrderId: accepted.venueOrderId, time: this.#books.time });
    const fillsFirst = this.#flow.canFill(accepted) && faults.strikes('fill_before_answer');
    if (fillsFirst) kernel.after(faults.detail('fill_before_answer').skewed(200, 2_000), () => answer(reply));
    else answer(reply);
    this.#flow.begin(accepted, fillsFirst);
  }

  #refusalOf({ clientOrderId, request }: ApprovedOrder): VenueCode | undefined {
    const books = this.#books;
    const { instrumentId, quantity } = request;
    if (this.#options.kind === 'unique_open' && books.find(clientOrderId)?.isOpen === true) return 'DUPLICATE_ID';
    const instrument = books.instrument(instrumentId);
    if (quantity <= ZERO || (instrument === undefined && books.instruments.length > 0)) return 'INVALID';
    if (this.#options.isSpot === true && request.side === 'sell')
      return quantity > books.freeToSell(instrumentId) ? 'INSUFFICIENT' : undefined;
    const reducible = books.reducible(request);
    if (this.#manner.capabilities.reduceOnly && request.reduceOnly && reducible === ZERO) return 'REDUCE_ONLY';
    if (quantity <= reducible) return undefined;
    const { ask } = this.#options.price(instrumentId);
    const { contractSize, marginRate }: { contractSize: Decimal; marginRate: Decimal } = instrument ?? {
      contractSize: ONE,
      marginRate: ONE,
    };
    const margin = multiplyAllRounded([quantity, ask, contractSize, marginRate], 'up');
    return margin > books.money ? 'INSUFFICIENT' : undefined;
  }
}
