/**
 * The JSON of MT5 webhook servers: `{"action":"buy","symbol":"XAUUSD","volume":0.1,"sl":3300}`. Volumes are lots,
 * stop-loss and take-profit are prices, 0 is MT5's word for none, `price` is a reference unless the order type says
 * limit. `message` may carry a Chinese command, which says everything (see mt5-message.ts); a text that is Chinese
 * throughout is read by that grammar.
 */
import type { ParsedSignal, SignalAction, SignalCommand } from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { isZero } from '#domain/decimal.ts';
import { readExplicitId } from './explicit-id.ts';
import { evaluateNumber } from './arithmetic.ts';
import { indexOf } from './field-index.ts';
import type { FieldIndex } from './field-index.ts';
import { fieldNames, foldName, joinedNames } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import { mt5ChineseGrammar, startsInChinese } from './mt5-chinese.ts';
import { beginsCommand } from './mt5-chinese-reading.ts';
import { ACTIONS, CLOSE_TYPES, FIELDS, ORDER_TYPE, ORDER_TYPES, STOP_LOSS, TAKE_PROFIT } from './mt5-fields.ts';
import { readMessage } from './mt5-message.ts';
import { buildCommand, buildSignal, isOpening, readCredential, readTest } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { JsonNumber, isJsonObject } from './json-value.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

/** Keys that only this format has; one of them beside `action` settles it. */
const OWN_KEYS = fieldNames('volume magic deviation close_type enable_time_check');
/** They tell the position afterwards, which an MT5 command can't. */
const POSITION_KEYS = fieldNames('sentiment market_position market_position_size position_size target_position');
/** With one of these the sizes are another format's, and `volume` may be the bar's. */
const FOREIGN_KEYS = joinedNames([fieldNames('qty quantity size amount'), POSITION_KEYS]);
/** What a command may hold that leaves the volume to the server. */
const BARE_KEYS: ReadonlySet<string> = new Set(
  (
    'action symbol sl stop_loss tp take_profit price order_type type comment ticket account strategy test id time timestamp ' +
    'api_key key secret token passphrase password'
  )
    .split(' ')
    .map(foldName),
);
const OWN_VERBS: ReadonlySet<unknown> = new Set(['close_all', 'modify']);

export const mt5JsonGrammar: Grammar = {
  name: 'mt5',
  recognizes: (input) => isJsonObject(input.json) && hasShape(indexOf(input.json)),
  parse: (input) => {
    const { json } = input;
    if (json === undefined) return mt5ChineseGrammar.parse(input);
    return attempt('mt5', () =>
      isJsonObject(json) ? readBody(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'mt5' }),
    );
  },
};

function hasShape(index: FieldIndex): boolean {
  const action = index.peek(FIELDS.action);
  const message = index.peek(FIELDS.message);
  if (typeof message === 'string' && beginsCommand(message)) return true;
  if (typeof action !== 'string') return typeof message === 'string' && startsInChinese(message);
  const verb = action.trim().toLowerCase();
  if (!ACTIONS.has(verb.replace('_', '')) || index.has(FOREIGN_KEYS)) return false;
  if (OWN_VERBS.has(verb)) return index.has(FIELDS.symbol) || verb === 'close_all';
  return index.has(FIELDS.symbol) && (index.has(OWN_KEYS) || hasZeroLevels(index));
}

/**
 * Whether both levels are there, one of them zero, and nothing that MT5 servers don't know: their senders write 0 for none
 * and may leave the volume to the server. Elsewhere a zero is a number that never arrived.
 */
function hasZeroLevels(index: FieldIndex): boolean {
  if (!index.entries.every(({ key }) => BARE_KEYS.has(foldName(key)))) return false;
  const levels = [index.peek(STOP_LOSS), index.peek(TAKE_PROFIT)];
  return levels.every((level) => numberOf(level) !== undefined) && levels.some((level) => numberOf(level) === 0n);
}

function numberOf(value: JsonValue | undefined): Decimal | undefined {
  const text = value instanceof JsonNumber ? value.text : value;
  return typeof text === 'string' ? evaluateNumber(text) : undefined;
}

function readBody(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const afterwards = reader.firstOf(POSITION_KEYS);
  if (afterwards !== undefined) refuse('SIGNAL_NOT_SUPPORTED', { field: afterwards });
  const timeCheck = reader.boolean(FIELDS.enable_time_check);
  const message = reader.peek(FIELDS.message);
  const isWrapper = typeof message === 'string' && (!reader.has(FIELDS.action) || beginsCommand(message));
  const command = isWrapper ? readMessage(reader) : readFields(reader);
  return buildSignal('mt5', reader, {
    commands: [timeCheck === undefined ? command : { ...command, timeCheck }],
    credential: readCredential(reader, [FIELDS.api_key, FIELDS.key]),
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

function readFields(reader: FieldReader): SignalCommand {
  const action = readAction(reader);
  const symbol = reader.text(FIELDS.symbol)?.toUpperCase();
  const ticket = reader.text(FIELDS.ticket);
  if (symbol === undefined && action !== 'close_all') reader.refuseMissing('symbol');
  reader.refuseNull(FIELDS.volume);
  const quantity = reader.positiveDecimal(FIELDS.volume);
  const orderType = reader.choice(ORDER_TYPES, ORDER_TYPE, 'SIGNAL_FIELD_INVALID');
  const price =
    orderType === 'limit' ? reader.positiveDecimal(FIELDS.price) : orNone(reader.unsignedDecimal(FIELDS.price));
  const stopLoss = reader.unsignedDecimal(STOP_LOSS);
  const takeProfit = reader.unsignedDecimal(TAKE_PROFIT);
  return buildCommand({
    action,
    symbol,
    quantity,
    quantityUnit: quantity === undefined ? undefined : 'lots',
    orderType,
    price: orderType === 'limit' ? price : undefined,
    signalPrice: orderType === 'limit' ? undefined : price,
    stopLoss,
    stopLossUnit: stopLoss === undefined ? undefined : 'price',
    takeProfit,
    takeProfitUnit: takeProfit === undefined ? undefined : 'price',
    comment: reader.longText(FIELDS.comment),
    magic: reader.text(FIELDS.magic),
    ticket,
    deviation: reader.unsignedDecimal(FIELDS.deviation),
    account: reader.text(FIELDS.account),
    strategy: reader.text(FIELDS.strategy),
  });
}

/** MT5 writes 0 for no price. */
function orNone(price: Decimal | undefined): Decimal | undefined {
  return price === undefined || isZero(price) ? undefined : price;
}

/** The action; `close_type` narrows a close to one side and means nothing with another action. */
function readAction(reader: FieldReader): SignalAction {
  const action = reader.choice(ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  const side = reader.choice(CLOSE_TYPES, FIELDS.close_type, 'SIGNAL_FIELD_INVALID');
  if (side === undefined || isOpening(action) || action === 'modify') return action;
  if (action === 'close_all') return refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'close_type' });
  return side;
}
