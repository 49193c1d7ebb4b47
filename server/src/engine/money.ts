/** The money of an account as it stands: what its positions are worth now, what they tie up, what is left to risk. */
import type { AccountSummary } from '#domain/account.ts';
import { absolute, add, type Decimal, multiplyRounded, subtract, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Position } from '#domain/position.ts';
import { unrealizedPnl } from '#domain/position-accounting.ts';
import type { AccountState } from './state.ts';

/** Account currency for one unit of `currency`; undefined when no rate is known. */
export function conversionRate(state: AccountState, currency: string): Decimal | undefined {
  return state.volatile.rates.get(currency);
}

/** The rate to value what is held at: of this moment or, when there is none, the last known one. Never one to open at. */
export function valuationRate(state: AccountState, currency: string): Decimal | undefined {
  return state.volatile.rates.get(currency) ?? state.knownRates.get(currency)?.conversionRate;
}

/** `quantity` at `price` in the account's currency. */
export function valueOf(instrument: Instrument, quantity: Decimal, price: Decimal, rate: Decimal): Decimal {
  const units = multiplyRounded(absolute(quantity), instrument.contractSize, 'half_even');
  return multiplyRounded(multiplyRounded(units, price, 'half_even'), rate, 'half_even');
}

/** What a position would be closed at: bid for a long one, ask for a short one, its average while no price is known. */
export function closingPrice(state: AccountState, position: Position): Decimal {
  const quote = state.volatile.quotes.get(position.instrumentId);
  if (quote === undefined) return position.averagePrice;
  return position.quantity > ZERO ? quote.bid : quote.ask;
}

/** What a position ties up at its closing price, in the account's currency; undefined when no rate was ever known. */
export function marginTiedUp(state: AccountState, position: Position): Decimal | undefined {
  const instrument = state.volatile.settings.directory.byId(position.instrumentId);
  const rate = instrument === undefined ? undefined : valuationRate(state, instrument.quoteCurrency);
  if (instrument === undefined || rate === undefined) return undefined;
  const value = valueOf(instrument, position.quantity, closingPrice(state, position), rate);
  return multiplyRounded(value, instrument.marginRate, 'up');
}

/** Balance, equity, margin and what is available, all in the account's currency. Positions no rate was ever known for count at zero. */
export function summarize(state: AccountState): AccountSummary {
  return appraise(state).summary;
}

export interface Appraisal {
  readonly summary: AccountSummary;
  /** A currency that something is held in and no rate was ever known for: what is free is not known then. */
  readonly currencyMissing: string | undefined;
}

/** The money of the account, and whether everything in it could be valued. */
export function appraise(state: AccountState): Appraisal {
  let currencyMissing: string | undefined;
  let unrealized: Decimal = ZERO;
  let marginUsed: Decimal = ZERO;
  for (const position of state.positions.values()) {
    const instrument = state.volatile.settings.directory.byId(position.instrumentId);
    const rate = instrument === undefined ? undefined : valuationRate(state, instrument.quoteCurrency);
    if (instrument !== undefined && rate === undefined) currencyMissing ??= instrument.quoteCurrency;
    if (instrument === undefined || rate === undefined) continue;
    const price = closingPrice(state, position);
    const profit = unrealizedPnl(position, price, instrument.contractSize);
    unrealized = add(unrealized, multiplyRounded(profit, rate, 'half_even'));
    marginUsed = add(marginUsed, marginTiedUp(state, position) ?? ZERO);
  }
  const equity = add(state.balance, unrealized);
  const available = subtract(subtract(equity, marginUsed), state.reserved);
  const { balance, reserved, realizedPnl, fees } = state;
  const summary = { balance, equity, marginUsed, reserved, available, unrealizedPnl: unrealized, realizedPnl, fees };
  return { summary, currencyMissing };
}
