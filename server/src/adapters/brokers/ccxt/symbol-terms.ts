/**
 * Leverage and margin mode of a swap, put in force at the venue before the first opening order in it leaves. Where the
 * venue won't have them the order does not leave: our margin was reckoned with them. Closing orders never wait for this.
 */
import { formatDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import { leverageCalls } from './account-questions.ts';
import { failureVerdict } from './outcome.ts';
import type { ListedInstrument } from './market-instruments.ts';

/** Some venues refuse to set what is set already. */
const ALREADY = /\b(-4046|-4059|110025|110026|110043|No need to change|not modified|already)\b/i;

export class SymbolTerms {
  readonly #desk: AccountDesk;
  readonly #settled = new Map<string, Promise<Reason | undefined>>();

  constructor(desk: AccountDesk) {
    this.#desk = desk;
  }

  /** Undefined when the terms are in force; otherwise why not. They are set once in the life of this process. */
  async settle({ instrument, market }: ListedInstrument): Promise<Reason | undefined> {
    const { leverage } = this.#desk.account;
    if (market.kind !== 'swap' || leverage === undefined) return undefined;
    let settling = this.#settled.get(instrument.id);
    if (settling === undefined) {
      settling = this.#set(market.symbol, formatDecimal(leverage), instrument.id);
      this.#settled.set(instrument.id, settling);
      void settling.then((reason) => (reason === undefined ? undefined : this.#settled.delete(instrument.id)));
    }
    return await settling;
  }

  async #set(symbol: string, leverage: string, instrumentId: string): Promise<Reason | undefined> {
    const { connection, account, venue } = this.#desk;
    const { marginMode } = account;
    const calls = leverageCalls(venue.profile.name, { symbol, leverage, account: connection.terms });
    for (const call of calls) {
      const result = await connection.call(call, { lane: 'create' });
      if (result.kind === 'answer') continue;
      const text = `${result.attempt.body ?? ''} ${String(result.error)}`;
      if (ALREADY.test(text)) continue;
      const verdict = failureVerdict(this.#desk.heard(result));
      const detail =
        verdict.kind === 'verdict' ? `${verdict.code} ${verdict.message}` : connection.redact(String(result.error));
      const values = { symbol: instrumentId, leverage, marginMode, venue: venue.profile.title, detail };
      return { code: 'EXCHANGE_LEVERAGE_NOT_SET', values };
    }
    return undefined;
  }
}
