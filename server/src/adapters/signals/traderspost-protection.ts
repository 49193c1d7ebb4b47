/** The `stopLoss` and `takeProfit` objects of TradersPost, each one level said in one way. */
import type { Decimal } from '#domain/decimal.ts';
import type { LevelUnit, SignalCommand } from '#domain/signal.ts';
import { fieldNames, fieldTable, foldName } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { refuse } from './signal-refusal.ts';

const FIELDS = fieldTable(['type', 'percent', 'amount', 'stopPrice', 'limitPrice']);

type Fields = Partial<SignalCommand>;

const OTHER_STOPS = fieldNames('limitPrice trailAmount trailPercent');
const STOP_UNITS: readonly (readonly [string, FieldNames, LevelUnit])[] = [
  ['percent', FIELDS.percent, 'percent'],
  ['amount', FIELDS.amount, 'amount'],
  ['stopPrice', FIELDS.stopPrice, 'price'],
];
const PROFIT_UNITS: readonly (readonly [string, FieldNames, LevelUnit])[] = [
  ['limitPrice', FIELDS.limitPrice, 'price'],
  ['percent', FIELDS.percent, 'percent'],
  ['amount', FIELDS.amount, 'amount'],
];

/** The stop-loss at a price or a distance. A stop of another kind is refused: a plain one would trade otherwise. */
export function readStopLoss(reader: FieldReader | undefined): Fields {
  if (reader === undefined) return {};
  const type = reader.text(FIELDS.type) ?? 'stop';
  if (foldName(type) !== 'stop') return refuse('SIGNAL_NOT_SUPPORTED', { field: 'stopLoss.type', value: type });
  const field = reader.firstOf(OTHER_STOPS);
  if (field !== undefined) refuse('SIGNAL_NOT_SUPPORTED', { field: `stopLoss.${field}` });
  const { value, unit } = readLevel(reader, STOP_UNITS);
  return { stopLoss: value, stopLossUnit: unit };
}

/** The take-profit at a price or a distance. */
export function readTakeProfit(reader: FieldReader | undefined): Fields {
  if (reader === undefined) return {};
  const { value, unit } = readLevel(reader, PROFIT_UNITS);
  return { takeProfit: value, takeProfitUnit: unit };
}

/** The one level that is given; two of them would be two different prices. */
function readLevel(
  reader: FieldReader,
  units: readonly (readonly [string, FieldNames, LevelUnit])[],
): { readonly value: Decimal; readonly unit: LevelUnit } {
  const levels = units.flatMap(([name, names, unit]) => {
    const value = reader.positiveDecimal(names);
    return value === undefined ? [] : [{ name, value, unit }];
  });
  const [level, other] = levels;
  if (level === undefined) return reader.refuseMissing(units[0]?.[0] ?? '');
  if (other !== undefined) refuse('SIGNAL_FIELD_CONFLICT', { field: level.name, other: other.name });
  return level;
}
