/**
 * Sizing: a quantity in the sender's unit, turned into the venue's. Computed sizes are cut down to the lot step, so that
 * rounding never adds exposure; a size that can't be computed is denied with the number that is missing.
 */
import {
  absolute,
  type Decimal,
  divide,
  formatDecimal,
  fromInteger,
  isZero,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason } from '#domain/order.ts';
import type { QuantityUnit } from '#domain/signal.ts';
import { conversionRate, summarize } from '../money.ts';
import { type AccountState, netQuantity } from '../state.ts';

export interface SizeRequest {
  readonly quantity: Decimal;
  /** Absent: the venue's own unit, as orders show it. */
  readonly unit: QuantityUnit | undefined;
  readonly instrument: Instrument;
  /** What the order would trade at. */
  readonly price: Decimal | undefined;
  readonly stopLoss: Decimal | undefined;
  /** What `risk_raw` counts on this route. */
  readonly riskUnit: QuantityUnit;
  /** A counted quantity is taken to the letter: off the step it is denied by risk, not cut. */
  readonly exact?: boolean;
}

export type SizeOutcome =
  | {
      readonly kind: 'sized';
      readonly quantity: Decimal;
      /** A counted quantity or share before it was cut, when it was. What is computed from money always is. */
      readonly asked?: Decimal;
    }
  | { readonly kind: 'denied'; readonly reason: Reason };

const HUNDRED = fromInteger(100);

const denied = (code: string, values: Record<string, string> = {}): SizeOutcome => ({
  kind: 'denied',
  reason: { code, values },
});

/** The quantity in venue units, on the lot step. Explicit quantities in units, lots and contracts are cut to the step too. */
export function sizeOrder(state: AccountState, request: SizeRequest): SizeOutcome {
  const { instrument } = request;
  const outcome = rawSize(state, request);
  if (outcome.kind === 'denied' || (request.exact === true && isCounted(request.unit))) return outcome;
  const quantity = roundToStep(outcome.quantity, instrument.lotStep, 'down');
  if (isZero(quantity) && !isZero(outcome.quantity)) {
    return denied('QUANTITY_BELOW_MINIMUM', {
      quantity: formatDecimal(outcome.quantity),
      minimum: formatDecimal(instrument.quantityMin),
      maximum: formatDecimal(instrument.quantityMax),
    });
  }
  const isCut = quantity !== outcome.quantity && (isCounted(request.unit) || request.unit === 'percent_position');
  return isCut ? { kind: 'sized', quantity, asked: outcome.quantity } : { kind: 'sized', quantity };
}

const isCounted = (unit: QuantityUnit | undefined): boolean =>
  unit === undefined || unit === 'units' || unit === 'lots' || unit === 'contracts';

function rawSize(state: AccountState, request: SizeRequest): SizeOutcome {
  const { quantity, instrument, unit } = request;
  switch (unit) {
    case undefined:
      return { kind: 'sized', quantity };
    case 'lots':
      return { kind: 'sized', quantity: multiplyRounded(quantity, instrument.lotSize, 'down') };
    case 'units':
      return { kind: 'sized', quantity: divide(quantity, instrument.contractSize, 'down') };
    case 'contracts':
      return {
        kind: 'sized',
        quantity: instrument.kind === 'crypto_perpetual' ? quantity : divide(quantity, instrument.contractSize, 'down'),
      };
    case 'quote':
      return fromQuote(request, quantity);
    case 'percent_position':
      return ofPosition(state, request);
    case 'risk_percent':
    case 'risk_usd':
      return byRisk(state, request, unit);
    case 'risk_raw':
      if (request.riskUnit === 'risk_raw') return denied('SIZING_UNSUPPORTED', { unit: 'risk_raw' });
      return rawSize(state, { ...request, unit: request.riskUnit });
    default:
      return fromMoney(state, request, unit);
  }
}

/** Units of the venue for an amount of the quote currency. */
function fromQuote({ instrument, price }: SizeRequest, amount: Decimal): SizeOutcome {
  if (price === undefined || price <= ZERO) return denied('REFERENCE_PRICE_MISSING', { symbol: instrument.id });
  const perUnit = multiplyRounded(price, instrument.contractSize, 'up');
  return { kind: 'sized', quantity: divide(amount, perUnit, 'down') };
}

function fromMoney(state: AccountState, request: SizeRequest, unit: QuantityUnit): SizeOutcome {
  const amount = amountOf(state, request.quantity, unit);
  if (amount === undefined) return denied('SIZING_UNSUPPORTED', { unit });
  const rate = conversionRate(state, request.instrument.quoteCurrency);
  if (rate === undefined) return denied('CONVERSION_RATE_MISSING', { currency: request.instrument.quoteCurrency });
  return fromQuote(request, divide(amount, rate, 'down'));
}

/** An amount in the account's currency. */
function amountOf(state: AccountState, value: Decimal, unit: QuantityUnit): Decimal | undefined {
  const money = summarize(state);
  const share = (base: Decimal): Decimal => divide(multiplyRounded(base, value, 'down'), HUNDRED, 'down');
  switch (unit) {
    case 'usd': {
      const rate = state.account.currency === 'USD' ? undefined : conversionRate(state, 'USD');
      if (state.account.currency === 'USD') return value;
      return rate === undefined ? undefined : multiplyRounded(value, rate, 'down');
    }
    case 'percent_balance':
      return share(money.balance);
    case 'percent_available':
      return share(money.available);
    case 'percent_equity':
      return share(money.equity);
    case 'balance_multiple':
      return multiplyRounded(money.balance, value, 'down');
    default:
      return undefined;
  }
}

function ofPosition(state: AccountState, { quantity, instrument }: SizeRequest): SizeOutcome {
  const held = absolute(netQuantity(state, instrument.id));
  if (isZero(held)) return denied('POSITION_NOT_FOUND', { symbol: instrument.id });
  return { kind: 'sized', quantity: divide(multiplyRounded(held, quantity, 'down'), HUNDRED, 'down') };
}

/** The size at which the way to the stop-loss costs what may be risked. */
function byRisk(state: AccountState, request: SizeRequest, unit: 'risk_percent' | 'risk_usd'): SizeOutcome {
  const { instrument, price, stopLoss } = request;
  if (stopLoss === undefined) return denied('STOP_LOSS_REQUIRED_FOR_SIZING', { unit });
  if (price === undefined) return denied('REFERENCE_PRICE_MISSING', { symbol: instrument.id });
  const amount = amountOf(state, request.quantity, unit === 'risk_percent' ? 'percent_equity' : 'usd');
  const rate = conversionRate(state, instrument.quoteCurrency);
  if (rate === undefined || amount === undefined)
    return denied('CONVERSION_RATE_MISSING', { currency: instrument.quoteCurrency });
  const distance = absolute(subtract(price, stopLoss));
  if (isZero(distance)) return denied('PROTECTION_WRONG_SIDE', { field: 'stopLoss', price: '', entry: '' });
  const lossPerUnit = multiplyRounded(multiplyRounded(distance, instrument.contractSize, 'up'), rate, 'up');
  return { kind: 'sized', quantity: divide(amount, lossPerUnit, 'down') };
}
