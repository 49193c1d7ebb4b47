/**
 * Stop-loss and take-profits of an OctoBot order: absolute, `-5%` or `-3d` from the market price, signed. The signs
 * must lie on the side where protection can lie; several targets share one unit, and their ratios come all or not at all.
 */
import type { Decimal } from '#domain/decimal.ts';
import { ONE, ZERO, absolute, add, divide, isNegative, isZero, subtract } from '#domain/decimal.ts';
import type { SignalCommand, TakeProfitTarget } from '#domain/signal.ts';
import type { Level } from './key-value-text.ts';
import type { TextFields } from './text-fields.ts';
import { anyNumber, positiveNumber, stopLossOf, takeProfitOf } from './key-value-text.ts';
import { shown } from './signal-refusal.ts';

const TARGET = 'take_profit_price';
const RATIO = 'take_profit_volume_ratio';

export interface ProtectedOrder {
  readonly action: 'buy' | 'sell';
  readonly fields: TextFields;
  /** Only a market order is entered at the price from which OctoBot counts its distances. */
  readonly entryIsMarket: boolean;
}

/** The protection fields of the command. */
export function protectionOf(order: ProtectedOrder): Partial<SignalCommand> {
  const { fields } = order;
  const stopText = fields.text('stop_price');
  const stop = stopText === undefined ? undefined : levelOf('STOP_PRICE', stopText, order);
  const keys = suffixedKeys(TARGET, fields);
  const levels: Level[] = [];
  for (const key of keys) {
    const level = levelOf(key.toUpperCase(), fields.text(key) ?? '', order);
    if (level !== undefined) levels.push(level);
  }
  const portions = portionsOf(levels.length, fields);
  return { ...stopLossOf(stop), ...targetsOf(levels, portions, fields) };
}

function targetsOf(levels: readonly Level[], portions: readonly Decimal[], fields: TextFields): Partial<SignalCommand> {
  const [first] = levels;
  if (first === undefined) return {};
  if (levels.length === 1) return takeProfitOf(first);
  if (levels.some((level) => level.unit !== first.unit)) {
    fields.refusals.refuse('SIGNAL_FIELD_CONFLICT', {
      field: 'TAKE_PROFIT_PRICE',
      value: first.unit ?? '',
      other: levels.find((level) => level.unit !== first.unit)?.unit ?? '',
    });
  }
  const takeProfits: TakeProfitTarget[] = levels.map(({ value }, index) => {
    const portion = portions[index];
    return portion === undefined ? { value } : { value, portion };
  });
  return { takeProfits, ...(first.unit === undefined ? {} : { takeProfitUnit: first.unit }) };
}

/** The ratios as shares that sum to exactly 1. Empty when the text has none: then the shares are equal. */
function portionsOf(count: number, fields: TextFields): readonly Decimal[] {
  const keys = suffixedKeys(RATIO, fields);
  if (keys.length === 0) return [];
  if (keys.length !== count) {
    fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'TAKE_PROFIT_VOLUME_RATIO' });
    return [];
  }
  const ratios: Decimal[] = [];
  for (const key of keys) {
    const ratio = positiveNumber(key.toUpperCase(), fields.text(key) ?? '', fields.refusals);
    if (ratio === undefined) return [];
    ratios.push(ratio);
  }
  const total = ratios.reduce(add, ZERO);
  const portions = ratios.slice(0, -1).map((ratio) => divide(ratio, total, 'down'));
  return [...portions, subtract(ONE, portions.reduce(add, ZERO))];
}

/** `PREFIX`, `PREFIX_1`, `PREFIX_2`… as the text orders them by number. */
function suffixedKeys(prefix: string, fields: TextFields): readonly string[] {
  const numbered: { key: string; number: number }[] = [];
  for (const key of fields.keys()) {
    const rest = key.slice(prefix.length);
    const matches = key === prefix || (key.startsWith(prefix) && /^_\d{1,3}$/.test(rest));
    if (matches) numbered.push({ key, number: rest === '' ? 0 : Number(rest.slice(1)) });
  }
  return numbered.sort((left, right) => left.number - right.number).map(({ key }) => key);
}

function levelOf(field: string, text: string, order: ProtectedOrder): Level | undefined {
  const { refusals } = order.fields;
  const lower = text.toLowerCase();
  if (!lower.endsWith('%') && !lower.endsWith('d')) {
    const value = positiveNumber(field, text, refusals);
    return value === undefined ? undefined : { value, unit: 'price' };
  }
  if (!order.entryIsMarket) return refusals.refuse('SIGNAL_NOT_SUPPORTED', { field, value: shown(text) });
  const distance = anyNumber(field, text.slice(0, -1), refusals);
  if (distance === undefined) return undefined;
  const mustLieBelow = (field === 'STOP_PRICE') === (order.action === 'buy');
  if (isZero(distance) || isNegative(distance) !== mustLieBelow) {
    return refusals.refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
  }
  return { value: absolute(distance), unit: lower.endsWith('%') ? 'percent' : 'amount' };
}
