/** Levels: a stop-loss or take-profit as its sender wrote it, turned into a price on the instrument's ticks. */
import {
  absolute,
  add,
  type Decimal,
  decimal,
  divide,
  fromInteger,
  multiplyRounded,
  roundToStep,
  subtract,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Side } from '#domain/order.ts';
import type { LevelUnit } from '#domain/signal.ts';

export interface LevelRequest {
  readonly value: Decimal;
  readonly unit: LevelUnit;
  readonly kind: 'stop_loss' | 'take_profit';
  /** Of the entry. */
  readonly side: Side;
  readonly entry: Decimal;
}

const HUNDRED = fromInteger(100);
const PIP = decimal('0.0001');
const PIP_OF_YEN = decimal('0.01');

/** One pip: 0.0001 for currency pairs, 0.01 for yen pairs, ten ticks for anything else. */
export function pipOf(instrument: Instrument): Decimal {
  if (instrument.kind !== 'forex') return multiplyRounded(instrument.tickSize, fromInteger(10), 'half_even');
  return instrument.quoteCurrency === 'JPY' ? PIP_OF_YEN : PIP;
}

/** The level as a price, rounded to the nearest tick. */
export function levelPrice(level: LevelRequest, instrument: Instrument): Decimal {
  if (level.unit === 'price') return roundToStep(level.value, instrument.tickSize, 'half_even');
  const distance = distanceOf(level, instrument);
  const above = (level.side === 'buy') === (level.kind === 'take_profit');
  const price = above ? add(level.entry, distance) : subtract(level.entry, distance);
  return roundToStep(price, instrument.tickSize, 'half_even');
}

function distanceOf(level: LevelRequest, instrument: Instrument): Decimal {
  const value = absolute(level.value);
  switch (level.unit) {
    case 'percent':
      return divide(multiplyRounded(level.entry, value, 'half_even'), HUNDRED, 'half_even');
    case 'pips':
      return multiplyRounded(value, pipOf(instrument), 'half_even');
    case 'points':
      return multiplyRounded(value, instrument.tickSize, 'half_even');
    case 'amount':
    case 'price':
      return value;
  }
}
