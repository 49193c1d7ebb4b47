/**
 * Whether an order in a perpetual was refused because the account's position mode is another one by now: somebody has changed
 * it at the exchange since the account came up. What exchanges say of it speaks of parameters, which helps nobody. Asked after
 * a plain refusal, and seldom: most refusals have other reasons.
 */
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import { AccountNotUsable } from './account-problems.ts';

const ASK_EVERY_MS = 10_000;

export class ModeRefusals {
  readonly #desk: AccountDesk;
  #asked: { readonly at: number; readonly reason: Promise<Reason | undefined> } | undefined;

  constructor(desk: AccountDesk) {
    this.#desk = desk;
  }

  /** Why the account's orders in perpetuals are refused; undefined where it is not the mode, or nobody can tell. */
  async reasonFor(accountId: string): Promise<Reason | undefined> {
    const now = this.#desk.venue.clock.monotonic();
    if (this.#asked === undefined || now - this.#asked.at >= ASK_EVERY_MS) {
      this.#asked = { at: now, reason: this.#ask(accountId) };
    }
    return await this.#asked.reason;
  }

  async #ask(account: string): Promise<Reason | undefined> {
    try {
      await this.#desk.connection.checkPositionMode();
      return undefined;
    } catch (error) {
      if (!(error instanceof AccountNotUsable) || error.code !== 'ACCOUNT_POSITION_MODE_DIFFERS') return undefined;
      return { code: error.code, values: { account, ...error.values } };
    }
  }
}
