/**
 * The money of an account at an exchange is the exchange's: what was paid in, taken out, or charged outside of trades is
 * known from its balance alone. Between two looks the books count every trade themselves. While a position on margin is
 * open its balance says more than money (exchanges count its profit in, each in its own way), so it is looked at when none is.
 */
import { add, type Decimal, isZero, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { VenueBalance } from '#domain/report.ts';
import { valuationRate } from './money.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';

/** Takes the venue's balance in the account's currency for ours, when nothing is under way that could still change it. */
export function noteBalances(run: StepRun, balances: readonly VenueBalance[]): void {
  const { state, now } = run;
  const { account } = state;
  if (account.exchange === undefined || holdsOnMargin(state)) return;
  const cash = balances.find(({ currency }) => currency === account.currency)?.total ?? ZERO;
  const balance = add(cash, spentOnCoins(state));
  if (balance !== state.balance) run.emit({ kind: 'balance_noted', time: now, balance });
}

function holdsOnMargin({ positions, volatile }: AccountState): boolean {
  return [...positions.values()].some(
    ({ instrumentId, quantity }) =>
      !isZero(quantity) && volatile.settings.directory.byId(instrumentId)?.kind !== 'crypto_spot',
  );
}

/** Coins that were bought count at what they cost: their profit is reckoned apart, as that of any position. */
function spentOnCoins(state: AccountState): Decimal {
  let spent: Decimal = ZERO;
  for (const { instrumentId, quantity, averagePrice } of state.positions.values()) {
    const instrument = state.volatile.settings.directory.byId(instrumentId);
    const rate = instrument === undefined ? undefined : valuationRate(state, instrument.quoteCurrency);
    if (instrument === undefined || rate === undefined) continue;
    const units = multiplyRounded(quantity, instrument.contractSize, 'half_even');
    const cost = multiplyRounded(units, averagePrice, 'half_even');
    spent = add(spent, multiplyRounded(cost, rate, 'half_even'));
  }
  return spent;
}
