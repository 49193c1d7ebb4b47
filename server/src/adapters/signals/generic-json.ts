/**
 * JSON alerts of no particular format, with the synonyms people use (see generic-verbs.ts, generic-sizes.ts, generic-levels.ts). The
 * nested `strategy` and `order` objects of common templates are read like dotted names. TradingView's market position
 * with its size is the position wanted afterwards and outranks the single fill. `price` is a reference unless the order
 * type makes it the limit or the trigger.
 */
import type { Decimal } from '#domain/decimal.ts';
import { absolute, isZero } from '#domain/decimal.ts';
import type { ParsedSignal, SignalCommand, TimeInForce } from '#domain/signal.ts';
import { readExplicitId } from './explicit-id.ts';
import { indexOf } from './field-index.ts';
import { fieldNames, fieldTable, foldName } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import { readOrderType, readPrices } from './generic-prices.ts';
import { readLevels } from './generic-levels.ts';
import { hasSize, readSize, readUnit, skipSizes } from './generic-sizes.ts';
import { ACTION_NAMES, isVerb, readVerb } from './generic-verbs.ts';
import type { Verb } from './generic-verbs.ts';
import type { Grammar } from './grammar.ts';
import { buildCommand, buildSignal, isOpening, readCredential, readTest } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { MARKET_POSITIONS, onOwnSide, readTarget } from './target-position.ts';
import { wordTable } from './word-table.ts';

type Fields = Loose<Omit<SignalCommand, 'action'>>;

const TIMES_IN_FORCE = wordTable<TimeInForce>({ gtc: 'gtc', ioc: 'ioc', fok: 'fok', day: 'day gfd' });
const FIELDS = fieldTable(['type', 'timestamp', 'time', 'strategy', 'reduce_only', 'deviation']);
const SENT_NAMES = fieldNames('timenow time_now sent_at');
const SYMBOL_NAMES = fieldNames('symbol ticker pair instrument market strategy.symbol order.symbol');
const EXCHANGE_NAMES = fieldNames('exchange broker_exchange');
const TIME_IN_FORCE_NAMES = fieldNames('time_in_force tif');
const COMMENT_NAMES = fieldNames('comment note order_comment strategy.order.comment');
const TICKET_NAMES = fieldNames('ticket order_ticket position_id');
const LEVERAGE_NAMES = fieldNames('leverage lev');
const ACCOUNT_NAMES = fieldNames('account account_id');
const STRATEGY_NAMES = fieldNames('strategy strategy_name');
const TAG_NAMES = fieldNames('tag strategy.order.id');
const MAGIC_NAMES = fieldNames('magic magic_number');
const POSITION_NAMES = fieldNames('market_position strategy.market_position target_position sentiment');
const SENTIMENT = fieldNames('sentiment');
const OWN_SIZE_NAMES = fieldNames('target_quantity target_size');
const UNSIGNED_SIZE_NAMES = fieldNames(
  'market_position_size strategy.market_position_size target_quantity target_size',
);
const SIGNED_SIZE_NAMES = fieldNames('position_size strategy.position_size');
const PREVIOUS_NAMES = fieldNames(
  'prev_market_position prev_market_position_size strategy.prev_market_position ' +
    'strategy.prev_market_position_size',
);
const CLOSE_POSITION = fieldNames('close_position');
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
  const reader = new FieldReader(flattened(body));
  const time = readTime(reader);
  const credential = readCredential(reader);
  const command = readCommand(reader, time);
  const isTrade = command.action === 'buy' || command.action === 'sell';
  return buildSignal('generic', reader, {
    commands: isTrade && reader.has(SENTIMENT) ? onOwnSide(command) : [command],
    credential,
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

/** The body itself unless it nests. */
function flattened(body: JsonObject): JsonObject {
  if (!nests(body)) return body;
  const flat = new Map<string, JsonValue>();
  flatten(body, '', flat);
  return flat;
}

function nests(body: JsonObject): boolean {
  for (const { key, value } of indexOf(body).entries) {
    if (isJsonObject(value) && FLATTENED.has(foldName(key))) return true;
  }
  return false;
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
  const [sent, stamp, bar] = [reader.time(SENT_NAMES), reader.time(FIELDS.timestamp), reader.time(FIELDS.time)];
  return sent ?? stamp ?? bar;
}

function readCommand(reader: FieldReader, time: number | undefined): SignalCommand {
  const isTypeVerb = !reader.has(ACTION_NAMES) && isVerb(reader.peek(FIELDS.type));
  const verb = readVerb(reader, isTypeVerb);
  const shared = { ...readShared(reader), time };
  const wanted = readWantedPosition(reader, verb);
  if (wanted !== undefined) {
    if (wanted.targetPosition !== 'flat' && reader.boolean(CLOSE_POSITION) === true) {
      refuse('SIGNAL_FIELD_CONFLICT', { field: 'closePosition', other: 'market_position' });
    }
    reader.skip(CLOSE_POSITION);
    skipSizes(reader);
    const prices = readPrices(reader, readOrderType(reader, verb, isTypeVerb));
    const levels = readLevels(reader, wanted.targetPosition !== 'flat');
    return buildCommand({ ...shared, ...prices, ...levels, ...wanted, action: 'target' });
  }
  if (verb === undefined) return reader.refuseMissing('action');
  const closesWhole = reader.boolean(CLOSE_POSITION) === true;
  const { action, targetPosition } = closesWhole ? readWholeClose(reader, verb) : narrowed(reader, verb);
  const size = readSize(reader, action);
  // Without a size a fill that only reduces would close everything.
  if (!closesWhole && action !== verb.action && size.quantity === undefined) reader.refuseMissing('quantity');
  return buildCommand({
    ...shared,
    ...readPrices(reader, readOrderType(reader, verb, isTypeVerb)),
    ...size,
    ...readLevels(reader, isOpening(action)),
    action,
    ...(targetPosition === undefined ? {} : { targetPosition }),
    reduceOnly: reader.boolean(FIELDS.reduce_only) ?? (isClosingFill(reader, action) ? true : undefined),
  });
}

function readShared(reader: FieldReader): Fields {
  const strategy = isJsonObject(reader.peek(FIELDS.strategy)) ? undefined : reader.text(STRATEGY_NAMES);
  return {
    symbol: reader.text(SYMBOL_NAMES),
    exchange: reader.text(EXCHANGE_NAMES),
    timeInForce: reader.choice(TIMES_IN_FORCE, TIME_IN_FORCE_NAMES, 'SIGNAL_FIELD_INVALID'),
    comment: reader.longText(COMMENT_NAMES),
    ticket: reader.text(TICKET_NAMES),
    leverage: reader.positiveDecimal(LEVERAGE_NAMES),
    account: reader.text(ACCOUNT_NAMES),
    strategy,
    tag: reader.text(TAG_NAMES),
    magic: reader.text(MAGIC_NAMES),
    deviation: reader.unsignedDecimal(FIELDS.deviation),
  };
}

/** The position afterwards, when the alert names it with its size, or names it alone, or says flat. */
function readWantedPosition(reader: FieldReader, verb: Verb | undefined): Fields | undefined {
  const position = reader.choice(MARKET_POSITIONS, POSITION_NAMES, 'SIGNAL_FIELD_INVALID');
  reader.refuseNull(UNSIGNED_SIZE_NAMES);
  reader.refuseNull(SIGNED_SIZE_NAMES);
  const unsigned = reader.unsignedDecimal(UNSIGNED_SIZE_NAMES);
  const signed = reader.decimal(SIGNED_SIZE_NAMES);
  reader.skip(PREVIOUS_NAMES);
  if (verb !== undefined && !decidesPosition(verb)) return undefined;
  if (unsigned !== undefined && signed !== undefined && absolute(signed) !== unsigned) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'market_position_size', other: 'position_size' });
  }
  const size = signed ?? unsigned;
  // TradingView counts positions in contracts; a target of the sender's own is counted like any size.
  const unit = readUnit(reader) ?? (reader.has(OWN_SIZE_NAMES) ? 'units' : 'contracts');
  if (position !== undefined && size !== undefined) {
    return readTarget(position, size, { field: 'position_size', unit });
  }
  if (position === 'flat') return { targetPosition: 'flat' };
  if (verb !== undefined && verb.action !== 'target') return readSentiment(reader, verb);
  if (position !== undefined) return { targetPosition: position };
  if (size === undefined) return undefined;
  return isZero(size) ? { targetQuantity: size } : { targetQuantity: size, quantityUnit: unit };
}

