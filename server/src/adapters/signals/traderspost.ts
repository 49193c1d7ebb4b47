/**
 * TradersPost JSON: `{"ticker":"AMD","action":"buy","quantity":1,"stopLoss":{"type":"stop","percent":5}}`. `price` and
 * `signalPrice` are references; the limit is `limitPrice`. `sentiment` is the position after the trade: with the
 * action's own side the other one is exited and then the quantity, which is what to enter, is traded (without a quantity to
 * be on that side is enough); with the other side the trade only reduces. Without it a buy or sell is one trade:
 * that the vendor's own service first cancels orders and exits an opposite position is not part of the text. What can't
 * be honored exactly (options, delays, opening auctions, stop-limit protection) is refused, not traded in another way.
 */
import type {
  ParsedSignal,
  QuantityUnit,
  SignalAction,
  SignalCommand,
  SignalOrderType,
  TimeInForce,
} from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { isZero } from '#domain/decimal.ts';
import { readExplicitId } from './explicit-id.ts';
import { indexOf } from './field-index.ts';
import type { FieldIndex } from './field-index.ts';
import { fieldNames, fieldTable, foldName } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import { buildCommand, buildSignal, readCredential, readTest } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { readStopLoss, readTakeProfit } from './traderspost-protection.ts';
import { MARKET_POSITIONS, onOwnSide } from './target-position.ts';
import type { TargetPosition } from './target-position.ts';
import { wordTable } from './word-table.ts';

const FIELDS = fieldTable([
  'action',
  'ticker',
  'cancel',
  'cancelOrderType',
  'stopLoss',
  'takeProfit',
  'time',
  'limitPrice',
  'stopPrice',
  'trailAmount',
  'trailPercent',
  'quantity',
  'sentiment',
  'timeInForce',
  'orderType',
  'quantityType',
]);
const REFERENCE_PRICE = fieldNames('signalPrice price');
const ACTIONS = wordTable<SignalAction>({ buy: 'buy', sell: 'sell', close: 'exit', cancel: 'cancel', add: 'add' });
const ORDER_TYPES = wordTable<SignalOrderType>({
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  stop_limit: 'stop_limit',
  trailing_stop: 'trailing_stop',
});
const QUANTITY_TYPES = wordTable<QuantityUnit>({
  units: 'fixed_quantity',
  usd: 'dollar_amount',
  risk_usd: 'risk_dollar_amount',
  risk_percent: 'risk_percent',
  percent_equity: 'percent_of_equity',
  percent_position: 'percent_of_position',
});
const TIMES_IN_FORCE = wordTable<TimeInForce>({ day: 'day', gtc: 'gtc', ioc: 'ioc', fok: 'fok' });
/** Each belongs to its own order types; the vendor ignores it beside another. */
const PROTECTIONS = [FIELDS.takeProfit, FIELDS.stopLoss];
const DELAYS = ['delay', 'cancelAfter'].map((field) => [field, fieldNames(field)] as const);
const PRICE_FIELDS = fieldNames('limitPrice stopPrice trailAmount trailPercent');
/** An option is another instrument than its ticker, so these can't be left out. */
const OPTION_FIELDS = fieldNames('optionType expiration strikePrice intrinsicValue strikesAway');
const OWN_FIELDS = fieldNames(
  'sentiment signalPrice orderType limitPrice quantityType trailAmount trailPercent ' +
    'timeInForce extendedHours ignoreTradingWindows cancelOrderType extras optionType',
);
/** Fields of other formats that say what this one says otherwise; beside them the text is not TradersPost's. */
const FOREIGN_FIELDS = fieldNames(
  'qty contracts size volume lots amount market_position position_size ' + 'sl tp side direction type symbol usd cash',
);

export const tradersPostGrammar: Grammar = {
  name: 'traderspost',
  recognizes: ({ json }) => isJsonObject(json) && hasShape(indexOf(json)),
  parse: ({ json }) =>
    attempt('traderspost', () =>
      isJsonObject(json) ? readBody(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'traderspost' }),
    ),
};

function hasShape(index: FieldIndex): boolean {
  const action = index.peek(FIELDS.action);
  if (typeof action !== 'string' || !index.has(FIELDS.ticker) || index.has(FOREIGN_FIELDS)) return false;
  const isNested = PROTECTIONS.every((field) => !index.has(field) || isJsonObject(index.peek(field)));
  return isNested && (ACTIONS.has(foldName(action)) || index.has(OWN_FIELDS));
}

