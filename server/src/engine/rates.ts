/**
 * Rates between the currencies of instruments and the account's own. The newest is volatile, as prices are; the last
 * known one of each currency is a fact of the account, so that a trade reported while there is none can be booked. Where
 * there never was one nothing is made up: what the trade earned and cost waits in its own currency, and the account
 * only reduces until it is booked.
 */
import {
  absolute,
  type Decimal,
  formatDecimal,
  fromInteger,
  isZero,
  multiplyRounded,
  ONE,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { AccountState } from './state.ts';
import type { StepRun } from './step-run.ts';

/** A rate is noted again when it has moved by more than one part in this many. */
const NOTED_EACH = fromInteger(100);

/** The instrument whose price is the rate of a coin, where the venue has one. */
export const rateInstrumentId = ({ account }: AccountState, currency: string): string =>
  `${currency}${account.currency}`;

/** The rate of this moment; of a coin that no instrument is quoted in, its own price. */
function rateNow(state: AccountState, currency: string): Decimal | undefined {
  const { rates, quotes } = state.volatile;
  return rates.get(currency) ?? quotes.get(rateInstrumentId(state, currency))?.bid;
}

/** Makes the rate that is known now the last known one, unless that is close to it. */
export function noteRate(run: StepRun, currency: string): void {
  const { account, knownRates } = run.state;
  const rate = currency === account.currency ? undefined : rateNow(run.state, currency);
  if (rate === undefined) return;
  const known = knownRates.get(currency)?.conversionRate;
  if (known === rate) return;
  const moved = known === undefined ? rate : multiplyRounded(absolute(subtract(rate, known)), NOTED_EACH, 'down');
  if (known !== undefined && moved <= known) return;
  run.emit({ kind: 'conversion_rate_noted', time: run.now, currency, conversionRate: rate });
}

export interface FillRate {
  readonly conversionRate: Decimal;
  readonly rateSource?: 'last_known' | 'missing';
}

/** The rate that a trade is booked at; a person is told when it is not today's. */
export function rateOfFill(run: StepRun, currency: string): FillRate {
  const { account, knownRates } = run.state;
  if (currency === account.currency) return { conversionRate: ONE };
  const rate = rateNow(run.state, currency);
  if (rate !== undefined) {
    noteRate(run, currency);
    return { conversionRate: rate };
  }
  const known = knownRates.get(currency)?.conversionRate;
  if (known !== undefined) {
    run.notify('warning', 'CONVERSION_RATE_LAST_KNOWN', { currency, rate: formatDecimal(known) });
    return { conversionRate: known, rateSource: 'last_known' };
  }
  run.notify('alarm', 'FILL_RATE_MISSING', { currency });
  return { conversionRate: ZERO, rateSource: 'missing' };
}

/** Books what waited for a rate that is known now. */
export function convertMoney(run: StepRun): void {
  const { unconverted } = run.state;
  for (const currency of new Set(unconverted.map((amount) => amount.currency))) {
    const rate = rateNow(run.state, currency);
    if (rate === undefined || isZero(rate)) continue;
    run.emit({ kind: 'money_converted', time: run.now, currency, conversionRate: rate });
    run.notify('info', 'MONEY_CONVERTED', { currency, rate: formatDecimal(rate) });
  }
}
