/**
 * The comparison with the venue: every open order is asked for, trades that were missed are taken up, positions are
 * compared, and only then may the account trade. One at a time; what could not be asked for is asked for again, and a
 * difference is looked at again, because a trade that is just under way looks like one. When all is equal the next one
 * comes by itself after a set time: a venue's stream may lose a report, and nobody notices until somebody asks.
 */
import { isTerminal, type Order } from '#domain/order.ts';
import type { FillReport, QueryAnswer, VenuePosition } from '#domain/report.ts';
import { mustAskAgain } from '#engine/external.ts';
import { differencesOf } from '#engine/position-differences.ts';
import type { AccountState } from '#engine/state.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { inTime, READ_TIMEOUT_MS } from './answer-time.ts';
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

interface Found {
  readonly positions: readonly VenuePosition[];
  readonly positionsAt: number;
  readonly ordersCompared: number;
  readonly begunAt: number;
  readonly occasion: Occasion;
}

const RETRY_MS = 1_000;
const RECHECK_FIRST_MS = 2_000;
const RECHECK_LONGEST_MS = 60_000;
/** How much further back than the last comparison trades are asked for: what the clocks may differ, and much more. */
const TRADES_MARGIN_MS = 600_000;
/** What happened to an order so lately is under way still: by routine nobody asks for it, because its answer is coming. */
const SETTLING_MS = 5_000;

export class VenueComparison {
  readonly #options: VenueComparisonOptions;
  /** Grows when the account starts over; what an earlier comparison still hears counts for nothing. */
  #epoch = 0;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: Timer | undefined;
  #recheckMs = RECHECK_FIRST_MS;
  #comparedAt: number | undefined;

  constructor(options: VenueComparisonOptions) {
    this.#options = options;
  }

  /** Compares. Resolves when the account may trade, or when the venue could not be asked and will be asked later. */
  run(): Promise<void> {
    if (this.#running !== undefined) {
      this.#again = true;
      return this.#running;
    }
    return this.#begin('asked');
  }

  #begin(occasion: Occasion): Promise<void> {
    this.#timer?.cancel();
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
    this.#timer = this.#options.clock.after(delayMs, () => {
      if (this.#running === undefined) void this.#begin(occasion);
    });
  }

  async #compare(epoch: number, occasion: Occasion): Promise<Outcome> {
    const { broker, clock, submit } = this.#options;
    const begunAt = clock.now();
    const open = this.#toAskFor(occasion, begunAt);
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
    for (const fill of fills ?? []) if (this.#isKnown(fill)) await submit({ kind: 'report', report: fill });
    if (complete && fills !== undefined) complete = await this.#takeOthers(epoch, fills);
    const positionsAt = clock.now();
    const positions = await this.#read('positions', () => broker.positions());
    if (epoch !== this.#epoch) return 'outdated';
    if (!complete || fills === undefined || positions === undefined) return 'incomplete';
    if (occasion === 'routine' && this.#isNewDifference(positions)) return 'unsure';
    return await this.#conclude(epoch, { positions, positionsAt, ordersCompared: open.length, begunAt, occasion });
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
    return this.#read('trades', () => this.#options.broker.fillsSince(this.#tradesFrom()));
  }

  #toAskFor(occasion: Occasion, now: number): readonly Order[] {
    return [...this.#options.state().orders.values()].filter(
      ({ status, clientOrderId, updatedAt, request }) =>
        !isTerminal(status) &&
        clientOrderId !== undefined &&
        request.role !== 'external' &&
        (occasion === 'asked' || now - updatedAt >= SETTLING_MS),
    );
  }

  #isNewDifference(positions: readonly VenuePosition[]): boolean {
    const state = this.#options.state();
    return state.volatile.differences.length === 0 && differencesOf(state, positions).length > 0;
  }

  async #conclude(epoch: number, found: Found): Promise<Outcome> {
    const { submit, beforeTrading, state } = this.#options;
    await beforeTrading();
    if (epoch !== this.#epoch) return 'outdated';
    const { positions, positionsAt, ordersCompared, begunAt, occasion } = found;
    const isRoutine = occasion !== 'asked';
    const result = await submit({ kind: 'reconciled', positions, ordersCompared, isRoutine, positionsAt });
    if (result.kind === 'unavailable') return 'unwritten';
    this.#comparedAt = begunAt;
    return state().volatile.differences.length > 0 ? 'different' : 'equal';
  }

  async #ask(order: Order): Promise<QueryAnswer> {
    const target = {
      clientOrderId: order.clientOrderId ?? '',
      instrumentId: order.request.instrumentId,
      ...(order.venueOrderId === undefined ? {} : { venueOrderId: order.venueOrderId }),
    };
    const answer = await this.#read('an order', () => this.#options.broker.query(target));
    return answer ?? { kind: 'unreachable', detail: 'the question failed' };
  }

  async #read<T>(what: string, read: () => Promise<T>): Promise<T | undefined> {
    const { clock, logger, accountId } = this.#options;
    try {
      return await inTime(read(), clock, READ_TIMEOUT_MS);
    } catch (error) {
      logger.warn({ account: accountId, error: String(error) }, `${what} could not be read from the venue`);
      return undefined;
    }
  }

  /** A trade may come after its order had ended, when nobody asks for that order any more. */
  #tradesFrom(): number {
    let newest = this.#comparedAt ?? 0;
    if (this.#comparedAt === undefined)
      for (const order of this.#options.state().orders.values()) newest = Math.max(newest, order.updatedAt);
    return Math.max(0, newest - TRADES_MARGIN_MS);
  }

  #isKnown({ clientOrderId }: FillReport): boolean {
    const { orderIdByClientId, orders } = this.#options.state();
    return orders.has(orderIdByClientId.get(clientOrderId) ?? '');
  }
}
