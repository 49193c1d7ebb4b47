/**
 * The JSON of MT5 webhook servers: `{"action":"buy","symbol":"XAUUSD","volume":0.1,"sl":3300}`. Volumes are lots,
 * stop-loss and take-profit are prices, 0 is MT5's word for none, `price` is a reference unless the order type says
 * limit. A body that holds only `message` carries a Chinese command; a text that is Chinese throughout is read by that
 * grammar.
 */
import type { ParsedSignal, SignalAction, SignalCommand, SignalOrderType } from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { isZero } from '#domain/decimal.ts';
import { FieldReader } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import { mt5ChineseGrammar, readChineseCommand, startsInChinese } from './mt5-chinese.ts';
import { buildCommand, buildSignal, isOpening, readCredential } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { wordTable } from './word-table.ts';

const ACTIONS = wordTable<SignalAction>({
  buy: 'buy',
  sell: 'sell',
  close: 'close',
  close_all: 'close_all',
  modify: 'modify',
});
const CLOSE_TYPES = wordTable<'close_long' | 'close_short'>({ close_long: 'long buy', close_short: 'short sell' });
const ORDER_TYPES = wordTable<SignalOrderType>({ market: 'market', limit: 'limit' });
/** Keys that only this format has; one of them beside `action` settles it. */
const OWN_KEYS = ['volume', 'magic', 'deviation', 'close_type', 'enable_time_check'];
/** With one of these the sizes are another format's, and `volume` may be the bar's. */
const FOREIGN_KEYS = ['qty', 'quantity', 'size', 'amount', 'market_position'];
const OWN_VERBS: ReadonlySet<unknown> = new Set(['close_all', 'modify']);

export const mt5JsonGrammar: Grammar = {
  name: 'mt5',
  recognizes: (input) => isJsonObject(input.json) && hasShape(new FieldReader(input.json)),
  parse: (input) => {
    const { json } = input;
    if (json === undefined) return mt5ChineseGrammar.parse(input);
    return attempt('mt5', () =>
      isJsonObject(json) ? readBody(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'mt5' }),
    );
  },
};

function hasShape(reader: FieldReader): boolean {
  const action = reader.peek('action');
  if (typeof action !== 'string') {
    const message = reader.peek('message');
    return typeof message === 'string' && startsInChinese(message);
  }
  const verb = action.trim().toLowerCase();
  if (!ACTIONS.has(verb.replace('_', '')) || reader.has(...FOREIGN_KEYS)) return false;
  if (OWN_VERBS.has(verb)) return reader.has('symbol') || verb === 'close_all';
  return reader.has('symbol') && reader.has(...OWN_KEYS);
}

function readBody(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const timeCheck = reader.boolean('enable_time_check');
  const isWrapper = !reader.has('action') && reader.has('message');
  const command = isWrapper ? readChineseCommand(reader.longText('message') ?? '') : readFields(reader);
  return buildSignal('mt5', reader, {
    commands: [timeCheck === undefined ? command : { ...command, timeCheck }],
    credential: readCredential(reader, ['api_key', 'key']),
    test: reader.boolean('test'),
  });
}

function readFields(reader: FieldReader): SignalCommand {
  const action = readAction(reader);
  const symbol = reader.text('symbol')?.toUpperCase();
  const ticket = reader.text('ticket');
  if (symbol === undefined && action !== 'close_all') reader.refuseMissing('symbol');
  const quantity = reader.positiveDecimal('volume');
  const orderType = reader.choice(ORDER_TYPES, ['order_type', 'type'], 'SIGNAL_FIELD_INVALID');
  const price = orderType === 'limit' ? reader.positiveDecimal('price') : orNone(reader.unsignedDecimal('price'));
  const stopLoss = reader.unsignedDecimal('sl', 'stop_loss');
  const takeProfit = reader.unsignedDecimal('tp', 'take_profit');
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
    comment: reader.longText('comment'),
    magic: reader.text('magic'),
    ticket,
    deviation: reader.unsignedDecimal('deviation'),
    account: reader.text('account'),
    strategy: reader.text('strategy'),
  });
}

/** MT5 writes 0 for no price. */
function orNone(price: Decimal | undefined): Decimal | undefined {
  return price === undefined || isZero(price) ? undefined : price;
}

/** The action; `close_type` narrows a close to one side and means nothing with another action. */
function readAction(reader: FieldReader): SignalAction {
  const action = reader.choice(ACTIONS, ['action'], 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  const side = reader.choice(CLOSE_TYPES, ['close_type'], 'SIGNAL_FIELD_INVALID');
  if (side === undefined || isOpening(action) || action === 'modify') return action;
  if (action === 'close_all') return refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'close_type' });
  return side;
}
