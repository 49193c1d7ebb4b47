/**
 * Order type and prices of a JSON alert of no particular format: `price` is a reference unless the order type makes it the
 * limit or the trigger, and a price that the type has no use for is a conflict.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { SignalCommand, SignalOrderType } from '#domain/signal.ts';
import { fieldNames, joinedNames } from './field-names.ts';
import type { FieldNames } from './field-names.ts';
import type { FieldReader } from './field-reader.ts';
import type { Verb } from './generic-verbs.ts';
import type { Loose } from './signal-command.ts';
import { refuse } from './signal-refusal.ts';
import { wordOf, wordTable } from './word-table.ts';

type Fields = Loose<Omit<SignalCommand, 'action'>>;

const ORDER_TYPES = wordTable<SignalOrderType | 'post_only'>({
  market: 'market mkt',
  limit: 'limit lmt',
  stop: 'stop stop_market stop_mkt stp',
  stop_limit: 'stop_limit stp_lmt',
  trailing_stop: 'trailing_stop trailing',
  post_only: 'post post_only limit_maker',
});
const ORDER_TYPE_NAMES = fieldNames('order_type ord_type strategy.order.type');
const ORDER_TYPE_OR_TYPE_NAMES = fieldNames('order_type ord_type strategy.order.type type');
const PRICE_NAMES = fieldNames('price order_price strategy.order.price entry_price');
const LIMIT_NAMES = fieldNames('limit_price limit');
const STOP_NAMES = fieldNames('stop_price trigger_price stop');
const TRAIL_AMOUNT_NAMES = fieldNames('trail_amount trail_distance');
const TRAIL_PERCENT_NAMES = fieldNames('trail_percent trail_pct');
const NOTED_FIELDS = ['signal_price', 'close'].map(fieldNames);
const REFERENCE_FIELDS = [...PRICE_NAMES.names.map(fieldNames), ...NOTED_FIELDS];
const LIMIT_PRICE = fieldNames('limit_price');
const OPEN_PRICE = fieldNames('open_price');
const POST_ONLY = fieldNames('post_only');

type OrderType = SignalOrderType | 'post_only';

const ORDER = fieldNames('order');

/** The order type that a field says or the verb does; a contradiction is refused. */
export function readOrderType(reader: FieldReader, verb: Verb | undefined, isTypeVerb: boolean): OrderType | undefined {
  const named = isTypeVerb ? ORDER_TYPE_NAMES : ORDER_TYPE_OR_TYPE_NAMES;
  const order = reader.peek(ORDER);
  // Elsewhere `order` is a label of the sender's own, or a verb.
  const isType = typeof order === 'string' && wordOf(ORDER_TYPES, order.trim()) !== undefined;
  const names = isType ? joinedNames([named, ORDER]) : named;
  const said = reader.choice(ORDER_TYPES, names, 'SIGNAL_FIELD_INVALID');
  if (said !== undefined && verb?.orderType !== undefined && said !== verb.orderType) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'action', other: 'order_type' });
  }
  return said ?? verb?.orderType;
}

/** The prices that the type uses, each refused with a type that doesn't; without a type a price is a reference. */
export function readPrices(reader: FieldReader, said: OrderType | undefined): Fields {
  const limit = reader.positiveDecimal(LIMIT_NAMES);
  const stop = reader.positiveDecimal(STOP_NAMES);
  // A bare `limit` or `stop` may as well be a target or a protection: only a named limit price implies the type.
  const implied = limit !== undefined && reader.has(LIMIT_PRICE) ? 'limit' : undefined;
  const type = said ?? implied;
  if (type === undefined && (limit ?? stop) !== undefined) reader.refuseMissing('order_type');
  if (limit !== undefined && type !== 'limit' && type !== 'stop_limit' && type !== 'post_only')
    refuseUnused('limit_price');
  if (stop !== undefined && type !== 'stop' && type !== 'stop_limit') refuseUnused('stop_price');
  const postOnly = type === 'post_only' ? true : reader.boolean(POST_ONLY);
  switch (type) {
    case 'limit':
    case 'stop_limit':
    case 'post_only': {
      const price = limit ?? readPrice(reader);
      const orderType = type === 'post_only' ? 'limit' : type;
      return { orderType, price, stopPrice: stop, signalPrice: readBeside(reader, limit), postOnly };
    }
    case 'stop': {
      const trigger = stop ?? readPrice(reader);
      return { orderType: type, stopPrice: trigger, signalPrice: readBeside(reader, stop), postOnly };
    }
    case 'trailing_stop':
      return { orderType: type, ...readTrail(reader), signalPrice: readReference(reader), postOnly };
    default:
      return { orderType: type, signalPrice: readReference(reader), postOnly };
  }
}

/** The order's own price; `openPrice` is what copy-trading services call it, where no other price stands. */
function readPrice(reader: FieldReader): Decimal | undefined {
  return reader.positiveDecimal(PRICE_NAMES) ?? reader.positiveDecimal(OPEN_PRICE);
}

function refuseUnused(field: string): never {
  return refuse('SIGNAL_FIELD_CONFLICT', { field, other: 'order_type' });
}

/** The reference beside an order's price: what stands under `price` too, unless it is the order's own. */
function readBeside(reader: FieldReader, named: Decimal | undefined): Decimal | undefined {
  return readReference(reader, named === undefined ? NOTED_FIELDS : REFERENCE_FIELDS);
}

/** The first of the reference prices that is there; they may differ, for none of them is an order. */
function readReference(reader: FieldReader, fields: readonly FieldNames[] = REFERENCE_FIELDS): Decimal | undefined {
  let reference: Decimal | undefined;
  for (const names of fields) {
    const value = reader.positiveDecimal(names);
    reference ??= value;
  }
  return reference;
}

function readTrail(reader: FieldReader): Fields {
  const amount = reader.positiveDecimal(TRAIL_AMOUNT_NAMES);
  const percent = reader.positiveDecimal(TRAIL_PERCENT_NAMES);
  if (amount !== undefined && percent !== undefined) {
    refuse('SIGNAL_FIELD_CONFLICT', { field: 'trail_amount', other: 'trail_percent' });
  }
  const trailDistance = amount ?? percent ?? reader.refuseMissing('trail_amount');
  return { trailDistance, trailUnit: amount === undefined ? 'percent' : 'amount' };
}
