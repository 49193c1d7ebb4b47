/**
 * The line to the venue as an account knows it: whether it is up, and if not why, in words that say what to do. Keys that
 * the venue refuses are a case of their own: nobody tries on with them, so a person is told once and the account is
 * disarmed until somebody has looked.
 */
import type { Reason } from '#domain/order.ts';
import type { AccountState } from '#engine/state.ts';
import type { BrokerEvent, BrokerListener } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { Notice } from '#ports/notifier.ts';
import { inTime } from './answer-time.ts';
import type { UnstampedInput } from './effect-runner.ts';

/** Keys that nobody tries on with: a person has to see to it. */
const KEYS_UNUSABLE: ReadonlySet<string> = new Set(['ACCOUNT_CREDENTIALS_REFUSED', 'ACCOUNT_KEY_CAN_WITHDRAW']);
const UNREACHABLE = 'VENUE_UNREACHABLE';
const DETAIL_MAX = 200;
/** How long a start waits for a venue far away. */
const FIRST_SIGN_MS = 5_000;

export interface VenueLinkOptions {
  readonly accountId: string;
  /** Whether the venue is reached over a network, where anything may happen to the way there. */
  readonly isFar: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly state: () => AccountState;
  readonly submit: (input: UnstampedInput) => Promise<unknown>;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
}

type LinkEvent = Extract<BrokerEvent, { kind: 'connected' | 'disconnected' }>;

export class VenueLink {
  readonly #options: VenueLinkOptions;
  #problem: Reason | undefined;
  #alarmed = false;

  constructor(options: VenueLinkOptions) {
    this.#options = options;
  }

  /** Why the venue can not be asked; undefined while it can. */
  get problem(): Reason | undefined {
    return this.#problem;
  }

  /**
   * Starts the broker and waits until the venue can be asked or is known to be out of reach. A venue far away that gives no
   * sign is not waited for: it counts as out of reach until it says that it is there. Rejects when the broker can't start.
   */
  async begin(start: (listener: BrokerListener) => Promise<void>, listener: BrokerListener): Promise<void> {
    const { accountId, clock, logger, isFar } = this.#options;
    const starting = start(listener);
    if (!isFar) return await starting;
    const patient = inTime(starting, clock, FIRST_SIGN_MS);
    try {
      await patient;
    } catch (error) {
      logger.warn({ account: accountId, error: String(error) }, 'the venue gives no sign yet');
      const detail = error instanceof Error ? error.message : String(error);
      if (this.#problem === undefined) this.hear({ kind: 'disconnected', detail, time: clock.now() });
    }
  }

  /** Takes in what the broker says of the line. */
  hear(event: LinkEvent): void {
    if (event.kind === 'connected') {
      this.#problem = undefined;
      this.#alarmed = false;
      return;
    }
    const values = { account: this.#options.accountId, detail: event.detail.slice(0, DETAIL_MAX), ...event.values };
    this.#problem = { code: event.code ?? UNREACHABLE, values };
  }

  /** Does what refused keys ask for, once; call it when inputs are taken in. */
  async settle(): Promise<void> {
    const reason = this.#problem;
    if (reason === undefined || !KEYS_UNUSABLE.has(reason.code) || this.#alarmed) return;
    this.#alarmed = true;
    const { accountId, clock, notify, state, submit } = this.#options;
    notify({ level: 'alarm', code: reason.code, values: reason.values, accountId, time: clock.now() });
    // After a restart the books may say so already.
    if (state().armTrading.reason?.code === reason.code) return;
    await submit({ kind: 'set_trading_state', scope: 'arming', state: 'reducing', reason, actor: 'system:venue' });
  }
}
