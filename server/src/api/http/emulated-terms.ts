/**
 * What a body says of an order that not every type has use for: its prices, and the terms of orders that the server carries out
 * by others. One that its type has no use for is a mistake: left out unsaid, another order would leave than was asked for.
 */
import type { BodyOf } from '@signalbox/contract';
import { type Decimal, decimal, ZERO } from '#domain/decimal.ts';
import type { Draft } from '#domain/draft.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { type Answer, refuse } from './call.ts';

type Body = BodyOf<'placeOrder'>;

const OVER_TIME = ['twap', 'vwap'] as const;
/** Which types use which term. */
const USED_BY = {
  limitPrice: ['limit', 'stop_limit', 'iceberg', ...OVER_TIME, 'oco'],
  stopPrice: ['stop', 'stop_limit', 'oco'],
  trailDistance: ['trailing_stop'],
  trailUnit: ['trailing_stop'],
  activationPrice: ['trailing_stop'],
  visibleQuantity: ['iceberg'],
  durationSeconds: OVER_TIME,
  slices: OVER_TIME,
  weights: ['vwap'],
  catchUp: OVER_TIME,
} as const satisfies { readonly [Term in keyof Body]?: readonly Body['type'][] };

const TERMS = Object.keys(USED_BY) as (keyof typeof USED_BY)[];
const DECIMALS = ['trailDistance', 'activationPrice', 'visibleQuantity'] as const;

const read = (value: string | number): Decimal => decimal(String(value));

/** The refusal of a term that is not of this type, or is not above zero. */
export function misplacedTerm(body: Body): Answer | undefined {
  for (const field of TERMS) {
    const types: readonly string[] = USED_BY[field];
    if (body[field] !== undefined && !types.includes(body.type))
      return refuse('BODY_FIELD_INVALID', { field, problem: `it goes only with the type ${types.join(', ')}` });
  }
  for (const field of DECIMALS) {
    const value = body[field];
    if (value !== undefined && read(value) <= ZERO)
      return refuse('BODY_FIELD_INVALID', { field, problem: 'expected more than 0' });
  }
  const wrong = body.weights?.findIndex((weight) => read(weight) <= ZERO) ?? -1;
  return wrong === -1
    ? undefined
    : refuse('BODY_FIELD_INVALID', { field: `weights.${wrong}`, problem: 'expected more than 0' });
}

/** The terms as a command has them. */
export function emulatedTermsOf(body: Body): Partial<SignalCommand> {
  const { trailUnit, durationSeconds, slices, weights, catchUp } = body;
  const terms: Draft<Partial<SignalCommand>> = {};
  for (const field of DECIMALS) {
    const value = body[field];
    if (value !== undefined) terms[field] = read(value);
  }
  if (trailUnit !== undefined) terms.trailUnit = trailUnit;
  if (durationSeconds !== undefined) terms.durationMs = Math.round(durationSeconds * 1_000);
  if (slices !== undefined) terms.slices = slices;
  if (weights !== undefined) terms.weights = weights.map(read);
  if (catchUp !== undefined) terms.catchUp = catchUp;
  return terms;
}
