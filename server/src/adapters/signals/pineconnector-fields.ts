/**
 * The keys of PineConnector and how each reads: volumes with their units, levels with theirs, entries of pending orders.
 * What the key's own unit does not say (a bare `sl`, `risk`) stays open for the route to decide.
 */
import type { Decimal } from '#domain/decimal.ts';
import { fromInteger, isZero } from '#domain/decimal.ts';
import type { LevelUnit, QuantityUnit, SignalCommand } from '#domain/signal.ts';
import { evaluateNumber } from './arithmetic.ts';
import type { Level } from './key-value-text.ts';
import type { TextFields } from './text-fields.ts';
import { shown } from './signal-refusal.ts';

const PERCENT_MAX = fromInteger(100);

/** `vol_dollar` and the two `_loss` keys name the money lost at the stop, not the size of the position. */
const VOLUME_UNITS: Readonly<Record<string, QuantityUnit>> = {
  risk: 'risk_raw',
  vol_lots: 'lots',
  vol_dollar: 'risk_usd',
  vol_pct_bal_loss: 'risk_percent',
  vol_pct_eq_loss: 'risk_percent',
  vol_pct_bal_margin: 'percent_balance',
};
const VOLUME_KEYS = Object.keys(VOLUME_UNITS);
const NEEDS_STOP: readonly string[] = ['vol_dollar', 'vol_pct_bal_loss', 'vol_pct_eq_loss'];
const LEVEL_SUFFIXES: readonly (readonly [suffix: string, unit?: LevelUnit])[] = [
  [''],
  ['_pips', 'pips'],
  ['_price', 'price'],
  ['_pct', 'percent'],
];
const ENTRY_PRICE_KEYS = ['price', 'pending', 'entry_price'];
/** These place the entry relative to the market price, which a text can't know. */
const ENTRY_RELATIVE_KEYS = ['entry_pips', 'entry_pct'];
const LIVE_PROTECTION_KEYS = [
  'trailtrig',
  'traildist',
  'trailstep',
  'betrigger',
  'beoffset',
  'atrtimeframe',
  'atrperiod',
  'atrmultiplier',
  'atrshift',
  'atrtrigger',
];
const FILTER_KEYS = ['spread', 'accfilter'];

/** Every key the syntax has, lower-cased. */
export const PINECONNECTOR_KEYS: ReadonlySet<string> = new Set([
  ...VOLUME_KEYS,
  ...LEVEL_SUFFIXES.flatMap(([suffix]) => [`sl${suffix}`, `tp${suffix}`]),
  ...ENTRY_PRICE_KEYS,
  ...ENTRY_RELATIVE_KEYS,
  ...LIVE_PROTECTION_KEYS,
  ...FILTER_KEYS,
  'secret',
  'comment',
]);

/** The size of an opening order. A size by the money lost at the stop is refused without a stop. */
export function volumeOf(fields: TextFields, hasStop: boolean): Partial<SignalCommand> {
  const key = fields.onlyOneOf(VOLUME_KEYS);
  if (key === undefined) return fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'volume' }) ?? {};
  if (NEEDS_STOP.includes(key) && !hasStop) fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'sl' });
  const quantity = fields.positive(key);
  const quantityUnit = VOLUME_UNITS[key];
  return quantity === undefined || quantityUnit === undefined ? {} : { quantity, quantityUnit };
}

/** The part to close. The sender's own tool reads it from `risk`; newer alerts name lots outright. */
export function partOf(unit: 'percent' | 'lots', fields: TextFields): Partial<SignalCommand> {
  const key = fields.onlyOneOf(VOLUME_KEYS);
  if (key === undefined) return fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'risk' }) ?? {};
  const fits = key === 'risk' || (unit === 'lots' && key === 'vol_lots');
  if (!fits) fields.refusals.refuse('SIGNAL_FIELD_INVALID', { field: key, expected: 'risk' });
  const quantity = fields.positive(key);
  if (quantity === undefined) return {};
  if (unit === 'lots') return { quantity, quantityUnit: 'lots' };
  if (quantity > PERCENT_MAX) {
    fields.refusals.refuse('SIGNAL_FIELD_INVALID', { field: key, value: shown(fields.peek(key) ?? '') });
  }
  return { quantity, quantityUnit: 'percent_position' };
}

/** Refuses the filters that decide whether a trade happens: nothing here measures them, so the trade might be unwanted. */
export function refuseFilters(fields: TextFields): void {
  fields.refuseUnsupported(FILTER_KEYS);
}

/** The entry of a pending order. A market order's entry fields mean nothing to the sender's own tool either. */
export function entryOf(orderType: 'market' | 'limit' | 'stop', fields: TextFields): Partial<SignalCommand> {
  if (orderType === 'market') return { orderType };
  const key = fields.onlyOneOf([...ENTRY_PRICE_KEYS, ...ENTRY_RELATIVE_KEYS]);
  fields.refuseUnsupported(ENTRY_RELATIVE_KEYS);
  if (key === undefined) fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'entry_price' });
  const price = key === undefined ? undefined : fields.positive(key);
  if (price === undefined) return { orderType };
  return orderType === 'limit' ? { orderType, price } : { orderType, stopPrice: price };
}

/** The stop-loss or take-profit of a command; its unit is in the name of the key. */
export function levelOf(name: 'sl' | 'tp', fields: TextFields): Level | undefined {
  const key = fields.onlyOneOf(LEVEL_SUFFIXES.map(([suffix]) => `${name}${suffix}`));
  if (key === undefined) return undefined;
  const unit = LEVEL_SUFFIXES.find(([suffix]) => `${name}${suffix}` === key)?.[1];
  const value = fields.positive(key);
  if (value === undefined) return undefined;
  return unit === undefined ? { value } : { value, unit };
}

/** Refuses trailing, break-even and ATR stops. A zero switches one off, so it says what we do anyway. */
export function refuseLiveProtection(fields: TextFields): void {
  const switchedOn = LIVE_PROTECTION_KEYS.filter((key) => !isSwitchedOff(fields, key));
  fields.refuseUnsupported(switchedOn);
}

function isSwitchedOff(fields: TextFields, key: string): boolean {
  const value: Decimal | undefined = evaluateNumber(fields.peek(key) ?? '');
  return value !== undefined && isZero(value);
}

/** The comment of a command; an empty one is none. */
export function commentOf(fields: TextFields): Partial<SignalCommand> {
  const comment = fields.text('comment');
  return comment === undefined || comment === '' ? {} : { comment };
}
