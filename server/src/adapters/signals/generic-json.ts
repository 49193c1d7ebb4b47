/**
 * JSON alerts of no particular format, with the synonyms people use (see generic-verbs.ts and generic-sizes.ts). The
 * nested `strategy` and `order` objects of common templates are read like dotted names. TradingView's market position
 * with its size is the position wanted afterwards and outranks the single fill. `price` is a reference unless the order
 * type makes it the limit or the trigger. A fixed `id` in an alert repeats with every trade, so that an id counts
 * together with the alert's time when there is one.
 */
import type { Decimal } from '#domain/decimal.ts';
import { absolute, isZero } from '#domain/decimal.ts';
import type { ParsedSignal, SignalCommand, SignalOrderType, TimeInForce } from '#domain/signal.ts';
import { FieldReader, foldName } from './field-reader.ts';
import { readLevels, readSize, readUnit, skipSizes } from './generic-sizes.ts';
import { PRIMARY_NAMES, isVerb, readVerb } from './generic-verbs.ts';
import type { Verb } from './generic-verbs.ts';
import type { Grammar } from './grammar.ts';
import { buildCommand, buildSignal, isOpening, readCredential } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { MARKET_POSITIONS, readTarget } from './target-position.ts';
import { wordTable } from './word-table.ts';

type Fields = Loose<Omit<SignalCommand, 'action'>>;

const ORDER_TYPES = wordTable<SignalOrderType | 'post_only'>({
  market: 'market mkt',
  limit: 'limit lmt',
  stop: 'stop stop_market stop_mkt stp',
  stop_limit: 'stop_limit stp_lmt',
  trailing_stop: 'trailing_stop trailing',
  post_only: 'post post_only limit_maker',
});
const TIMES_IN_FORCE = wordTable<TimeInForce>({ gtc: 'gtc', ioc: 'ioc', fok: 'fok', day: 'day gfd' });
const ORDER_TYPE_NAMES = ['order_type', 'ord_type', 'strategy.order.type'];
const SYMBOL_NAMES = ['symbol', 'ticker', 'pair', 'instrument', 'market', 'strategy.symbol', 'order.symbol'];
const PRICE_NAMES = ['price', 'order_price', 'strategy.order.price', 'entry_price'];
const REFERENCE_NAMES = [...PRICE_NAMES, 'signal_price', 'close'];
const POSITION_NAMES = ['market_position', 'strategy.market_position', 'target_position'];
const OWN_SIZE_NAMES = ['target_quantity', 'target_size'];
const UNSIGNED_SIZE_NAMES = ['market_position_size', 'strategy.market_position_size', ...OWN_SIZE_NAMES];
const SIGNED_SIZE_NAMES = ['position_size', 'strategy.position_size'];
const PREVIOUS_NAMES = [
  'prev_market_position',
  'prev_market_position_size',
  'strategy.prev_market_position',
  'strategy.prev_market_position_size',
];
const ID_NAMES = ['id', 'signal_id', 'alert_id', 'client_order_id'];
const FLATTENED: ReadonlySet<string> = new Set(['strategy', 'order']);
const FLATTEN_DEPTH_MAX = 3;

export const genericJsonGrammar: Grammar = {
  name: 'generic',
  recognizes: ({ json }) => isJsonObject(json),
  parse: ({ json }) =>
    attempt('generic', () =>
      isJsonObject(json) ? readBody(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'generic' }),
    ),
};

function readBody(body: JsonObject): ParsedSignal {
  const flat = new Map<string, JsonValue>();
  flatten(body, '', flat);
  const reader = new FieldReader(flat);
  const time = readTime(reader);
  const id = reader.text(...ID_NAMES);
  const credential = readCredential(reader);
  const command = readCommand(reader, time);
  return buildSignal('generic', reader, {
    commands: [command],
    credential,
    explicitId: id === undefined || time === undefined ? id : `${id}@${time}`,
    test: reader.boolean('test', 'dry_run'),
  });
}

/** `{"strategy":{"order_action":…}}` as `strategy.order_action`; other nested objects stay as they are. */
function flatten(object: JsonObject, path: string, into: Map<string, JsonValue>): void {
  for (const [key, value] of object) {
    const name = path + key;
    const isNested = isJsonObject(value) && FLATTENED.has(foldName(key)) && name.split('.').length <= FLATTEN_DEPTH_MAX;
    if (isNested) flatten(value, `${name}.`, into);
    else if (into.has(name)) refuse('SIGNAL_FIELD_CONFLICT', { field: name, other: name });
    else into.set(name, value);
  }
}

