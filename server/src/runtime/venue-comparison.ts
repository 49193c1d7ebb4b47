/**
 * The comparison with the venue: every open order is asked for, trades that were missed are taken up, positions are
 * compared, and only then may the account trade. One at a time; what could not be asked for is asked for again, and a
 * difference is looked at again, because a trade that is just under way looks like one.
 */
import { isTerminal, type Order } from '#domain/order.ts';
import type { FillReport, QueryAnswer, VenuePosition } from '#domain/report.ts';
import type { EngineEvent } from '#engine/events.ts';
import type { AccountState } from '#engine/state.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock, Timer } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { inTime, READ_TIMEOUT_MS } from './answer-time.ts';
import type { UnstampedInput } from './effect-runner.ts';

type Submitted =
  | { readonly kind: 'durable'; readonly events: readonly EngineEvent[] }
  | { readonly kind: 'unavailable' };

export interface VenueComparisonOptions {
  readonly accountId: string;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly state: () => AccountState;
  readonly submit: (input: UnstampedInput) => Promise<Submitted>;
  /** What must be made up for before the account may trade. */
  readonly beforeTrading: () => Promise<void>;
}

/** unwritten: the account stands still and will ask for another comparison. outdated: it has done so already. */
type Outcome = 'equal' | 'different' | 'incomplete' | 'unwritten' | 'outdated';

const RETRY_MS = 1_000;
const RECHECK_FIRST_MS = 2_000;
const RECHECK_LONGEST_MS = 60_000;
/** How much further back than the last comparison trades are asked for: what the clocks may differ, and much more. */
const TRADES_MARGIN_MS = 600_000;

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
    this.#timer?.cancel();
    const epoch = this.#epoch;
    const running = this.#rounds(epoch).finally(() => {
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

  async #rounds(epoch: number): Promise<void> {
    let outcome: Outcome;
    do {
      this.#again = false;
      outcome = await this.#compare(epoch);
    } while (outcome !== 'outdated' && this.#again);
    if (outcome === 'equal') this.#recheckMs = RECHECK_FIRST_MS;
    if (outcome === 'incomplete') this.#later(RETRY_MS);
    if (outcome !== 'different') return;
    this.#later(this.#recheckMs);
    this.#recheckMs = Math.min(this.#recheckMs * 2, RECHECK_LONGEST_MS);
  }

  #later(delayMs: number): void {
    this.#timer = this.#options.clock.after(delayMs, () => void this.run());
  }

  async #compare(epoch: number): Promise<Outcome> {
    const { broker, clock, submit, state } = this.#options;
    const begunAt = clock.now();
    const open = [...state().orders.values()].filter(
      (order) => !isTerminal(order.status) && order.clientOrderId !== undefined,
    );
    let complete = true;
    for (const order of open) {
      const answer = await this.#ask(order);
      if (epoch !== this.#epoch) return 'outdated';
      if (answer.kind === 'unreachable') complete = false;
      const { id: orderId, clientOrderId = '' } = order;
      await submit({ kind: 'query_answer', orderId, clientOrderId, answer });
    }
    const fills = await this.#read('trades', () => broker.fillsSince(this.#tradesFrom()));
    if (epoch !== this.#epoch) return 'outdated';
    for (const fill of fills ?? []) if (this.#isKnown(fill)) await submit({ kind: 'report', report: fill });
    const positions = await this.#read('positions', () => broker.positions());
    if (epoch !== this.#epoch) return 'outdated';
    if (!complete || fills === undefined || positions === undefined) return 'incomplete';
    return await this.#conclude(epoch, { positions, ordersCompared: open.length, begunAt });
  }

  async #conclude(
    epoch: number,
    found: { positions: readonly VenuePosition[]; ordersCompared: number; begunAt: number },
  ): Promise<Outcome> {
    const { submit, beforeTrading } = this.#options;
    await beforeTrading();
    if (epoch !== this.#epoch) return 'outdated';
    const { positions, ordersCompared, begunAt } = found;
    const result = await submit({ kind: 'reconciled', positions, ordersCompared });
    if (result.kind === 'unavailable') return 'unwritten';
    this.#comparedAt = begunAt;
    const differs = result.events.some((event) => event.kind === 'account_reconciled' && event.differences.length > 0);
    return differs ? 'different' : 'equal';
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
