/**
 * The money of an account at an exchange is the exchange's: what was paid in, taken out, or charged outside of trades is
 * known from its balance alone. Between two looks the books count every trade themselves. While a position on margin is
 * open its balance says more than money (exchanges count its profit in, each in its own way), so it is looked at when none is.
 */
import { add, type Decimal, isZero, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { EngineInput } from './inputs.ts';
import { valuationRate } from './money.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';

/** Takes the venue's balance in the account's currency for ours, when nothing is under way that could still change it. */
export function noteBalances(run: StepRun, { balances, venueTime }: Balances): void {
  const { state, now } = run;
  const { currency } = state.account;
  if (state.volatile.settings.traits.balanceIsTruth !== true) return;
  const byCurrency = new Map(balances.map(({ currency: of, free }) => [of, free]));
  state.volatile.venueFree = { readAt: now, byCurrency, promised: ZERO };
  if (holdsOnMargin(state)) return;
  const cash = balances.find((balance) => balance.currency === currency)?.total ?? ZERO;
  const { balance: before } = state;
  const after = add(cash, spentOnCoins(state));
  if (after === before) return;
  const reason = state.comparedFrom === undefined ? 'opening' : 'venue';
  const at = venueTime === undefined ? {} : { venueTime };
  run.emit({ kind: 'balance_adjusted', time: now, currency, before, after, ...at, reason });
}

type Balances = Pick<Extract<EngineInput, { kind: 'balances' }>, 'balances' | 'venueTime'>;

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
