/**
 * Leverage and margin mode of a swap, put in force at the venue before the first opening order in it leaves. Where the
 * venue won't have them the order does not leave: our margin was reckoned with them. Closing orders never wait for this.
 */
import { formatDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import { textOfError } from './account-problems.ts';
import type { CallResult } from './client-transport.ts';
import { causeOf, failureVerdict } from './outcome.ts';
import type { ListedInstrument } from './market-instruments.ts';
import { toldByVenue } from './refusal-report.ts';
import { termsCalls } from './terms-calls.ts';

/** Some venues refuse to set what is set already. */
const ALREADY = /-4046\b|-4059\b|\b110025\b|\b110026\b|\b110043\b|No need to change|not (been )?modified/i;

export class SymbolTerms {
  readonly #desk: AccountDesk;
  readonly #settled = new Map<string, Promise<Reason | undefined>>();

  constructor(desk: AccountDesk) {
    this.#desk = desk;
  }

  /** Undefined when the terms are in force; otherwise why not. They are set once, until the venue has another margin mode. */
  async settle({ instrument, market }: ListedInstrument): Promise<Reason | undefined> {
    if (market.kind !== 'swap') return undefined;
    let settling = this.#settled.get(instrument.id);
    if (settling === undefined) {
      settling = this.#set(market.symbol, instrument.id);
      this.#settled.set(instrument.id, settling);
      void settling.then((reason) => (reason === undefined ? undefined : this.#settled.delete(instrument.id)));
    }
    return await settling;
  }

  /**
   * Looks whether a margin mode that is one for the whole account is still the agreed one: its owner may have changed it at the
   * venue. If not, the next opening order asks, and says so. Never rejects.
   */
  async lookAgain(): Promise<void> {
    const { connection, venue, account } = this.#desk;
    if (!account.markets.includes('swap')) return;
    try {
      if ((await connection.otherMarginMode()) !== undefined) this.#settled.clear();
    } catch (error) {
      venue.logger.debug({ error: connection.redact(textOfError(error)) }, 'the margin mode is not told');
    }
  }

  async #set(symbol: string, instrumentId: string): Promise<Reason | undefined> {
    const { connection, account, venue } = this.#desk;
    const obstacle = await this.#otherMode(instrumentId);
    if (obstacle !== undefined) return obstacle;
    for (const call of termsCalls(venue.profile.questions, {
      symbol,
      leverage: account.leverage,
      account: connection.terms,
    })) {
      const result = await connection.call(call, { lane: 'create' });
      if (result.kind === 'answer') continue;
      const text = `${result.attempt.body ?? ''} ${String(result.error)}`;
      if (ALREADY.test(text)) continue;
      return this.#refusal(instrumentId, result);
    }
    return undefined;
  }

  /** Where the margin mode is one for the whole account, it is not ours to set, and must be the agreed one. */
  async #otherMode(symbol: string): Promise<Reason | undefined> {
    const { connection, account, venue } = this.#desk;
    const { marginMode, leverage } = account;
    const values = { symbol, marginMode, venue: venue.profile.title };
    try {
      const venueMode = await connection.otherMarginMode();
      return venueMode === undefined
        ? undefined
        : { code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values: { ...values, venueMode } };
    } catch (error) {
      const detail = connection.redact(textOfError(error));
      const asked = leverage === undefined ? {} : { leverage: formatDecimal(leverage) };
      return { code: 'EXCHANGE_LEVERAGE_NOT_SET', values: { ...values, ...asked, detail } };
    }
  }

  /** What the venue refused for the moment, and not the terms themselves, is told as that. */
  #refusal(symbol: string, result: Extract<CallResult, { kind: 'failure' }>): Reason {
    const { connection, account, venue } = this.#desk;
    const { title } = venue.profile;
    const verdict = failureVerdict(this.#desk.heard(result));
    const said = verdict.kind === 'verdict' ? verdict : undefined;
    const cause = said === undefined ? undefined : causeOf(said.verdict);
    if (cause === 'clock') void connection.remeasureClock();
    const passing =
      said === undefined ? undefined : toldByVenue(title, { venueCode: said.code, message: said.message, cause });
    if (passing?.reason !== undefined) return passing.reason;
    const detail = said === undefined ? connection.redact(String(result.error)) : `${said.code} ${said.message}`;
    const { leverage, marginMode } = account;
    const asked = { marginMode, ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }) };
    return { code: 'EXCHANGE_LEVERAGE_NOT_SET', values: { symbol, ...asked, venue: title, detail } };
  }
}
