/**
 * Sizes and levels of a JSON alert of no particular format. The key says the unit (`lots`, `contracts`, `usd`, `sl_pips`),
 * a sign in the value says it better (`10%`, `$100`), and two different sizes in one alert are a conflict: one of them is
 * the bar's volume or somebody else's unit. A stop-loss or take-profit without a unit keeps none.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isNegative, isPositive, isZero } from '#domain/decimal.ts';
import type { LevelUnit, QuantityUnit, SignalAction, SignalCommand, TakeProfitTarget } from '#domain/signal.ts';
import { LEVEL_UNITS, QUANTITY_UNITS } from '#domain/signal.ts';
import { fieldNames, foldName, joinedNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import { requireNumber } from './field-values.ts';
import type { FieldReader } from './field-reader.ts';
import { isOpening, takeProfitFields } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonArray } from './json-value.ts';
import type { JsonValue } from './json-value.ts';

type Fields = Loose<Omit<SignalCommand, 'action'>>;
type Sized = Pick<Fields, 'quantity' | 'quantityUnit'>;

const SIZES: readonly (readonly [QuantityUnit, FieldNames])[] = [
  ['units', fieldNames('qty quantity size amount order_qty order_quantity order_size order_amount shares')],
  ['lots', fieldNames('volume lots lot lot_size order_volume')],
  ['contracts', fieldNames('contracts order_contracts strategy.order.contracts strategy.contracts')],
  ['quote', fieldNames('quote cash quote_qty quote_quantity quote_amount quote_order_qty notional')],
  ['usd', fieldNames('usd usd_amount amount_usd dollars dollar_amount')],
  ['percent_equity', fieldNames('percent_equity percent_of_equity equity_percent percent qty_percent pct')],
  ['percent_balance', fieldNames('percent_balance percent_of_balance balance_percent')],
  ['percent_available', fieldNames('percent_available available_percent')],
  ['percent_position', fieldNames('percent_position percent_of_position position_percent close_percent')],
  ['risk_percent', fieldNames('risk_percent risk_pct')],
  ['risk_usd', fieldNames('risk_usd risk_amount')],
  ['risk_raw', fieldNames('risk')],
];
const ALL_SIZES = joinedNames(SIZES.map(([, names]) => names));
const QUOTE_NAMES = fieldNames('quote');
const UNIT_NAMES = fieldNames('quantity_unit qty_unit size_unit');
const QUANTITY_UNIT_TABLE = new Map(QUANTITY_UNITS.map((unit) => [foldName(unit), unit]));
const LEVEL_UNIT_TABLE = new Map(LEVEL_UNITS.map((unit) => [foldName(unit), unit]));

type UnitNames = readonly (readonly [LevelUnit, FieldNames])[];
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
const ALL_NUMBERED_PROFITS = joinedNames(NUMBERED_PROFITS);
const NO_LEVELS: readonly Level[] = [];
const TARGETS_MAX = 32;

/** The size of the order; refuses two sizes that differ, and zero or less. */
export function readSize(reader: FieldReader, action: SignalAction): Sized {
  const unitSaid = readUnit(reader);
  let found: { readonly name: string; readonly quantity: Decimal; readonly unit: QuantityUnit } | undefined;
  for (const [unit, names] of SIZES) {
    if (unit === 'quote' && isCurrencyName(reader.peek(QUOTE_NAMES))) continue;
    const text = reader.numberText(names);
    if (text === undefined) continue;
    const name = reader.firstOf(names) ?? unit;
    const size = readMarked(text, { name, unit: unitSaid ?? unit, isClose: !isOpening(action) });
    if (found !== undefined && (found.quantity !== size.quantity || found.unit !== size.unit)) {
      refuse('SIGNAL_FIELD_CONFLICT', { field: found.name, other: name });
    }
    found = { name, ...size };
  }
  if (found === undefined) return {};
  if (!isPositive(found.quantity)) refuse('SIGNAL_FIELD_INVALID', { field: found.name });
  return { quantity: found.quantity, quantityUnit: found.unit };
}

/** Counts the sizes of the order as known when the position wanted afterwards decides. */
export function skipSizes(reader: FieldReader): void {
  reader.skip(ALL_SIZES);
}

/** The unit that a field of its own names. */
export function readUnit(reader: FieldReader): QuantityUnit | undefined {
  return reader.choice(QUANTITY_UNIT_TABLE, UNIT_NAMES, 'SIGNAL_FIELD_INVALID');
}

/** `"quote": "USDT"` names the currency; it is no size. */
function isCurrencyName(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && /^[a-z]{2,10}$/i.test(value.trim());
}

