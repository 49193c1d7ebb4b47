/**
 * The money of an account at an exchange is the exchange's: what was paid in, taken out, or charged outside of trades is
 * known from its balance alone. Between two looks the books count every trade themselves. While a position on margin is
 * open its balance may say more than money (exchanges count its profit in, each in its own way), and what was paid for holding
 * it may not be listed yet: so it counts then only when it has differed by just as much for a while. Profit moves.
 */
import { add, type Decimal, isZero, multiplyRounded, ONE, subtract, ZERO } from '#domain/decimal.ts';
import type { FundingPayment } from '#domain/report.ts';
import { fundingKey } from './apply-external.ts';
import type { EngineInput } from './inputs.ts';
import { valuationRate } from './money.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';

/** Longer than it takes until what was paid for perpetuals has been asked for. */
const STANDS_MS = 360_000;

/**
 * Takes the venue's balance in the account's currency for ours, when nothing is under way that could still change it. What
 * was paid for perpetuals is told as that first, also while they are held: no balance says it then.
 */
export function noteBalances(run: StepRun, { balances, funding = [], venueTime }: Balances): void {
  const { state, now } = run;
  const { currency } = state.account;
  if (state.volatile.settings.traits.balanceIsTruth !== true) return;
  for (const payment of funding) noteFunding(run, payment);
  const byCurrency = new Map(balances.map(({ currency: of, free }) => [of, free]));
  state.volatile.venueFree = { readAt: now, byCurrency, promised: ZERO };
  const cash = balances.find((balance) => balance.currency === currency)?.total ?? ZERO;
  const { balance: before } = state;
  const after = add(cash, spentOnCoins(state));
  if (holdsOnMargin(state) && !hasStood(run, subtract(after, before))) return;
  if (after === before) return;
  const reason = state.comparedFrom === undefined ? 'opening' : 'venue';
  const at = venueTime === undefined ? {} : { venueTime };
  run.emit({ kind: 'balance_adjusted', time: now, currency, before, after, ...at, reason });
}

type Balances = Pick<Extract<EngineInput, { kind: 'balances' }>, 'balances' | 'funding' | 'venueTime'>;

/** Once each, and none from before the account was first compared: those are in what was found then. */
function noteFunding(run: StepRun, { id, instrumentId, amount, currency: of, time }: FundingPayment): void {
  const { state, now } = run;
  const { account, balance: before, comparedFrom, fundingTimes } = state;
  if (comparedFrom === undefined || time < comparedFrom || fundingTimes.has(fundingKey(instrumentId, id))) return;
  const rate = of === account.currency ? ONE : valuationRate(state, of);
  if (rate === undefined) return;
  const after = add(before, multiplyRounded(amount, rate, 'half_even'));
  const named = { instrumentId, paymentId: id, venueTime: time };
  const { currency } = account;
  run.emit({ kind: 'balance_adjusted', time: now, currency, before, after, ...named, reason: 'funding' });
}

/** Whether the balance has differed by just this for long enough: each look says so, and any other difference begins anew. */
function hasStood({ state: { volatile }, now }: StepRun, difference: Decimal): boolean {
  const known = volatile.moneyDiffers;
  if (known?.difference === difference) return now - known.since >= STANDS_MS;
  volatile.moneyDiffers = { difference, since: now };
  return false;
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
    if (instrument?.kind !== 'crypto_spot' || rate === undefined) continue;
    const units = multiplyRounded(quantity, instrument.contractSize, 'half_even');
    const cost = multiplyRounded(units, averagePrice, 'half_even');
    spent = add(spent, multiplyRounded(cost, rate, 'half_even'));
  }
  return spent;
}
