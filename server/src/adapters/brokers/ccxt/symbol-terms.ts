/**
 * Leverage and margin mode of a swap, put in force at the venue before the first opening order in it leaves. Where the
 * venue won't have them the order does not leave: our margin was reckoned with them. Closing orders never wait for this.
 * Anybody may change them at the venue afterwards, so each comparison asks what is in force; what is something else by then is
 * told once and put in force anew before the next opening order.
 */
import { formatDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import { textOfError } from './account-problems.ts';
import type { CallResult } from './client-transport.ts';
import { causeOf, failureVerdict } from './outcome.ts';
import type { ListedInstrument } from './market-instruments.ts';
import type { ToldTerms } from './question-profile.ts';
import { toldByVenue } from './refusal-report.ts';
import { termsCalls } from './terms-calls.ts';

/** Some venues refuse to set what is set already. */
const ALREADY = /-4046\b|-4059\b|\b110025\b|\b110026\b|\b110043\b|No need to change|not (been )?modified/i;

/** So many contracts are asked about with one comparison; the others are with the next ones. */
const ASKED_AT_ONCE = 10;

/** The terms of one contract, being put in force or in force. */
interface Settling {
  readonly listed: ListedInstrument;
  readonly outcome: Promise<Reason | undefined>;
  isInForce: boolean;
}

export class SymbolTerms {
  readonly #desk: AccountDesk;
  readonly #onChanged: (reason: Reason) => void;
  /** By instrument; those that were asked about longest ago come first. */
  readonly #settled = new Map<string, Settling>();

  /** `onChanged` hears that what was put in force is not any more, once for each change. */
  constructor(desk: AccountDesk, onChanged: (reason: Reason) => void) {
    this.#desk = desk;
    this.#onChanged = onChanged;
  }

  /** Undefined when the terms are in force; otherwise why not. They are set once, until the venue is found to have others. */
  async settle(listed: ListedInstrument): Promise<Reason | undefined> {
    const { instrument, market } = listed;
    if (market.kind !== 'swap') return undefined;
    const known = this.#settled.get(instrument.id);
    if (known !== undefined) return await known.outcome;
    const settling: Settling = { listed, outcome: this.#set(market.symbol, instrument.id), isInForce: false };
    this.#settled.set(instrument.id, settling);
    const reason = await settling.outcome;
    if (reason === undefined) settling.isInForce = true;
    else if (this.#settled.get(instrument.id) === settling) this.#settled.delete(instrument.id);
    return reason;
  }

  /** Looks whether what was put in force still is: the account's owner may have changed it at the venue. Never rejects. */
  async lookAgain(): Promise<void> {
    if (!this.#desk.account.markets.includes('swap')) return;
    const asked = [...this.#settled.values()].filter(({ isInForce }) => isInForce).slice(0, ASKED_AT_ONCE);
    await Promise.all([this.#lookAtMarginMode(), ...asked.map(async (settling) => await this.#lookAt(settling))]);
  }

  /** A margin mode that is one for the whole account: the next opening order asks for it, and says what it is. */
  async #lookAtMarginMode(): Promise<void> {
    const { connection, venue, account } = this.#desk;
    try {
      const venueMode = await connection.otherMarginMode();
      if (venueMode === undefined || this.#settled.size === 0) return;
      this.#settled.clear();
      const values = { marginMode: account.marginMode, venueMode, venue: venue.profile.title };
      this.#onChanged({ code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values });
    } catch (error) {
      venue.logger.debug({ error: connection.redact(textOfError(error)) }, 'the margin mode is not told');
    }
  }

  /** Asked once and not again when it fails: the next comparison asks anyway, and this one waits for it. */
  async #lookAt(settling: Settling): Promise<void> {
    const { connection, venue } = this.#desk;
    const { market, instrument } = settling.listed;
    const question = venue.profile.questions.termsInForce;
    const call = question?.call(market, connection.terms);
    if (question === undefined || call === undefined) return;
    const result = await connection.call(call, { lane: 'poll' });
    // Put in force anew meanwhile, or given up: the answer may be of before that.
    if (this.#settled.get(instrument.id) !== settling) return;
    this.#settled.delete(instrument.id);
    const told = result.kind === 'answer' ? question.read(result.answer) : [];
    const other = told.find((terms) => this.#differs(terms));
    if (other === undefined) this.#settled.set(instrument.id, settling);
    else this.#onChanged(this.#changed(instrument.id, other));
    if (result.kind === 'failure')
      venue.logger.debug({ error: connection.redact(String(result.error)) }, 'the leverage in force is not told');
  }

  #differs({ leverage, marginMode }: ToldTerms): boolean {
    const { account, venue } = this.#desk;
    const isOtherLeverage = leverage !== undefined && account.leverage !== undefined && leverage !== account.leverage;
    const isSetHere = venue.profile.questions.setsMarginMode === true;
    return isOtherLeverage || (isSetHere && marginMode !== undefined && marginMode !== account.marginMode);
  }

  #changed(symbol: string, told: ToldTerms): Reason {
    const { account, venue } = this.#desk;
    const { leverage, marginMode } = account;
    const venueTerms = {
      ...(told.leverage === undefined ? {} : { venueLeverage: formatDecimal(told.leverage) }),
      ...(told.marginMode === undefined ? {} : { venueMode: told.marginMode }),
    };
    const agreed = { marginMode, ...(leverage === undefined ? {} : { leverage: formatDecimal(leverage) }) };
    return {
      code: 'EXCHANGE_LEVERAGE_CHANGED',
      values: { symbol, venue: venue.profile.title, ...agreed, ...venueTerms },
    };
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
