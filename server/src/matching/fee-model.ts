/**
 * What a fill costs at the pretend venue, in the instrument's quote currency. Rates go by kind of instrument; a
 * minimum holds for the whole order, so that partial fills do not pay it again and again.
 */
import {
  add,
  type Decimal,
  decimal,
  maximum,
  multiplyRounded,
  roundToPlaces,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument, InstrumentKind } from '#domain/instrument.ts';
import type { Side } from '#domain/order.ts';

export interface FeeInput {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly liquidity: 'maker' | 'taker';
  /** price × quantity × contract size, positive. */
  readonly value: Decimal;
  /** What the order's fees added up to before its minimum, and what was charged for it, both before this fill. */
  readonly accruedBefore: Decimal;
  readonly chargedBefore: Decimal;
}

export interface FeeOutcome {
  /** For this fill; negative is a rebate. */
  readonly fee: Decimal;
  /** Handed back as `accruedBefore` with the order's next fill; absent: no minimum is in force. */
  readonly accrued?: Decimal;
}

export interface FeeModel {
  fee(input: FeeInput): FeeOutcome;
}

/** Shares of the value: 0.001 is ten basis points. */
export interface FeeRates {
  readonly maker: Decimal;
  readonly taker: Decimal;
  /** Added when selling (stamp duty). */
  readonly sell?: Decimal;
  /** Per order, in the quote currency. */
  readonly minimum?: Decimal;
}

export type FeeSchedule = Readonly<Record<InstrumentKind, FeeRates>>;

/** Fees are charged in hundred-millionths of the quote currency. */
const FEE_PLACES = 8;

/** What such venues commonly ask: crypto by maker and taker, forex and CFDs in the spread, A-shares with duty and minimum. */
export const COMMON_FEES: FeeSchedule = {
  crypto_spot: { maker: decimal('0.001'), taker: decimal('0.001') },
  crypto_perpetual: { maker: decimal('0.0002'), taker: decimal('0.0005') },
  forex: { maker: ZERO, taker: ZERO },
  cfd: { maker: ZERO, taker: ZERO },
  stock: { maker: decimal('0.00025'), taker: decimal('0.00025'), sell: decimal('0.0005'), minimum: decimal('5') },
};

export const noFees: FeeModel = { fee: () => ({ fee: ZERO }) };

/** Fees by the rates of `schedule`. */
export function scheduledFees(schedule: FeeSchedule): FeeModel {
  return { fee: (input) => feeOf(schedule[input.instrument.kind], input) };
}

function feeOf(rates: FeeRates, input: FeeInput): FeeOutcome {
  const base = input.liquidity === 'maker' ? rates.maker : rates.taker;
  const rate = input.side === 'sell' && rates.sell !== undefined ? add(base, rates.sell) : base;
  const fee = roundToPlaces(multiplyRounded(input.value, rate, 'half_even'), FEE_PLACES, 'half_even');
  if (rates.minimum === undefined) return { fee };
  const accrued = add(input.accruedBefore, fee);
  return { fee: subtract(maximum(rates.minimum, accrued), input.chargedBefore), accrued };
}
