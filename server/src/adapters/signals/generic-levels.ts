/**
 * Stop-loss and take-profits of a JSON alert of no particular format: single, numbered or in a list, the unit in the key
 * (`sl_pips`), in the value (`2%`) or in a field of its own. A level without a unit keeps none.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isNegative, isZero } from '#domain/decimal.ts';
import type { LevelUnit, SignalCommand, TakeProfitTarget } from '#domain/signal.ts';
import { LEVEL_UNITS } from '#domain/signal.ts';
import { fieldNames, foldName, joinedNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import { requireNumber } from './field-values.ts';
import { takeProfitFields } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonArray } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

type Fields = Loose<Omit<SignalCommand, 'action'>>;

const LEVEL_UNIT_TABLE = new Map(LEVEL_UNITS.map((unit) => [foldName(unit), unit]));
const STOP_STEMS = 'sl stop_loss';
const PROFIT_STEMS = 'tp take_profit';
const STOP: LevelNames = levelNames(STOP_STEMS, 'sl_unit');
const PROFIT: LevelNames = levelNames(PROFIT_STEMS, 'tp_unit');
const PROFIT_FIELDS = PROFIT_STEMS.split(' ').map(fieldNames);
const PROFIT_LISTS = fieldNames('tps take_profits targets tp_list');
/** `tp1` to `tp10`, each with its synonyms. */
const NUMBERED_PROFITS = Array.from({ length: 10 }, (_, index) =>
  fieldNames(
    PROFIT_STEMS.split(' ')
      .map((stem) => `${stem}${index + 1}`)
      .join(' '),
  ),
);
const SEVERAL_PROFITS = joinedNames([PROFIT_LISTS, ...NUMBERED_PROFITS]);
const ALL_NAMES = joinedNames([
  ...[STOP, PROFIT].flatMap(({ bare, allNamed, unit }) => [bare, allNamed, unit]),
  SEVERAL_PROFITS,
]);
const NO_LEVELS: readonly Level[] = [];
const TARGETS_MAX = 32;

/** The names of a level, bare and with its unit: `sl_pips`, `stop_loss_percent`. */
function levelNames(stems: string, unitName: string): LevelNames {
  const suffixes: readonly (readonly [LevelUnit, readonly string[]])[] = [
    ['price', ['_price']],
    ['percent', ['_percent', '_pct']],
    ['pips', ['_pips']],
    ['points', ['_points']],
    ['amount', ['_amount']],
  ];
  const named = suffixes.map(([unit, ends]) => {
    const names = stems.split(' ').flatMap((stem) => ends.map((end) => stem + end));
    return { unit, names: fieldNames(names.join(' ')) };
  });
  const allNamed = joinedNames(named.map(({ names }) => names));
  return { bare: fieldNames(stems), named, allNamed, unit: fieldNames(unitName) };
}

interface Level {
  readonly name: string;
  readonly value: Decimal;
  readonly unit: LevelUnit | undefined;
}

/**
 * Stop-loss and take-profit, single or as a list; the unit is that of the key, the value's sign or a unit field. Zero takes
 * a level away when a position is modified; in an alert that opens one it is a number that never arrived.
 */
export function readLevels(reader: FieldReader, opens: boolean): Fields {
  if (!reader.holds(ALL_NAMES)) return {};
  const stop = readLevel(reader, STOP);
  const profits = readProfits(reader);
  const levels = stop === undefined ? profits : [stop, ...profits];
  const zero = levels.find(({ value }) => isZero(value));
  if (zero !== undefined && opens) refuse('SIGNAL_FIELD_INVALID', { field: zero.name, value: '0' });
  return { stopLoss: stop?.value, stopLossUnit: stop?.unit, ...profitFields(profits) };
}

interface LevelNames {
  readonly bare: FieldNames;
  readonly named: readonly { readonly unit: LevelUnit; readonly names: FieldNames }[];
  readonly allNamed: FieldNames;
  readonly unit: FieldNames;
}