/** When it was sent: the fire time where there is one; the bar's own time may be a whole bar older. */
function readTime(reader: FieldReader): number | undefined {
  const [sent, stamp, bar] = [
    reader.time('timenow', 'time_now', 'sent_at'),
    reader.time('timestamp'),
    reader.time('time'),
  ];
  return sent ?? stamp ?? bar;
}

function readCommand(reader: FieldReader, time: number | undefined): SignalCommand {
  const isTypeVerb = !reader.has(...PRIMARY_NAMES) && isVerb(reader.peek('type'));
  const verb = readVerb(reader, isTypeVerb ? ['type'] : []);
  const shared = { ...readShared(reader), time };
  const wanted = readWantedPosition(reader, verb);
  if (wanted !== undefined) {
    skipSizes(reader);
    const prices = readPrices(reader, readOrderType(reader, verb, isTypeVerb));
    const levels = readLevels(reader, wanted.targetPosition !== 'flat');
    return buildCommand({ ...shared, ...prices, ...levels, ...wanted, action: 'target' });
  }
  if (verb === undefined) return reader.refuseMissing('action');
  const { action, targetPosition } = narrowed(reader, verb);
  const size = readSize(reader, action);
  // Without a size a fill that only reduces would close everything.
  if (action !== verb.action && size.quantity === undefined) reader.refuseMissing('quantity');
  return buildCommand({
    ...shared,
    ...readPrices(reader, readOrderType(reader, verb, isTypeVerb)),
    ...size,
    ...readLevels(reader, isOpening(action)),
    action,
    ...(targetPosition === undefined ? {} : { targetPosition }),
    reduceOnly: reader.boolean('reduce_only') ?? (isClosingFill(reader, action) ? true : undefined),
  });
}

function readShared(reader: FieldReader): Fields {
  const strategy = isJsonObject(reader.peek('strategy')) ? undefined : reader.text('strategy', 'strategy_name');
  return {
    symbol: reader.text(...SYMBOL_NAMES),
    exchange: reader.text('exchange', 'broker_exchange'),
    timeInForce: reader.choice(TIMES_IN_FORCE, ['time_in_force', 'tif'], 'SIGNAL_FIELD_INVALID'),
    comment: reader.longText('comment', 'note', 'order_comment', 'strategy.order.comment'),
    ticket: reader.text('ticket', 'order_ticket', 'position_id'),
    leverage: reader.positiveDecimal('leverage', 'lev'),
    account: reader.text('account', 'account_id'),
    strategy,
    tag: reader.text('tag', 'strategy.order.id'),
    magic: reader.text('magic', 'magic_number'),
    deviation: reader.unsignedDecimal('deviation'),
  };
}

/** The position afterwards, when the alert names it with its size, or names it alone, or says flat. */
function readWantedPosition(reader: FieldReader, verb: Verb | undefined): Fields | undefined {
  const position = reader.choice(MARKET_POSITIONS, POSITION_NAMES, 'SIGNAL_FIELD_INVALID');
  const unsigned = reader.unsignedDecimal(...UNSIGNED_SIZE_NAMES);
  const signed = reader.decimal(...SIGNED_SIZE_NAMES);
  reader.skip(...PREVIOUS_NAMES);
  if (verb !== undefined && !decidesPosition(verb)) return undefined;
  if (unsigned !== undefined && signed !== undefined && absolute(signed) !== unsigned) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'market_position_size', other: 'position_size' });
  }
  const size = signed ?? unsigned;
  // TradingView counts positions in contracts; a target of the sender's own is counted like any size.
  const unit = readUnit(reader) ?? (reader.has(...OWN_SIZE_NAMES) ? 'units' : 'contracts');
  if (position !== undefined && size !== undefined) {
    return readTarget(position, size, { field: 'position_size', unit });
  }
  if (position === 'flat') return { targetPosition: 'flat' };
  if (verb !== undefined && verb.action !== 'target') return undefined;
  if (position !== undefined) return { targetPosition: position };
  if (size === undefined) return undefined;
  return isZero(size) ? { targetQuantity: size } : { targetQuantity: size, quantityUnit: unit };
}

