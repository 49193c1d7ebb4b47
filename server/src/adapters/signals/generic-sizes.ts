/**
 * Sizes of a JSON alert of no particular format. The key says the unit (`lots`, `contracts`, `usd`), a sign in the value
 * says it better (`10%`, `$100`), and two different sizes in one alert are a conflict: one of them is the bar's volume or
 * somebody else's unit.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isPositive } from '#domain/decimal.ts';
import type { QuantityUnit, SignalAction, SignalCommand } from '#domain/signal.ts';
import { QUANTITY_UNITS } from '#domain/signal.ts';
import { fieldNames, foldName, joinedNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import { requireNumber } from './field-values.ts';
import type { FieldReader } from './field-reader.ts';
import { isOpening } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { refuse, shown } from './signal-refusal.ts';
import type { JsonValue } from './json-value.ts';
import { wordTable } from './word-table.ts';

type Fields = Loose<Omit<SignalCommand, 'action'>>;
type Sized = Pick<Fields, 'quantity' | 'quantityUnit'>;

const SIZES: readonly { readonly unit: QuantityUnit; readonly names: FieldNames }[] = [
  {
    unit: 'units',
    names: fieldNames('qty quantity size amount order_qty order_quantity order_size order_amount shares units'),
  },
  { unit: 'lots', names: fieldNames('volume lots lot lot_size order_volume') },
  { unit: 'contracts', names: fieldNames('contracts order_contracts strategy.order.contracts strategy.contracts') },
  { unit: 'quote', names: fieldNames('quote cash quote_qty quote_quantity quote_amount quote_order_qty notional') },
  { unit: 'usd', names: fieldNames('usd usd_amount amount_usd dollars dollar_amount') },
  {
    unit: 'percent_equity',
    names: fieldNames('percent_equity percent_of_equity equity_percent percent qty_percent pct'),
  },
  { unit: 'percent_balance', names: fieldNames('percent_balance percent_of_balance balance_percent') },
  { unit: 'percent_available', names: fieldNames('percent_available available_percent') },
  {
    unit: 'percent_position',
    names: fieldNames('percent_position percent_of_position position_percent close_percent'),
  },
  { unit: 'risk_percent', names: fieldNames('risk_percent risk_pct') },
  { unit: 'risk_usd', names: fieldNames('risk_usd risk_amount') },
  { unit: 'risk_raw', names: fieldNames('risk') },
];
const ALL_SIZES = joinedNames(SIZES.map(({ names }) => names));
const QUOTE_NAMES = fieldNames('quote');
const UNIT_NAMES = fieldNames(
  'quantity_unit qty_unit size_unit amount_unit quantity_type qty_type size_type amount_type unit',
);
const UNIT_WORDS: Readonly<Partial<Record<QuantityUnit, string>>> = {
  units: 'unit fixed fixed_quantity base coin coins share shares',
  lots: 'lot',
  contracts: 'contract',
  quote: 'cash notional',
  usd: 'dollar dollars dollar_amount',
  percent_balance: 'percent_of_balance',
  percent_equity: 'percent percentage percent_of_equity %',
  percent_position: 'percent_of_position',
  risk_usd: 'risk_dollar_amount',
};
const QUANTITY_UNIT_TABLE = wordTable(
  Object.fromEntries(
    QUANTITY_UNITS.map((unit) => [unit, [unit, UNIT_WORDS[unit]].filter(Boolean).join(' ')]),
  ) as Record<QuantityUnit, string>,
);

/** The size of the order; refuses two sizes that differ, and zero or less. */
export function readSize(reader: FieldReader, action: SignalAction): Sized {
  const unitSaid = readUnit(reader);
  // A unit without its number is a number that never arrived; the default size is in a unit of its own.
  const isSizeLost = unitSaid !== undefined && !hasSize(reader);
  if (isSizeLost && (isOpening(action) || action.startsWith('close'))) reader.refuseMissing('quantity');
  if (!reader.holds(ALL_SIZES)) return {};
  reader.refuseNull(ALL_SIZES);
  let found:
    | { readonly name: string; readonly text: string; readonly quantity: Decimal; readonly unit: QuantityUnit }
    | undefined;
  for (const { unit, names } of SIZES) {
    if (unit === 'quote' && isCurrencyName(reader.peek(QUOTE_NAMES))) continue;
    const text = reader.numberText(names);
    if (text === undefined) continue;
    const name = reader.firstOf(names) ?? unit;
    const size = readMarked(text, { name, unit: unitSaid ?? unit, isClose: !isOpening(action) });
    if (found !== undefined && (found.quantity !== size.quantity || found.unit !== size.unit)) {
      refuse('SIGNAL_FIELD_CONFLICT', { field: found.name, other: name });
    }
    found = { name, text, ...size };
  }
  if (found === undefined) return {};
  if (!isPositive(found.quantity)) refuse('SIGNAL_FIELD_INVALID', { field: found.name, value: shown(found.text) });
  return { quantity: found.quantity, quantityUnit: found.unit };
}

/** Whether a size of the order is there; the name of a currency is none. */
export function hasSize(reader: FieldReader): boolean {
  return SIZES.some(
    ({ unit, names }) => reader.has(names) && (unit !== 'quote' || !isCurrencyName(reader.peek(QUOTE_NAMES))),
  );
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
