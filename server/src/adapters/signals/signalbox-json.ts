/**
 * Our own format: a JSON object with `"signalbox": 1` whose fields are those of the preview, spelled exactly so, or
 * `commands`: a list of such objects to be carried out in order. Strict where the foreign formats are lenient: an
 * unknown field is refused with the nearest known one, and a price that the order type has no use for is a conflict.
 */
import type { Decimal } from '#domain/decimal.ts';
import { ONE, ZERO, isNegative, isZero } from '#domain/decimal.ts';
import type { ParsedSignal, SignalAction, SignalCommand, SignalOrderType, TakeProfitTarget } from '#domain/signal.ts';
import { LEVEL_UNITS, QUANTITY_UNITS, SIGNAL_ACTIONS, SIGNAL_ORDER_TYPES, TIMES_IN_FORCE } from '#domain/signal.ts';
import { readEmulated } from './emulated-fields.ts';
import { fieldNames, fieldTable, foldName } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import { requireNumber } from './field-values.ts';
import type { Grammar } from './grammar.ts';
import { buildCommand, buildSignal, isOpening, takeProfitFields } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { attempt, refuse, shown } from './signal-refusal.ts';
import { JsonNumber, isJsonObject } from './json-value.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { COMMAND_NAMES, ENVELOPE_NAMES, meantName } from './signalbox-names.ts';

const FIELDS = fieldTable([...ENVELOPE_NAMES, ...COMMAND_NAMES, 'commands']);
const TARGET_NAMES = fieldNames('target_position target_quantity');
/** What a body may hold that is one command, what the envelope of a list may, and what each of the list may. */
const SINGLE: ReadonlySet<string> = new Set([...ENVELOPE_NAMES, ...COMMAND_NAMES]);
const ENVELOPE: ReadonlySet<string> = new Set([...ENVELOPE_NAMES, 'commands']);
const LISTED: ReadonlySet<string> = new Set(COMMAND_NAMES);
const COMMANDS_MAX = 20;
const TARGETS_MAX = 32;

const ACTIONS = tableOf(SIGNAL_ACTIONS);
const QUANTITY_UNIT_TABLE = tableOf(QUANTITY_UNITS);
const ORDER_TYPES = tableOf(SIGNAL_ORDER_TYPES);
const LEVEL_UNIT_TABLE = tableOf(LEVEL_UNITS);
const TIME_IN_FORCE_TABLE = tableOf(TIMES_IN_FORCE);
const TARGET_POSITIONS = tableOf(['long', 'short', 'flat'] as const);
const TRAIL_UNITS = tableOf(['amount', 'percent'] as const);

/** The types that take a price: some of them need it, the ones over time may do without. */
const LIMITED: ReadonlySet<SignalOrderType> = new Set(['limit', 'stop_limit', 'iceberg', 'oco', 'twap', 'vwap']);

type Fields = Loose<Omit<SignalCommand, 'action'>>;

export const signalboxJsonGrammar: Grammar = {
  name: 'signalbox',
  recognizes: ({ json }) => isJsonObject(json) && json.has('signalbox'),
  parse: ({ json }) =>
    attempt('signalbox', () =>
      isJsonObject(json) ? readEnvelope(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'signalbox' }),
    ),
};

function tableOf<T extends string>(words: readonly T[]): ReadonlyMap<string, T> {
  return new Map(words.map((word) => [foldName(word), word]));
}

function readEnvelope(body: JsonObject): ParsedSignal {
  const hasList = body.has('commands');
  checkFields(body, hasList ? ENVELOPE : SINGLE, '');
  const reader = new FieldReader(body);
  const version = reader.text(FIELDS.signalbox);
  if (version !== undefined && version !== '1') {
    refuse('SIGNAL_FIELD_INVALID', { field: 'signalbox', value: shown(version), expected: '1' });
  }
  return buildSignal('signalbox', reader, {
    commands: hasList ? readCommands(reader) : [readCommand(reader)],
    credential: reader.longText(FIELDS.secret),
    explicitId: reader.text(FIELDS.id),
    test: reader.boolean(FIELDS.test),
  });
}

function checkFields(body: JsonObject, known: ReadonlySet<string>, path: string): void {
  for (const key of body.keys()) {
    if (known.has(key)) continue;
    const nearest = meantName(key, known);
    refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(path + key), ...(nearest === undefined ? {} : { nearest }) });
  }
}

