/** What the venue says of an account's money: asked when somebody wants to know, and taken into the books where its word counts. */
import type { VenueBalance } from '#domain/report.ts';
import type { AccountState } from '#engine/state.ts';
import type { Broker } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import { inTime, READ_TIMEOUT_MS } from './answer-time.ts';
import type { UnstampedInput } from './effect-runner.ts';
import type { HeldFunding } from './held-funding.ts';

export interface VenueMoneyOptions {
  readonly accountId: string;
  readonly broker: Pick<Broker, 'capabilities' | 'balances'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly state: () => AccountState;
  readonly funding: HeldFunding;
  readonly submit: (input: UnstampedInput) => Promise<unknown>;
}

export class VenueMoney {
  readonly #options: VenueMoneyOptions;

  constructor(options: VenueMoneyOptions) {
    this.#options = options;
  }

  /** An exchange's own word on the account's money; what can't be read now is read with the next comparison. */
  async note(): Promise<void> {
    const { broker, state, funding, submit } = this.#options;
    if (broker.capabilities.balanceIsTruth !== true) return;
    const { sequence } = state();
    const payments = await funding.payments();
    const balances = await this.ask();
    // What has happened meanwhile may be in them or not.
    if (balances === undefined || state().sequence !== sequence) return;
    await submit({ kind: 'balances', balances, ...(payments === undefined ? {} : { funding: payments }) });
    if (payments !== undefined) funding.told(payments);
  }

  /** Asked now; undefined when there is no answer in time. */
  async ask(): Promise<readonly VenueBalance[] | undefined> {
    const { accountId, broker, clock, logger } = this.#options;
    try {
      return await inTime(broker.balances(), clock, READ_TIMEOUT_MS);
    } catch (error) {
      logger.warn({ account: accountId, error: String(error) }, 'balances could not be read from the venue');
      return undefined;
    }
  }
}
