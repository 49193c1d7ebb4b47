/**
 * One Autoview command: an order (`b=`), or a clearing of orders or positions (`c=`). Prices are said exactly (`fp`,
 * `fsl`, `ftp`) or as a distance from the entry (`sl`, `tp`); a price relative to the market (`p`) needs a price that the
 * text does not have.
 */
import type { Decimal } from '#domain/decimal.ts';
import { absolute, isNegative, isZero } from '#domain/decimal.ts';
import type { QuantityUnit, SignalCommand } from '#domain/signal.ts';
import type { Level } from './key-value-text.ts';
import type { TextFields } from './text-fields.ts';
import { anyNumber, positiveNumber, stopLossOf, symbolText, takeProfitOf } from './key-value-text.ts';
import { shown } from './signal-refusal.ts';

/** Of the account's housekeeping, or of telling others; they change no order. */
const HARMLESS_KEYS: readonly string[] = ['ab', 'aid', 'amr', 'ar', 'cc', 'close', 'cmo', 'cot', 'd', 'delay'];
const BASES: readonly (readonly [word: string, unit: QuantityUnit])[] = [
  ['balance', 'percent_balance'],
  ['equity', 'percent_equity'],
  ['available', 'percent_available'],
];
type Type = 'market' | 'limit' | 'post' | 'fok' | 'ioc';
const TYPES: readonly Type[] = ['market', 'limit', 'post', 'fok', 'ioc'];

/** A buy or sell. Without a type it is a limit order when a fixed price is given, else a market order. */
export function orderOf(fields: TextFields): SignalCommand {
  const action = sideOf(fields) ?? 'buy';
  const leverage = fields.positive('l');
  const reduceOnly = fields.flag('ro');
  const command: SignalCommand = {
    action,
    ...whereOf(fields),
    ...quantityOf(fields),
    ...priceOf(fields),
    ...stopLossOf(levelOf('sl', action, fields)),
    ...takeProfitOf(levelOf('tp', action, fields)),
    ...(leverage === undefined ? {} : { leverage }),
    ...(reduceOnly === undefined ? {} : { reduceOnly }),
  };
  refuseOtherKeys(fields);
  return command;
}

/** A cancel or close. `b` is the side of what is cleared: `c=position b=short` closes shorts. */
export function clearingOf(fields: TextFields): SignalCommand {
  const what = fields.text('c')?.toLowerCase();
  const side = fields.has('b') ? sideOf(fields) : undefined;
  const where = whereOf(fields);
  if (what === 'order') {
    // The type of an order that is not placed says nothing.
    fields.text('t');
    refuseOtherKeys(fields);
    return {
      action: 'cancel',
      ...(side === undefined ? {} : { targetPosition: side === 'buy' ? 'long' : 'short' }),
      ...where,
    };
  }
  if (what !== 'position') {
    fields.refusals.refuse('SIGNAL_ACTION_UNKNOWN', { value: `c=${shown(what ?? '')}` });
  }
  fields.flag('ro');
  const command: SignalCommand = {
    action: side === undefined ? 'close' : side === 'buy' ? 'close_long' : 'close_short',
    ...where,
    ...closedPartOf(fields),
    ...priceOf(fields),
  };
  // A close that only ever rests may stay open for good; nothing here takes it for a close.
  if (command.postOnly === true) fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 't', value: 'post' });
  fields.refuseUnsupported(['sl', 'tp', 'fsl', 'ftp', 'l']);
  refuseOtherKeys(fields);
  return command;
}

function sideOf(fields: TextFields): 'buy' | 'sell' | undefined {
  const word = fields.word('b', ['buy', 'long', 'sell', 'short']);
  if (word === undefined) return fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'b' });
  return word === 'buy' || word === 'long' ? 'buy' : 'sell';
}

/** An empty exchange or symbol comes from the sender's chart, which is not here: the route fills the symbol in. */
function whereOf(fields: TextFields): Partial<SignalCommand> {
  const exchange = fields.text('e') ?? '';
  const account = fields.text('a') ?? '*';
  const sent = fields.text('s') ?? '';
  const symbol = sent === '' ? undefined : symbolText('s', sent, fields.refusals);
  return {
    ...(symbol === undefined ? {} : { symbol }),
    ...(exchange === '' ? {} : { exchange }),
    ...(account === '*' || account === '' ? {} : { account }),
  };
}