function readCommands(reader: FieldReader): readonly SignalCommand[] {
  const items = reader.array(FIELDS.commands) ?? [];
  if (items.length === 0) reader.refuseMissing('commands');
  if (items.length > COMMANDS_MAX) {
    refuse('SIGNAL_FIELD_INVALID', { field: 'commands', expected: `at most ${COMMANDS_MAX} commands` });
  }
  return items.map((item, index) => {
    const path = `commands[${index}]`;
    if (!isJsonObject(item)) return refuse('SIGNAL_FIELD_INVALID', { field: path, expected: 'an object' });
    checkFields(item, LISTED, `${path}.`);
    return readCommand(new FieldReader(item, `${path}.`));
  });
}

function readCommand(reader: FieldReader): SignalCommand {
  const action = reader.choice(ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  reader.refuseNull(FIELDS.quantity);
  reader.refuseNull(FIELDS.target_quantity);
  refusePercentSign(reader);
  const quantity = reader.positiveDecimal(FIELDS.quantity);
  const quantityUnit = reader.choice(QUANTITY_UNIT_TABLE, FIELDS.quantity_unit, 'SIGNAL_FIELD_INVALID');
  const target = readTarget(reader);
  checkTarget(reader, action, target);
  const isSized = quantity !== undefined || (target.targetQuantity ?? ZERO) !== ZERO;
  return buildCommand({
    action,
    symbol: reader.text(FIELDS.symbol),
    exchange: reader.text(FIELDS.exchange),
    quantity,
    quantityUnit: quantityUnit ?? (isSized ? 'units' : undefined),
    ...readOrder(reader, isOpening(action)),
    ...readLevels(reader, action),
    ...target,
    reduceOnly: reader.boolean(FIELDS.reduce_only),
    postOnly: reader.boolean(FIELDS.post_only),
    timeInForce: reader.choice(TIME_IN_FORCE_TABLE, FIELDS.time_in_force, 'SIGNAL_FIELD_INVALID'),
    ...readNames(reader),
    leverage: reader.positiveDecimal(FIELDS.leverage),
    time: reader.time(FIELDS.time),
    deviation: reader.unsignedDecimal(FIELDS.deviation),
    timeCheck: reader.boolean(FIELDS.time_check),
  });
}

/** A share says of what: the sign alone could mean the money or the position. */
function refusePercentSign(reader: FieldReader): void {
  const value = reader.peek(FIELDS.quantity);
  if (typeof value !== 'string' || !value.trim().endsWith('%')) return;
  const expected = 'the number alone, with "quantity_unit": "percent_position" or "percent_equity"';
  refuse('SIGNAL_FIELD_INVALID', { field: 'quantity', value, expected });
}

function readNames(reader: FieldReader): Fields {
  return {
    comment: reader.longText(FIELDS.comment),
    ticket: reader.text(FIELDS.ticket),
    account: reader.text(FIELDS.account),
    strategy: reader.text(FIELDS.strategy),
    tag: reader.text(FIELDS.tag),
    magic: reader.text(FIELDS.magic),
  };
}

/** The prices, each only with a type that uses it: a limit that is not honored would be a worse price. */
function readOrder(reader: FieldReader, opens: boolean): Fields {
  const orderType = reader.choice(ORDER_TYPES, FIELDS.order_type, 'SIGNAL_FIELD_INVALID');
  const price = reader.positiveDecimal(FIELDS.price);
  const stopPrice = reader.positiveDecimal(FIELDS.stop_price);
  const trailDistance = reader.positiveDecimal(FIELDS.trail_distance);
  const trailUnit = reader.choice(TRAIL_UNITS, FIELDS.trail_unit, 'SIGNAL_FIELD_INVALID');
  const type = orderType ?? (opens ? 'market' : undefined);
  const isLimit = type !== undefined && LIMITED.has(type);
  const isStop = type === 'stop' || type === 'stop_limit' || type === 'oco';
  if (type !== undefined && price !== undefined && !isLimit) refuseUnused('price');
  if (type !== undefined && stopPrice !== undefined && !isStop) refuseUnused('stop_price');
  if (trailDistance !== undefined && type !== 'trailing_stop') refuseUnused('trail_distance');
  if (trailDistance === undefined && type === 'trailing_stop') reader.refuseMissing('trail_distance');
  return {
    orderType,
    price,
    stopPrice,
    trailDistance,
    trailUnit: trailUnit ?? (trailDistance === undefined ? undefined : 'amount'),
    ...readEmulated(reader, type),
    signalPrice: reader.positiveDecimal(FIELDS.signal_price),
  };
}

function refuseUnused(field: string): never {
  return refuse('SIGNAL_FIELD_CONFLICT', { field, other: 'order_type' });
}

function readTarget(reader: FieldReader): Pick<Fields, 'targetPosition' | 'targetQuantity'> {
  const targetPosition = reader.choice(TARGET_POSITIONS, FIELDS.target_position, 'SIGNAL_FIELD_INVALID');
  const targetQuantity = reader.decimal(FIELDS.target_quantity);
  if (targetPosition === undefined || targetQuantity === undefined) return { targetPosition, targetQuantity };
  if (isNegative(targetQuantity) || isZero(targetQuantity) !== (targetPosition === 'flat')) {
    return refuse('SIGNAL_FIELD_CONFLICT', { field: 'target_position', other: 'target_quantity' });
  }
  return { targetPosition, targetQuantity };
}

/** A target says the position afterwards and sizes it once; a cancel or modify may name a side. */
function checkTarget(reader: FieldReader, action: SignalAction, target: Fields): void {
  const { targetPosition, targetQuantity } = target;
  if (action === 'target') {
    if (targetPosition === undefined && targetQuantity === undefined) reader.refuseMissing('target_position');
    if (reader.has(FIELDS.quantity) && targetQuantity !== undefined) {
      refuse('SIGNAL_FIELD_CONFLICT', { field: 'quantity', other: 'target_quantity' });
    }
    return;
  }
  const isTrade = isOpening(action) || action.startsWith('close');
  const unused = reader.firstOf(isTrade ? TARGET_NAMES : FIELDS.target_quantity);
  if (unused !== undefined) refuse('SIGNAL_FIELD_CONFLICT', { field: unused, other: 'action' });
}

/** Zero takes a level away from a position; what opens one has none to take away. */
function readLevel(reader: FieldReader, action: SignalAction, names: FieldNames): Decimal | undefined {
  const opens = isOpening(action) || action === 'target';
  return opens ? reader.positiveDecimal(names) : reader.unsignedDecimal(names);
}

function readLevels(reader: FieldReader, action: SignalAction): Fields {
  const takeProfit = readLevel(reader, action, FIELDS.tp);
  const takeProfitUnit = reader.choice(LEVEL_UNIT_TABLE, FIELDS.tp_unit, 'SIGNAL_FIELD_INVALID');
  const targets = readTargets(reader);
  if (takeProfit !== undefined && targets.length > 0) refuse('SIGNAL_FIELD_CONFLICT', { field: 'tp', other: 'tps' });
  return {
    stopLoss: readLevel(reader, action, FIELDS.sl),
    stopLossUnit: reader.choice(LEVEL_UNIT_TABLE, FIELDS.sl_unit, 'SIGNAL_FIELD_INVALID'),
    takeProfit,
    takeProfitUnit,
    ...takeProfitFields(targets, takeProfitUnit, 'tp_portions'),
  };
}

function readTargets(reader: FieldReader): readonly TakeProfitTarget[] {
  const values = reader.array(FIELDS.tps) ?? [];
  const portions = reader.array(FIELDS.tp_portions);
  if (portions !== undefined && portions.length !== values.length) {
    refuse('SIGNAL_FIELD_INVALID', {
      field: 'tp_portions',
      expected: `${values.length} portions, one of each of "tps"`,
    });
  }
  if (values.length > TARGETS_MAX) refuse('SIGNAL_FIELD_INVALID', { field: 'tps', expected: `at most ${TARGETS_MAX}` });
  return values.map((item, index) => {
    const value = positive(item, `tps[${index}]`);
    const portion = portions?.[index];
    if (portion === undefined || portion === null) return { value };
    const share = positive(portion, `tp_portions[${index}]`);
    if (share > ONE) refuse('SIGNAL_FIELD_INVALID', { field: `tp_portions[${index}]`, expected: 'at most 1' });
    return { value, portion: share };
  });
}

function positive(item: JsonValue, field: string): Decimal {
  const text = item instanceof JsonNumber ? item.text : typeof item === 'string' ? item : '';
  const value = requireNumber(text, field);
  return isNegative(value) || isZero(value) ? refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) }) : value;
}
