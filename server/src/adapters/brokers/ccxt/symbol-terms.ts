/**
 * Leverage and margin mode of a swap, put in force at the venue before the first opening order in it leaves. Where the
 * venue won't have them the order does not leave: our margin was reckoned with them. Closing orders never wait for this.
 */
import { formatDecimal } from '#domain/decimal.ts';
import type { MarginMode } from '#domain/account.ts';
import type { Reason } from '#domain/order.ts';
import type { AccountDesk } from './account-desk.ts';
import type { ExchangeName } from './exchange-name.ts';
import { failureVerdict } from './outcome.ts';
import type { ClientCall } from './profile.ts';
import type { ListedInstrument } from './market-instruments.ts';

/** Some venues refuse to set what is set already. */
const ALREADY = /\b(-4046|-4059|110025|110026|110043|No need to change|not modified|already)\b/i;

/** Whatever else the client is given goes out as it is, and some venues refuse what they do not know. */
const LEVERAGE_WITH_MODE: ReadonlySet<ExchangeName> = new Set(['bybit']);
const MODE_WITH_LEVERAGE: ReadonlySet<ExchangeName> = new Set(['okx', 'mexc']);
const TAKES_MODE: ReadonlySet<ExchangeName> = new Set(['okx', 'htx', 'bitget', 'kucoin']);

/** What each call that sets the leverage says besides it; MEXC sets long and short apart. */
function leverageParams(name: ExchangeName, marginMode: MarginMode): Readonly<Record<string, unknown>>[] {
  if (name === 'mexc')
    return [1, 2].map((positionType) => ({ openType: marginMode === 'cross' ? 2 : 1, positionType }));
  return [TAKES_MODE.has(name) ? { marginMode } : {}];
}

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
    const has = connection.client?.has ?? {};
    const calls: ClientCall[] = [];
    const { marginMode } = account;
    const { name } = venue.profile;
    // Where the mode has no call of its own it travels with the leverage or with each order.
    if (has.setMarginMode === true && !MODE_WITH_LEVERAGE.has(name)) {
      const more = LEVERAGE_WITH_MODE.has(name) ? { leverage } : {};
      calls.push({ method: 'setMarginMode', args: [marginMode, symbol, more] });
    }
    for (const more of has.setLeverage === true ? leverageParams(name, marginMode) : []) {
      calls.push({ method: 'setLeverage', args: [leverage, symbol, more] });
    }
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