interface Marked {
  readonly name: string;
  readonly unit: QuantityUnit;
  readonly isClose: boolean;
}

/** A number with at most one sign: `10%`, `$100`. */
function readMarked(text: string, { name, unit, isClose }: Marked): { quantity: Decimal; unit: QuantityUnit } {
  const isPercentUnit = unit.includes('percent');
  if (text.endsWith('%') && (unit === 'units' || isPercentUnit)) {
    const quantity = requireNumber(text.slice(0, -1), name);
    return readShare({ name, unit: isPercentUnit ? unit : 'percent_equity', isClose }, quantity);
  }
  if (text.startsWith('$') && (unit === 'units' || unit === 'usd' || unit === 'quote')) {
    return { quantity: requireNumber(text.slice(1), name), unit: 'usd' };
  }
  return readShare({ name, unit, isClose }, requireNumber(text, name));
}

/** A percentage of nothing named means equity when it opens a position and the position when it closes one. */
function readShare({ name, unit, isClose }: Marked, quantity: Decimal): { quantity: Decimal; unit: QuantityUnit } {
  const isOfPosition = isClose && unit === 'percent_equity' && !foldName(name).includes('equity');
  return { quantity, unit: isOfPosition ? 'percent_position' : unit };
}

/** The names of a level, bare and with its unit: `sl_pips`, `stop_loss_percent`. */
function levelNames(stems: string, unitName: string): LevelNames {
  const suffixes: readonly (readonly [LevelUnit, readonly string[]])[] = [
    ['price', ['_price']],
    ['percent', ['_percent', '_pct']],
    ['pips', ['_pips']],
    ['points', ['_points']],
    ['amount', ['_amount']],
  ];
  const named = suffixes.map(([unit, ends]): UnitNames[number] => {
    const names = stems.split(' ').flatMap((stem) => ends.map((end) => stem + end));
    return [unit, fieldNames(names.join(' '))];
  });
  return { bare: fieldNames(stems), named, unit: fieldNames(unitName) };
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
  const stop = readLevel(reader, STOP);
  const profits = readProfits(reader);
  const levels = stop === undefined ? profits : [stop, ...profits];
  const zero = levels.find(({ value }) => isZero(value));
  if (zero !== undefined && opens) refuse('SIGNAL_FIELD_INVALID', { field: zero.name, value: '0' });
  return { stopLoss: stop?.value, stopLossUnit: stop?.unit, ...profitFields(profits) };
}

interface LevelNames {
  readonly bare: FieldNames;
  readonly named: UnitNames;
  readonly unit: FieldNames;
}

function readLevel(reader: FieldReader, { bare, named, unit: unitNames }: LevelNames): Level | undefined {
  const unitSaid = reader.choice(LEVEL_UNIT_TABLE, unitNames, 'SIGNAL_FIELD_INVALID');
  const levels: Level[] = [];
  const text = reader.numberText(bare);
  if (text !== undefined) levels.push(readLevelText(text, presentOf(reader, bare), unitSaid));
  for (const [unit, names] of named) {
    const value = reader.unsignedDecimal(names);
    if (value !== undefined) levels.push({ name: presentOf(reader, names), value, unit });
  }
  const [level, other] = levels;
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
  const listNames = joinedNames([...PROFIT_FIELDS.filter((names) => isJsonArray(reader.peek(names))), PROFIT_LISTS]);
  const list = reader.array(listNames);
  const numbered = readNumbered(reader);
  const single = list === undefined || !reader.has(PROFIT.bare) ? readSingle(reader) : undefined;
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
  const unit = targets[0]?.unit;
  if (targets.some((target) => target.unit !== unit))
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'tp', other: 'tp_unit' });
  return takeProfitFields(
    targets.map(({ value }): TakeProfitTarget => ({ value })),
    unit,
    'tp',
  );
}

function readSingle(reader: FieldReader): Level | undefined {
  const single = PROFIT_FIELDS.filter((names) => !isJsonArray(reader.peek(names)));
  const bare = single.length === PROFIT_FIELDS.length ? PROFIT.bare : joinedNames(single);
  return readLevel(reader, { ...PROFIT, bare });
}

/** `tp1`, `take_profit_2` … in their order; a gap in the numbers is the sender's affair. */
function readNumbered(reader: FieldReader): readonly Level[] {
  const unitSaid = reader.choice(LEVEL_UNIT_TABLE, PROFIT.unit, 'SIGNAL_FIELD_INVALID');
  if (reader.peek(ALL_NUMBERED_PROFITS) === undefined) return NO_LEVELS;
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