function readBody(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const option = reader.firstOf(OPTION_FIELDS);
  if (option !== undefined) refuse('SIGNAL_NOT_SUPPORTED', { field: option });
  for (const [field, names] of DELAYS) {
    const seconds = reader.unsignedDecimal(names);
    if (seconds !== undefined && !isZero(seconds)) refuse('SIGNAL_NOT_SUPPORTED', { field });
  }
  const command = readCommand(reader);
  return buildSignal('traderspost', reader, {
    commands: [...readCancel(reader, command), ...(isOnOwnSide(reader, command) ? onOwnSide(command) : [command])],
    credential: readCredential(reader),
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

/** A trade with a sentiment is on the sentiment's own side: on the other one it was read as an exit. */
function isOnOwnSide(reader: FieldReader, { action }: SignalCommand): boolean {
  return reader.has(FIELDS.sentiment) && (action === 'buy' || action === 'sell');
}

/** `cancel: true` takes the open orders of the ticker away first. Only some of them can't be said. */
function readCancel(reader: FieldReader, { action, symbol }: SignalCommand): readonly SignalCommand[] {
  const isFirst = reader.boolean(FIELDS.cancel) === true && action !== 'cancel';
  const cancels = isFirst || action === 'cancel';
  if (cancels && reader.has(FIELDS.cancelOrderType)) refuse('SIGNAL_NOT_SUPPORTED', { field: 'cancelOrderType' });
  return isFirst ? [buildCommand({ action: 'cancel', symbol })] : [];
}

function readCommand(reader: FieldReader): SignalCommand {
  const said = reader.choice(ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  const sentiment = reader.choice(MARKET_POSITIONS, FIELDS.sentiment, 'SIGNAL_FIELD_INVALID');
  return buildCommand(
    {
      symbol: reader.requireText(FIELDS.ticker),
      signalPrice: reader.positiveDecimal(REFERENCE_PRICE),
      ...readOrder(reader),
      ...readStopLoss(reader.object(FIELDS.stopLoss)),
      ...readTakeProfit(reader.object(FIELDS.takeProfit)),
      timeInForce: reader.choice(TIMES_IN_FORCE, FIELDS.timeInForce, 'SIGNAL_NOT_SUPPORTED'),
      time: reader.time(FIELDS.time),
      ...readWish(reader, said, sentiment),
    },
    { price: 'limitPrice', stopPrice: 'stopPrice' },
  );
}

type Fields = Loose<Omit<SignalCommand, 'action'>>;

function readOrder(reader: FieldReader): Fields {
  const orderType = reader.choice(ORDER_TYPES, FIELDS.orderType, 'SIGNAL_FIELD_INVALID');
  if (orderType === undefined) {
    // Without a type the vendor trades at the market; a sender who names a price doesn't expect that.
    const price = reader.firstOf(PRICE_FIELDS);
    if (price !== undefined) refuse('SIGNAL_FIELD_CONFLICT', { field: price, other: 'orderType' });
  }
  reader.leaveOut(PRICE_FIELDS);
  const isPriced = orderType === 'limit' || orderType === 'stop_limit';
  const isStop = orderType === 'stop' || orderType === 'stop_limit';
  return {
    orderType,
    price: isPriced ? reader.positiveDecimal(FIELDS.limitPrice) : undefined,
    stopPrice: isStop ? reader.positiveDecimal(FIELDS.stopPrice) : undefined,
    ...(orderType === 'trailing_stop' ? readTrail(reader) : {}),
  };
}

function readTrail(reader: FieldReader): Fields {
  const amount = reader.positiveDecimal(FIELDS.trailAmount);
  const percent = reader.positiveDecimal(FIELDS.trailPercent);
  if (amount !== undefined && percent !== undefined) {
    return refuse('SIGNAL_FIELD_CONFLICT', { field: 'trailAmount', other: 'trailPercent' });
  }
  const trailDistance = amount ?? percent ?? reader.refuseMissing('trailAmount');
  return { trailDistance, trailUnit: amount === undefined ? 'percent' : 'amount' };
}

/** What is wanted: the action with its size, or, with a sentiment, the position afterwards. */
function readWish(
  reader: FieldReader,
  said: SignalAction,
  sentiment: TargetPosition | undefined,
): Fields & { readonly action: SignalAction } {
  if (sentiment !== 'flat') reader.refuseNull(FIELDS.quantity);
  const saidUnit = reader.choice(QUANTITY_TYPES, FIELDS.quantityType, 'SIGNAL_FIELD_INVALID');
  const isSizeLost = saidUnit !== undefined && !reader.has(FIELDS.quantity);
  // A unit without its number is a number that never arrived; only what takes no size can do without.
  if (isSizeLost && said !== 'cancel' && sentiment !== 'flat') reader.refuseMissing('quantity');
  const quantityUnit = saidUnit ?? 'units';
  if (sentiment === undefined) return sized(said, reader.positiveDecimal(FIELDS.quantity), quantityUnit);
  if (said !== 'buy' && said !== 'sell') {
    return refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'sentiment' });
  }
  if (sentiment === 'flat') {
    reader.skip(FIELDS.quantity);
    return { action: 'target', targetPosition: 'flat' };
  }
  const quantity = reader.positiveDecimal(FIELDS.quantity);
  if ((said === 'buy') === (sentiment === 'long')) {
    if (quantity === undefined) return { action: 'target', targetPosition: sentiment };
    return sized(said, quantity, quantityUnit);
  }
  // Selling while the position stays long is a partial exit; without a size it would leave nothing.
  if (quantity === undefined) return reader.refuseMissing('quantity');
  return sized(sentiment === 'long' ? 'close_long' : 'close_short', quantity, quantityUnit);
}

function sized(
  action: SignalAction,
  quantity: Decimal | undefined,
  unit: QuantityUnit,
): Fields & { readonly action: SignalAction } {
  return { action, quantity, quantityUnit: quantity === undefined ? undefined : unit };
}
