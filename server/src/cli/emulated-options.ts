/** What an order needs that the server carries out by others, as it is typed; and which type the terms say it is. */
import type { SignalOrderType } from '#domain/signal.ts';
import { fill } from '#app/config/bilingual.ts';
import { parseDecimal } from '#domain/decimal.ts';
import { type Invocation, optionDecimal, optionGiven, optionNumber, optionText, usageError } from './invocation.ts';
import { TEXTS } from './texts.ts';

const SLICES = { minimum: 2, maximum: 500 } as const;
const DURATION_SECONDS = { minimum: 2, maximum: 604_800 } as const;

export interface EmulatedTerms {
  readonly trailDistance?: string | undefined;
  readonly trailUnit?: 'amount' | 'percent' | undefined;
  readonly activationPrice?: string | undefined;
  readonly visibleQuantity?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly slices?: number | undefined;
  readonly weights?: readonly string[] | undefined;
  readonly catchUp?: true | undefined;
}

/** The terms as the API takes them. Ends the command when one is no number. */
export function emulatedTermsOf(invocation: Invocation): EmulatedTerms {
  const trail = optionText(invocation, 'trail');
  const isPercent = trail?.endsWith('%') === true;
  const options = { ...invocation.options, trail: isPercent ? trail?.slice(0, -1) : trail };
  return {
    trailDistance: optionDecimal({ ...invocation, options }, 'trail'),
    trailUnit: trail === undefined ? undefined : isPercent ? 'percent' : 'amount',
    activationPrice: optionDecimal(invocation, 'activationPrice'),
    visibleQuantity: optionDecimal(invocation, 'visible'),
    durationSeconds: optionNumber(invocation, 'duration', DURATION_SECONDS),
    slices: optionNumber(invocation, 'slices', SLICES),
    weights: weightsOf(invocation),
    catchUp: optionGiven(invocation, 'catchUp') ? true : undefined,
  };
}

function weightsOf(invocation: Invocation): readonly string[] | undefined {
  const weights = optionText(invocation, 'weights')
    ?.split(',')
    .map((weight) => weight.trim());
  const wrong = weights?.find((weight) => parseDecimal(weight) === undefined);
  if (wrong === undefined) return weights;
  throw usageError(fill(TEXTS.numberInvalid, { option: 'weights', value: wrong })[invocation.terminal.language]);
}

/** The type that only these terms are of. */
export function emulatedTypeOf(terms: EmulatedTerms): SignalOrderType | undefined {
  if (terms.trailDistance !== undefined) return 'trailing_stop';
  if (terms.visibleQuantity !== undefined) return 'iceberg';
  if (terms.weights !== undefined) return 'vwap';
  return terms.durationSeconds === undefined ? undefined : 'twap';
}
