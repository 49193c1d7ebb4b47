/** The `stopLoss` and `takeProfit` objects of TradersPost, each one level said in one way. */
import type { Decimal } from '#domain/decimal.ts';
import type { LevelUnit, SignalCommand } from '#domain/signal.ts';
import { foldName } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';
import { refuse } from './signal-refusal.ts';

type Fields = Partial<SignalCommand>;

const STOP_UNITS: readonly (readonly [string, LevelUnit])[] = [
  ['percent', 'percent'],
  ['amount', 'amount'],
  ['stopPrice', 'price'],
];
const PROFIT_UNITS: readonly (readonly [string, LevelUnit])[] = [
  ['limitPrice', 'price'],
  ['percent', 'percent'],
  ['amount', 'amount'],
];

/** The stop-loss at a price or a distance. A stop of another kind is refused: a plain one would trade otherwise. */
export function readStopLoss(reader: FieldReader | undefined): Fields {
  if (reader === undefined) return {};
  const type = reader.text('type') ?? 'stop';
  if (foldName(type) !== 'stop') return refuse('SIGNAL_NOT_SUPPORTED', { field: 'stopLoss.type', value: type });
  for (const field of ['limitPrice', 'trailAmount', 'trailPercent']) {
    if (reader.has(field)) refuse('SIGNAL_NOT_SUPPORTED', { field: `stopLoss.${field}` });
  }
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
  units: readonly (readonly [string, LevelUnit])[],
): { readonly value: Decimal; readonly unit: LevelUnit } {
  const levels = units.flatMap(([name, unit]) => {
    const value = reader.positiveDecimal(name);
    return value === undefined ? [] : [{ name, value, unit }];
  });
  const [level, other] = levels;
  if (level === undefined) return reader.refuseMissing(units[0]?.[0] ?? '');
  if (other !== undefined) refuse('SIGNAL_FIELD_CONFLICT', { field: level.name, other: other.name });
  return level;
}
