/**
 * The fee of a fill. Venues take it in the quote currency, in the coin that was traded, or in one of their own (BNB, OKB,
 * KCS): the second is less of what was bought, the third is money of its own that is worth what its rate says.
 */
import { absolute, type Decimal, multiplyRounded, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { FillReport } from '#domain/report.ts';
import type { OrderFilled, OtherFee } from './order-events.ts';
import { rateOfFill } from './rates.ts';
import type { StepRun } from './step-run.ts';

type Fee = Pick<OrderFilled, 'fee' | 'baseFee' | 'otherFee'>;

/** Whether the venue took its fee in the very coin that is traded. */
export function isBaseFee(report: FillReport, instrument: Instrument | undefined): boolean {
  const { feeCurrency, fee } = report;
  return fee !== ZERO && instrument?.kind === 'crypto_spot' && feeCurrency === instrument.baseCurrency;
}

/** Whether the coins taken are fewer than were traded, as they must be. */
export const isPlausibleFee = ({ fee, quantity }: FillReport): boolean => absolute(fee) < quantity;

/** The fee as the event has it. */
export function feeOfFill(run: StepRun, report: FillReport, instrument: Instrument | undefined): Fee {
  const { fee, feeCurrency, price } = report;
  const quote = instrument?.quoteCurrency ?? run.state.account.currency;
  if (feeCurrency === undefined || feeCurrency === quote || fee === ZERO) return { fee };
  if (isBaseFee(report, instrument)) return { fee: worthOf(fee, price), baseFee: fee };
  const { conversionRate, rateSource } = rateOfFill(run, feeCurrency);
  const otherFee: Draft<OtherFee> = { currency: feeCurrency, fee, conversionRate };
  if (rateSource !== undefined) otherFee.rateSource = rateSource;
  return { fee: ZERO, otherFee };
}

const worthOf = (coins: Decimal, price: Decimal): Decimal => multiplyRounded(coins, price, 'half_even');
