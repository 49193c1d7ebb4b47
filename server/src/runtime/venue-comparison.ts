/**
 * The comparison with the venue: every open order is asked for, trades that were missed are taken up, positions are
 * compared, and only then may the account trade. One at a time; what could not be asked for is asked for again, and a
 * difference is looked at again, because a trade that is just under way looks like one. When all is equal the next one
 * comes by itself after a set time: a venue's stream may lose a report, and nobody notices until somebody asks.
 */
import { isoTime } from '#domain/iso-time.ts';
import type { Order, Reason } from '#domain/order.ts';
import type { FillReport, QueryAnswer, VenuePosition } from '#domain/report.ts';
import { anyEndsUnseen, mustAskAgain } from '#engine/external.ts';
import type { AccountState } from '#engine/state.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { ANSWER_TIMEOUT_MS, inTime, READ_TIMEOUT_MS } from './answer-time.ts';
import { bookedIn, booksOfLate, isNewDifference, isNews, ordersToAskFor, tradesFrom } from './compared-books.ts';
import type { UnstampedInput } from './effect-runner.ts';

type Submitted = { readonly kind: 'durable' | 'unavailable' };

export interface VenueComparisonOptions {
  readonly accountId: string;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly state: () => AccountState;
  /** How long after a comparison that found all equal the next one comes, ms. */
  readonly compareEveryMs: () => number;
  readonly submit: (input: UnstampedInput) => Promise<Submitted>;
  /** What must be made up for before the account may trade. */
  readonly beforeTrading: () => Promise<void>;
}

/**
 * unsure: positions differ for the first time in an account that trades. unwritten: the account stands still and will ask
 * for another comparison. outdated: it has done so already.
 */
type Outcome = 'equal' | 'different' | 'incomplete' | 'unsure' | 'unwritten' | 'outdated';

/**
 * asked: the account is coming up, or its connection is. routine: it trades, and it is time to look. confirming: a routine
 * one found positions that differ; if they still do, they do.
 */
type Occasion = 'asked' | 'routine' | 'confirming';

/** What the venue holds, and what the books held when it was asked. */
interface Held {
  readonly positions: readonly VenuePosition[];
  readonly positionsAt: number;
  readonly booked: string;
}

interface Round {
  readonly ordersCompared: number;
  readonly begunAt: number;
  readonly occasion: Occasion;
}

const RETRY_MS = 1_000;
/** A venue shows in its lists what it has answered a moment later. */
const SOON_MS = 1_000;
const RECHECK_FIRST_MS = 2_000;
const RECHECK_LONGEST_MS = 60_000;
/** One question may fail, and the next does not. */
const FAILING_TOLD_MS = 60_000;
/** An account that trades without a pause is compared all the same. */
const POSITION_TRIES = 3;

export class VenueComparison {
  readonly #options: VenueComparisonOptions;
  /** Grows when the account starts over; what an earlier comparison still hears counts for nothing. */
  #epoch = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: Timer | undefined;
  /** The comparison that the timer is for. */
  #due: { readonly at: number; readonly occasion: Occasion } | undefined;
  #recheckMs = RECHECK_FIRST_MS;
  #comparedAt: number | undefined;
  /** Since when comparisons fail, and what the venue last said to that. */
  #failing: { readonly since: number; readonly detail: string } | undefined;

  constructor(options: VenueComparisonOptions) {
    this.#options = options;
  }

  /** Why the account could not be compared, when that has lasted so long that a person should know. */
  get problem(): Reason | undefined {
    const { accountId: account, clock } = this.#options;
    if (this.#failing === undefined || clock.now() - this.#failing.since < FAILING_TOLD_MS) return undefined;
    const { since, detail } = this.#failing;
    return { code: 'VENUE_NOT_COMPARED', values: { account, since: isoTime(since), detail } };
  }

  /** Compares. Resolves when the account may trade, or when the venue could not be asked and will be asked later. */
  run(): Promise<void> {
    if (this.#running !== undefined) {
      this.#again = true;
      return this.#running;
    }
    return this.#begin('asked');
  }

  /** Has the next comparison come soon: something was asked of the venue that only a comparison tells the outcome of. */
  soon(): void {
    const at = this.#options.clock.now() + SOON_MS;
    if (this.#running !== undefined || this.#due === undefined || this.#due.at <= at) return;
    this.#timer?.cancel();
    this.#later(SOON_MS, this.#due.occasion);
  }

  #begin(occasion: Occasion): Promise<void> {
    this.#timer?.cancel();
    this.#due = undefined;
    const epoch = this.#epoch;
    const running = this.#rounds(epoch, occasion).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  /** Forgets a comparison under way and those to come. */
  abandon(): void {
    this.#epoch += 1;
    this.#running = undefined;
    this.#again = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due = undefined;
  }

  async #rounds(epoch: number, occasion: Occasion): Promise<void> {
    let now = occasion;
    let outcome = await this.#compare(epoch, now);
    while (outcome !== 'outdated' && this.#again) {
      this.#again = false;
      now = 'asked';
      outcome = await this.#compare(epoch, now);
    }
    if (epoch === this.#epoch) this.#arrangeNext(outcome, now);
  }

  #arrangeNext(outcome: Outcome, occasion: Occasion): void {
    switch (outcome) {
      case 'equal':
        if (anyEndsUnseen(this.#options.state())) return this.#later(this.#nextRecheckMs(), 'routine');
        this.#recheckMs = RECHECK_FIRST_MS;
        return this.#later(this.#options.compareEveryMs(), 'routine');
      case 'unsure':
        return this.#later(RECHECK_FIRST_MS, 'confirming');
      case 'incomplete':
        if (occasion === 'asked') return this.#later(RETRY_MS, 'asked');
        return this.#later(this.#nextRecheckMs(), occasion);
      case 'different':
        return this.#later(this.#nextRecheckMs(), 'asked');
      case 'unwritten':
      case 'outdated':
        return;
    }
  }

  #nextRecheckMs(): number {
    const delayMs = this.#recheckMs;
    this.#recheckMs = Math.min(delayMs * 2, RECHECK_LONGEST_MS);
    return delayMs;
  }

  #later(delayMs: number, occasion: Occasion): void {
    this.#due = { at: this.#options.clock.now() + delayMs, occasion };
    this.#timer = this.#options.clock.after(delayMs, () => {
      if (this.#running === undefined) void this.#begin(occasion);
    });
  }

