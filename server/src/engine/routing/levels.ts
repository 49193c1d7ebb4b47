/** Levels: a stop-loss or take-profit as its sender wrote it, turned into a price on the instrument's ticks. */
import {
  absolute,
  add,
  type Decimal,
  decimal,
  divide,
  fromInteger,
  multiplyRounded,
  subtract,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import { opposite, type Reason, type Side } from '#domain/order.ts';
import type { LevelUnit } from '#domain/signal.ts';
import { onTick, priceRounded } from './adjustments.ts';

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

/** The level as a price on the tick: a stop-loss to the side of the market, a take-profit to the side that earns more. */
export function levelPrice(level: LevelRequest, instrument: Instrument): Decimal {
  const leaving = opposite(level.side);
  if (level.unit === 'price') return onTick(level.value, instrument, leaving);
  const distance = distanceOf(level, instrument);
  const above = (level.side === 'buy') === (level.kind === 'take_profit');
  const price = above ? add(level.entry, distance) : subtract(level.entry, distance);
  return onTick(price, instrument, leaving);
}

/** What is to be said about a level that was given as a price; one that was computed is what its unit makes of it. */
export function levelAdjustments(level: LevelRequest, sent: Decimal, instrument: Instrument): Reason[] {
  if (level.unit !== 'price') return [];
  const field = level.kind === 'stop_loss' ? 'stopLoss' : 'takeProfit';
  return priceRounded({ field, asked: level.value, sent }, instrument);
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