function decidesPosition({ action }: Verb): boolean {
  return isOpening(action) || action.startsWith('close') || action === 'target';
}

/** A fill against the side that the position stays on only reduces it. */
function narrowed(reader: FieldReader, verb: Verb): Verb {
  const after = reader.choice(MARKET_POSITIONS, POSITION_NAMES, 'SIGNAL_FIELD_INVALID');
  if (verb.action === 'sell' && after === 'long') return { ...verb, action: 'close_long' };
  if (verb.action === 'buy' && after === 'short') return { ...verb, action: 'close_short' };
  return verb;
}

/** TradingView reports the fill that closes a position with a position size of zero. */
function isClosingFill(reader: FieldReader, action: string): boolean {
  const size: Decimal | undefined = reader.decimal(...SIGNED_SIZE_NAMES);
  return size !== undefined && isZero(size) && (action === 'buy' || action === 'sell');
}

type OrderType = SignalOrderType | 'post_only';

function readOrderType(reader: FieldReader, verb: Verb | undefined, isTypeVerb: boolean): OrderType | undefined {
  const names = isTypeVerb ? ORDER_TYPE_NAMES : [...ORDER_TYPE_NAMES, 'type'];
  const said = reader.choice(ORDER_TYPES, names, 'SIGNAL_FIELD_INVALID');
  if (said !== undefined && verb?.orderType !== undefined && said !== verb.orderType) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'order_type' });
  }
  return said ?? verb?.orderType;
}

function readPrices(reader: FieldReader, said: OrderType | undefined): Fields {
  const limit = reader.positiveDecimal('limit_price', 'limit');
  const stop = reader.positiveDecimal('stop_price', 'trigger_price', 'stop');
  // A bare `limit` or `stop` may as well be a target or a protection: only a named limit price implies the type.
  const implied = limit !== undefined && reader.has('limit_price') ? 'limit' : undefined;
  const type = said ?? implied;
  if (type === undefined && (limit ?? stop) !== undefined) reader.refuseMissing('order_type');
  if (limit !== undefined && type !== 'limit' && type !== 'stop_limit' && type !== 'post_only')
    refuseUnused('limit_price');
  if (stop !== undefined && type !== 'stop' && type !== 'stop_limit') refuseUnused('stop_price');
  const postOnly = type === 'post_only' ? true : reader.boolean('post_only');
  switch (type) {
    case 'limit':
    case 'stop_limit':
    case 'post_only': {
      const price = limit ?? readPrice(reader);
      return { orderType: type === 'post_only' ? 'limit' : type, price, stopPrice: stop, postOnly };
    }
    case 'stop': {
      const trigger = stop ?? readPrice(reader);
      return { orderType: type, stopPrice: trigger, postOnly };
    }
    case 'trailing_stop':
      return { orderType: type, ...readTrail(reader), postOnly };
    default:
      return { orderType: type, signalPrice: readReference(reader), postOnly };
  }
}

/** The order's own price; `openPrice` is what copy-trading services call it, where no other price stands. */
function readPrice(reader: FieldReader): Decimal | undefined {
  return reader.positiveDecimal(...PRICE_NAMES) ?? reader.positiveDecimal('open_price');
}

function refuseUnused(field: string): never {
  return refuse('SIGNAL_FIELD_CONFLICT', { field, other: 'order_type' });
}

/** The first of the reference prices that is there; they may differ, for none of them is an order. */
function readReference(reader: FieldReader): Decimal | undefined {
  let reference: Decimal | undefined;
  for (const name of REFERENCE_NAMES) {
    const value = reader.positiveDecimal(name);
    reference ??= value;
  }
  return reference;
}

function readTrail(reader: FieldReader): Fields {
  const amount = reader.positiveDecimal('trail_amount', 'trail_distance');
  const percent = reader.positiveDecimal('trail_percent', 'trail_pct');
  if (amount !== undefined && percent !== undefined) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'trail_amount', other: 'trail_percent' });
  }
  const trailDistance = amount ?? percent ?? reader.refuseMissing('trail_amount');
  return { trailDistance, trailUnit: amount === undefined ? 'percent' : 'amount' };
}