/** A sentiment on the trade's own side and no size: to be on that side is enough. Beside another verb it says nothing. */
function readSentiment(reader: FieldReader, { action }: Verb): Fields | undefined {
  const sentiment = reader.choice(MARKET_POSITIONS, SENTIMENT, 'SIGNAL_FIELD_INVALID');
  if (sentiment === undefined) return undefined;
  if (action !== 'buy' && action !== 'sell') refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'sentiment' });
  const isOwnSide = (action === 'buy') === (sentiment === 'long');
  return isOwnSide && !hasSize(reader) ? { targetPosition: sentiment } : undefined;
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

/** `closePosition` makes a trade the close of the position that it goes against, whole whatever its size. */
function readWholeClose(reader: FieldReader, verb: Verb): Verb {
  if (hasSize(reader)) refuse('SIGNAL_FIELD_CONFLICT', { field: 'closePosition', other: 'quantity' });
  if (verb.action === 'buy') return { ...verb, action: 'close_short' };
  if (verb.action === 'sell') return { ...verb, action: 'close_long' };
  if (verb.action.startsWith('close')) return verb;
  return refuse('SIGNAL_FIELD_CONFLICT', { field: 'closePosition', other: 'action' });
}

/** TradingView reports the fill that closes a position with a position size of zero. */
function isClosingFill(reader: FieldReader, action: string): boolean {
  const size: Decimal | undefined = reader.decimal(SIGNED_SIZE_NAMES);
  return size !== undefined && isZero(size) && (action === 'buy' || action === 'sell');
}