  async #compare(epoch: number, occasion: Occasion): Promise<Outcome> {
    const { clock, submit, state } = this.#options;
    const begunAt = clock.now();
    this.#tellOfTheBooks();
    const open = ordersToAskFor(state(), occasion === 'asked' ? undefined : begunAt);
    let complete = true;
    for (const order of open) {
      const answer = await this.#ask(order);
      if (epoch !== this.#epoch) return 'outdated';
      if (answer.kind === 'unreachable') complete = false;
      const { id: orderId, clientOrderId = '' } = order;
      await submit({ kind: 'query_answer', orderId, clientOrderId, answer });
    }
    const fills = await this.#readTrades();
    if (epoch !== this.#epoch) return 'outdated';
    for (const fill of fills ?? []) if (isNews(state(), fill)) await submit({ kind: 'report', report: fill });
    if (complete && fills !== undefined) complete = await this.#takeOthers(epoch, fills);
    const held = await this.#readPositions();
    if (epoch !== this.#epoch) return 'outdated';
    if (!complete || fills === undefined || held === undefined) return 'incomplete';
    if (occasion === 'routine' && isNewDifference(state(), held.positions)) return 'unsure';
    return await this.#conclude(epoch, held, { ordersCompared: open.length, begunAt, occasion });
  }

  /** For a venue that does not list all by itself. */
  #tellOfTheBooks(): void {
    const { broker, state } = this.#options;
    if (broker.mind === undefined) return;
    const { instrumentIds, orders } = booksOfLate(state(), tradesFrom(state(), this.#comparedAt));
    broker.mind(instrumentIds, orders);
  }

  /** What is booked after the question makes the answer an old one: it is asked again. */
  async #readPositions(): Promise<Held | undefined> {
    const { broker, clock, state } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const booked = bookedIn(state());
      const positionsAt = clock.now();
      const positions = await this.#read('positions', () => broker.positions());
      if (positions === undefined) return undefined;
      if (tries >= POSITION_TRIES || bookedIn(state()) === booked) return { positions, positionsAt, booked };
    }
  }

  /** Takes up what others ordered and traded, where others do. False when the venue could not be asked. */
  async #takeOthers(epoch: number, known: readonly FillReport[]): Promise<boolean> {
    const { broker, submit, state } = this.#options;
    if (broker.capabilities.externalTrading !== true) return true;
    const orders = await this.#read('open orders', () => broker.openOrders());
    if (orders === undefined || epoch !== this.#epoch) return false;
    // What ended between the two questions has trades that the first answer lacks.
    const fills = mustAskAgain(state(), orders) ? await this.#readTrades() : known;
    if (fills === undefined || epoch !== this.#epoch) return false;
    await submit({ kind: 'venue_orders', orders, fills });
    return true;
  }

  #readTrades(): Promise<readonly FillReport[] | undefined> {
    const { broker, state } = this.#options;
    const ours = broker.capabilities.externalTrading === true ? undefined : state().orderIdByClientId.keys();
    return this.#read('trades', () => broker.fillsSince(tradesFrom(state(), this.#comparedAt), ours));
  }

  async #conclude(epoch: number, found: Held, { ordersCompared, begunAt, occasion }: Round): Promise<Outcome> {
    const { submit, beforeTrading, state } = this.#options;
    await beforeTrading();
    if (epoch !== this.#epoch) return 'outdated';
    // That may have taken seconds, in which a trade came.
    const held = bookedIn(state()) === found.booked ? found : await this.#readPositions();
    if (epoch !== this.#epoch) return 'outdated';
    if (held === undefined) return 'incomplete';
    const { positions, positionsAt } = held;
    if (occasion === 'routine' && isNewDifference(state(), positions)) return 'unsure';
    const isRoutine = occasion !== 'asked';
    const result = await submit({ kind: 'reconciled', positions, ordersCompared, isRoutine, positionsAt });
    if (result.kind === 'unavailable') return 'unwritten';
    this.#comparedAt = begunAt;
    this.#failing = undefined;
    return state().volatile.differences.length > 0 ? 'different' : 'equal';
  }

  async #ask(order: Order): Promise<QueryAnswer> {
    const target = {
      clientOrderId: order.clientOrderId ?? '',
      instrumentId: order.request.instrumentId,
      ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }),
    };
    const answer = await this.#read('an order', () => this.#options.broker.query(target), ANSWER_TIMEOUT_MS);
    return answer ?? { kind: 'unreachable', detail: 'the question failed' };
  }

  async #read<T>(what: string, read: () => Promise<T>, timeoutMs = READ_TIMEOUT_MS): Promise<T | undefined> {
    const { clock, logger, accountId } = this.#options;
    try {
      return await inTime(read(), clock, timeoutMs);
    } catch (error) {
      logger.warn({ account: accountId, error: String(error) }, `${what} could not be read from the venue`);
      const detail = error instanceof Error ? error.message : String(error);
      this.#failing = { since: this.#failing?.since ?? clock.now(), detail };
      return undefined;
    }
  }
}