function quantityOf(fields: TextFields): Partial<SignalCommand> {
  const text = fields.text('q');
  const base = fields.text('y')?.toLowerCase() ?? 'balance';
  const countedIn = countedUnitOf(fields);
  if (text === undefined) return {};
  const number = positiveNumber('q', withoutPercent('q', text, fields), fields.refusals);
  if (number === undefined) return {};
  if (!text.endsWith('%')) return { quantity: number, quantityUnit: countedIn };
  const quantityUnit = BASES.find(([word]) => word === base)?.[1];
  if (quantityUnit === undefined) {
    return fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'y', value: shown(base) }) ?? {};
  }
  return { quantity: number, quantityUnit };
}

/** What a plain number counts; money of another currency can't be said. */
function countedUnitOf(fields: TextFields): QuantityUnit {
  const unit = fields.text('u')?.toLowerCase() ?? '';
  if (unit === '') return 'units';
  if (unit !== 'contract' && unit !== 'contracts') {
    fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'u', value: shown(unit) });
  }
  return 'contracts';
}

function closedPartOf(fields: TextFields): Partial<SignalCommand> {
  const text = fields.text('q');
  const countedIn = countedUnitOf(fields);
  if (text === undefined) return {};
  const quantity = positiveNumber('q', withoutPercent('q', text, fields), fields.refusals);
  if (quantity === undefined) return {};
  return { quantity, quantityUnit: text.endsWith('%') ? 'percent_position' : countedIn };
}

function priceOf(fields: TextFields): Partial<SignalCommand> {
  const said = fields.word('t', TYPES);
  const type = said ?? (fields.has('fp') ? 'limit' : 'market');
  const relative = fields.text('p');
  if (type === 'market') {
    if (fields.has('fp'))
      fields.refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 't', value: 't=market', other: 'fp' });
    if (relative !== undefined) refuseRelative(relative, fields);
    return { orderType: 'market' };
  }
  if (!fields.has('fp')) {
    const code = relative === undefined ? 'SIGNAL_FIELD_MISSING' : 'SIGNAL_NOT_SUPPORTED';
    fields.refusals.refuse(code, { field: relative === undefined ? 'fp' : 'p', value: shown(relative ?? '') });
  } else if (relative !== undefined) {
    fields.refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'fp', value: 'fp', other: 'p' });
  }
  const price = positiveNumber('fp', withoutRange('fp', fields.text('fp') ?? '', fields), fields.refusals);
  return {
    orderType: 'limit',
    ...(price === undefined ? {} : { price }),
    ...(type === 'post' ? { postOnly: true } : {}),
    ...(type === 'fok' || type === 'ioc' ? { timeInForce: type } : {}),
  };
}

/** No distance is where the market is; any other can't be said exactly. */
function refuseRelative(text: string, fields: TextFields): void {
  const value = anyNumber('p', withoutPercent('p', text, fields), fields.refusals);
  if (value !== undefined && !isZero(value)) {
    fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'p', value: shown(text) });
  }
}

/**
 * A distance (`sl`, `tp`) or a fixed price (`fsl`, `ftp`). A distance may carry the sign of its direction, so a negative
 * one must point the way that this side's level can only lie.
 */
function levelOf(key: 'sl' | 'tp', action: 'buy' | 'sell', fields: TextFields): Level | undefined {
  fields.refuseUnsupported(['ts', 'fts']);
  const found = fields.onlyOneOf([key, `f${key}`]);
  if (found === undefined) return undefined;
  const text = fields.text(found) ?? '';
  if (found !== key) {
    const value = positiveNumber(found, withoutRange(found, text, fields), fields.refusals);
    return value === undefined ? undefined : { value, unit: 'price' };
  }
  const value: Decimal | undefined = anyNumber(key, withoutPercent(key, text, fields), fields.refusals);
  if (value === undefined) return undefined;
  const liesBelow = (key === 'sl') === (action === 'buy');
  if (isZero(value) || (isNegative(value) && !liesBelow)) {
    return fields.refusals.refuse('SIGNAL_FIELD_INVALID', { field: key, value: shown(text) });
  }
  return text.endsWith('%') ? { value: absolute(value), unit: 'percent' } : { value: absolute(value) };
}

function withoutPercent(key: string, text: string, fields: TextFields): string {
  return withoutRange(key, text.endsWith('%') ? text.slice(0, -1) : text, fields);
}

/** Refuses a random range such as `1-9` or `1%-9%`. */
function withoutRange(key: string, text: string, fields: TextFields): string {
  if (text.includes('-', 1)) fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: key, value: shown(text) });
  return text;
}

function refuseOtherKeys(fields: TextFields): void {
  for (const name of fields.leftOver()) {
    const key = name.toLowerCase();
    if (HARMLESS_KEYS.includes(key) || fields.peek(key) === '0') continue;
    fields.refusals.refuse('SIGNAL_FIELD_UNKNOWN', { field: name });
  }
}
