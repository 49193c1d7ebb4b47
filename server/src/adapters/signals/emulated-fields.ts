/** The fields of our own format that orders need which the server carries out by others. Each only with a type that uses it. */
import { type Decimal, decimal, isNegative, isZero, multiplyRounded, toApproximateNumber } from '#domain/decimal.ts';
import type { SignalCommand, SignalOrderType } from '#domain/signal.ts';
import { fieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { requireNumber } from './field-values.ts';
import { JsonNumber, type JsonValue } from './json-value.ts';
import type { Loose } from './signal-command.ts';
import { refuse, shown } from './signal-refusal.ts';

type Fields = Loose<
  Pick<SignalCommand, 'activationPrice' | 'visibleQuantity' | 'durationMs' | 'slices' | 'weights' | 'catchUp'>
>;

const OVER_TIME: readonly SignalOrderType[] = ['twap', 'vwap'];
const USED_BY: readonly (readonly [field: string, types: readonly SignalOrderType[]])[] = [
  ['activation_price', ['trailing_stop']],
  ['visible_quantity', ['iceberg']],
  ['duration_seconds', OVER_TIME],
  ['slices', OVER_TIME],
  ['weights', ['vwap']],
  ['catch_up', OVER_TIME],
];
const NAMES = new Map(USED_BY.map(([field]) => [field, fieldNames(field)]));
const WEIGHTS_MAX = 500;
const THOUSAND = decimal('1000');

const namesOf = (field: string) => NAMES.get(field) ?? fieldNames(field);

/** The fields, with what each type can't do without. */
export function readEmulated(reader: FieldReader, type: SignalOrderType | undefined): Fields {
  for (const [field, types] of USED_BY) {
    const isUsed = type !== undefined && types.includes(type);
    if (reader.has(namesOf(field)) && !isUsed) refuse('SIGNAL_FIELD_CONFLICT', { field, other: 'order_type' });
  }
  const visibleQuantity = reader.positiveDecimal(namesOf('visible_quantity'));
  if (type === 'iceberg' && visibleQuantity === undefined) reader.refuseMissing('visible_quantity');
  const seconds = reader.positiveDecimal(namesOf('duration_seconds'));
  if ((type === 'twap' || type === 'vwap') && seconds === undefined) reader.refuseMissing('duration_seconds');
  return {
    activationPrice: reader.positiveDecimal(namesOf('activation_price')),
    visibleQuantity,
    durationMs: seconds === undefined ? undefined : wholeNumber(multiplyRounded(seconds, THOUSAND, 'down')),
    slices: readSlices(reader),
    weights: reader.array(namesOf('weights')) === undefined ? undefined : readWeights(reader),
    catchUp: reader.boolean(namesOf('catch_up')),
  };
}

const wholeNumber = (value: Decimal): number => Math.trunc(toApproximateNumber(value));

function readSlices(reader: FieldReader): number | undefined {
  const slices = reader.positiveDecimal(namesOf('slices'));
  if (slices === undefined) return undefined;
  const count = toApproximateNumber(slices);
  if (!Number.isInteger(count)) refuse('SIGNAL_FIELD_INVALID', { field: 'slices', value: String(count) });
  return count;
}

function readWeights(reader: FieldReader): readonly Decimal[] {
  const items = reader.array(namesOf('weights')) ?? [];
  if (items.length > WEIGHTS_MAX) {
    refuse('SIGNAL_FIELD_INVALID', { field: 'weights', expected: `at most ${WEIGHTS_MAX}` });
  }
  return items.map((item, index) => readWeight(item, `weights[${index}]`));
}

function readWeight(item: JsonValue, field: string): Decimal {
  const text = item instanceof JsonNumber ? item.text : typeof item === 'string' ? item : '';
  const value = requireNumber(text, field);
  return isNegative(value) || isZero(value) ? refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) }) : value;
}
