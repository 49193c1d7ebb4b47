/**
 * The perpetuals an account holds: while it does, what is paid for them next is wanted of the source of prices, and what was
 * paid is asked of the venue now and then, and once more when nothing is held any more.
 */
import { isZero } from '#domain/decimal.ts';
import type { FundingPayment } from '#domain/report.ts';
import { fundingKey } from '#engine/apply-external.ts';
import type { AccountState } from '#engine/state.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { inTime, READ_TIMEOUT_MS } from './answer-time.ts';

export interface HeldFundingOptions {
  readonly state: () => AccountState;
  readonly broker: Pick<Broker, 'fundingSince'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent: the source has no perpetuals. */
  readonly watchFunding?: (instrumentId: string) => () => void;
}

/** Perpetuals are paid for at most once an hour. */
const PAYMENTS_EVERY_MS = 300_000;
/** How much further back than the newest payment is asked: the venue may list one late. */
const PAYMENTS_MARGIN_MS = 600_000;

export class HeldFunding {
  readonly #options: HeldFundingOptions;
  readonly #wanted = new Map<string, () => void>();
  #stopped = false;
  /** When payments were booked last, and whether anything was held then; at the beginning something may have been. */
  #booked: { readonly at: number; readonly held: boolean } | undefined;

  constructor(options: HeldFundingOptions) {
    this.#options = options;
  }

  /** Looks again at what is held: call it when that may have changed. */
  look(): void {
    const { watchFunding, state } = this.#options;
    if (watchFunding === undefined || this.#stopped) return;
    if (state().positions.size === 0 && this.#wanted.size === 0) return;
    const held = this.#held();
    for (const instrumentId of held) {
      if (!this.#wanted.has(instrumentId)) this.#wanted.set(instrumentId, watchFunding(instrumentId));
    }
    for (const [instrumentId, end] of this.#wanted) {
      if (held.has(instrumentId)) continue;
      this.#wanted.delete(instrumentId);
      end();
    }
  }

  /** What was paid lately, when it is time to ask; undefined when it is not, or there was no answer. */
  async payments(): Promise<readonly FundingPayment[] | undefined> {
    const { broker, state, clock, logger } = this.#options;
    const { comparedFrom, fundingTimes, account } = state();
    if (broker.fundingSince === undefined || comparedFrom === undefined || !this.#isDue()) return undefined;
    const newest = Math.max(comparedFrom, ...fundingTimes.values());
    try {
      return await inTime(broker.fundingSince(newest - PAYMENTS_MARGIN_MS), clock, READ_TIMEOUT_MS);
    } catch (error) {
      logger.warn({ account: account.id, error: String(error) }, 'what was paid for perpetuals could not be read');
      return undefined;
    }
  }

  /** They were put to the engine: what it could not take yet is asked for again with the next comparison. */
  told(payments: readonly FundingPayment[]): void {
    const { comparedFrom = 0, fundingTimes } = this.#options.state();
    const isDone = ({ id, instrumentId, time }: FundingPayment): boolean =>
      time < comparedFrom || fundingTimes.has(fundingKey(instrumentId, id));
    if (!payments.every(isDone)) return;
    this.#booked = { at: this.#options.clock.monotonic(), held: this.#held().size > 0 };
  }

  #isDue(): boolean {
    if (this.#booked === undefined) return true;
    const { at, held } = this.#booked;
    if (this.#held().size === 0) return held;
    return !held || this.#options.clock.monotonic() - at >= PAYMENTS_EVERY_MS;
  }

  #held(): ReadonlySet<string> {
    const { positions, volatile } = this.#options.state();
    const held = new Set<string>();
    for (const { instrumentId, quantity } of positions.values()) {
      const isPerpetual = volatile.settings.directory.byId(instrumentId)?.kind === 'crypto_perpetual';
      if (isPerpetual && !isZero(quantity)) held.add(instrumentId);
    }
    return held;
  }

  stop(): void {
    this.#stopped = true;
    for (const end of this.#wanted.values()) end();
    this.#wanted.clear();
  }
}