function readLevel(reader: FieldReader, { bare, named, allNamed, unit: unitNames }: LevelNames): Level | undefined {
  const unitSaid = reader.choice(LEVEL_UNIT_TABLE, unitNames, 'SIGNAL_FIELD_INVALID');
  const levels: Level[] = [];
  const text = reader.numberText(bare);
  if (text !== undefined) levels.push(readLevelText(text, presentOf(reader, bare), unitSaid));
  if (reader.holds(allNamed)) {
    for (const { unit, names } of named) {
      const value = reader.unsignedDecimal(names);
      if (value !== undefined) levels.push({ name: presentOf(reader, names), value, unit });
    }
  }
  const level = levels[0];
  const other = levels[1];
  if (level !== undefined && other !== undefined) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: level.name, other: other.name });
  }
  return level;
}

function presentOf(reader: FieldReader, names: FieldNames): string {
  return reader.firstOf(names) ?? names.names[0] ?? '';
}

function readLevelText(text: string, name: string, unitSaid: LevelUnit | undefined): Level {
  const isPercent = text.endsWith('%');
  const value = requireNumber(isPercent ? text.slice(0, -1) : text, name);
  if (isNegative(value)) refuse('SIGNAL_FIELD_INVALID', { field: name, value: shown(text) });
  if (isPercent && unitSaid !== undefined && unitSaid !== 'percent') {
    refuse('SIGNAL_FIELD_CONFLICT', { field: name, value: shown(text), other: unitSaid });
  }
  return { name, value, unit: isPercent ? 'percent' : unitSaid };
}

function readProfits(reader: FieldReader): readonly Level[] {
  const stems = PROFIT_FIELDS.filter((names) => isJsonArray(reader.peek(names)));
  if (stems.length > 0 || reader.holds(SEVERAL_PROFITS)) return readSeveralProfits(reader, stems);
  const single = readLevel(reader, PROFIT);
  return single === undefined ? NO_LEVELS : [single];
}

/** `stems` are the usual names of one level that hold a list here. */
function readSeveralProfits(reader: FieldReader, stems: readonly FieldNames[]): readonly Level[] {
  const listNames = joinedNames([...stems, PROFIT_LISTS]);
  const list = reader.array(listNames);
  const numbered = readNumbered(reader);
  const single = list === undefined || !reader.has(PROFIT.bare) ? readSingle(reader, stems) : undefined;
  const unitSaid = reader.choice(LEVEL_UNIT_TABLE, PROFIT.unit, 'SIGNAL_FIELD_INVALID');
  const listed = list === undefined ? NO_LEVELS : readList(list, presentOf(reader, listNames), unitSaid);
  const groups = [listed, numbered, single === undefined ? NO_LEVELS : [single]].filter((group) => group.length > 0);
  const [targets, other] = groups;
  if (targets === undefined) return NO_LEVELS;
  if (other !== undefined) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: targets[0]?.name ?? '', other: other[0]?.name ?? '' });
  }
  return targets;
}

function profitFields(targets: readonly Level[]): Fields {
  const [first] = targets;
  if (first === undefined) return {};
  const { unit } = first;
  if (targets.length === 1) return { takeProfit: first.value, takeProfitUnit: unit };
  if (targets.some((target) => target.unit !== unit))
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'tp', other: 'tp_unit' });
  return takeProfitFields(
    targets.map(({ value }): TakeProfitTarget => ({ value })),
    unit,
    'tp',
  );
}

function readSingle(reader: FieldReader, lists: readonly FieldNames[]): Level | undefined {
  const bare = joinedNames(PROFIT_FIELDS.filter((names) => !lists.includes(names)));
  return readLevel(reader, { ...PROFIT, bare });
}

/** `tp1`, `take_profit_2` … in their order; a gap in the numbers is the sender's affair. */
function readNumbered(reader: FieldReader): readonly Level[] {
  const unitSaid = reader.choice(LEVEL_UNIT_TABLE, PROFIT.unit, 'SIGNAL_FIELD_INVALID');
  return NUMBERED_PROFITS.flatMap((names) => {
    const text = reader.numberText(names);
    return text === undefined ? [] : [readLevelText(text, presentOf(reader, names), unitSaid)];
  });
}

function readList(list: readonly JsonValue[], name: string, unitSaid: LevelUnit | undefined): readonly Level[] {
  if (list.length > TARGETS_MAX) refuse('SIGNAL_FIELD_INVALID', { field: name, expected: `at most ${TARGETS_MAX}` });
  return list.map((item, index) => {
    const text = item instanceof JsonNumber ? item.text : typeof item === 'string' ? item.trim() : '';
    return readLevelText(text, `${name}[${index}]`, unitSaid);
  });
}
