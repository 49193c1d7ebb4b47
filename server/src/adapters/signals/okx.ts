/**
 * The OKX signal bot, both forms. The strategy form carries TradingView's `action` and the position after the fill: flat
 * closes whatever is there; an entry from flat says the whole position and is a target; a fill on a position's own side
 * adds, on the other side reduces. The custom form says ENTER_LONG, EXIT_LONG, ENTER_SHORT, EXIT_SHORT. A signal older
 * than `maxLag` seconds (60 when not said) is stale.
 */
import type { ParsedSignal, QuantityUnit, SignalAction, SignalCommand } from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { ALERT_ID_NAMES, readExplicitId } from './explicit-id.ts';
import { indexOf } from './field-index.ts';
import type { FieldIndex } from './field-index.ts';
import { fieldNames, fieldTable, foldName } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import { buildCommand, buildSignal, isOpening, readCredential, readTest } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { MARKET_POSITIONS } from './target-position.ts';
import type { TargetPosition } from './target-position.ts';
import { wordTable } from './word-table.ts';

const FIELDS = fieldTable([
  'signalToken',
  'action',
  'instrument',
  'maxLag',
  'marketPosition',
  'orderPriceOffset',
  'id',
  'timestamp',
  'amount',
  'orderType',
  'investmentType',
  'prevMarketPosition',
]);
/** One of these beside `action` and `instrument` settles it. */
const OWN_FIELDS = fieldNames('prevMarketPosition investmentType maxLag');
const SIZE_FIELDS = fieldNames('amount investmentType');
const CUSTOM_ACTIONS = wordTable<SignalAction>({
  buy: 'ENTER_LONG',
  close_long: 'EXIT_LONG',
  sell: 'ENTER_SHORT',
  close_short: 'EXIT_SHORT',
});
const STRATEGY_ACTIONS = wordTable<'buy' | 'sell'>({ buy: 'buy', sell: 'sell' });
const INVESTMENT_TYPES = wordTable<QuantityUnit>({
  quote: 'margin',
  contracts: 'contract',
  units: 'base',
  percent_available: 'percentage_balance',
  percent_equity: 'percentage_investment',
  percent_position: 'percentage_position',
});
/** TradingView counts a reversal as one order over both legs; only in these units does its size survive netting. */
const COUNTED_UNITS: ReadonlySet<QuantityUnit> = new Set<QuantityUnit>(['contracts', 'units']);
const ORDER_TYPES = wordTable<'market' | 'limit'>({ market: 'market', limit: 'limit' });
const MAX_LAG_DEFAULT_MS = 60_000;
const MS_PER_SECOND = 1000n;
const ONE_RAW = 10n ** 18n;

export const okxGrammar: Grammar = {
  name: 'okx',
  recognizes: ({ json }) => isJsonObject(json) && hasShape(indexOf(json)),
  parse: ({ json }) =>
    attempt('okx', () => (isJsonObject(json) ? readBody(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'okx' }))),
};

function hasShape(index: FieldIndex): boolean {
  if (index.has(FIELDS.signalToken)) return true;
  const action = index.peek(FIELDS.action);
  if (typeof action !== 'string' || !index.has(FIELDS.instrument)) return false;
  return CUSTOM_ACTIONS.has(foldName(action)) || index.has(OWN_FIELDS);
}

function readBody(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const maxLag = reader.positiveDecimal(FIELDS.maxLag);
  return buildSignal('okx', reader, {
    commands: [reader.has(FIELDS.marketPosition) ? readStrategy(reader) : readCustom(reader)],
    credential: readCredential(reader, [FIELDS.signalToken]),
    maxAgeMs: maxLag === undefined ? MAX_LAG_DEFAULT_MS : Number((maxLag * MS_PER_SECOND) / ONE_RAW),
    explicitId: readExplicitId(reader, ALERT_ID_NAMES),
    test: readTest(reader),
  });
}

function readShared(reader: FieldReader): Omit<Parameters<typeof buildCommand>[0], 'action'> {
  const orderType = reader.choice(ORDER_TYPES, FIELDS.orderType, 'SIGNAL_FIELD_INVALID');
  // The limit is an offset from the price that OKX sees when the signal arrives; we can't say the same price.
  if (orderType === 'limit') refuse('SIGNAL_NOT_SUPPORTED', { field: 'orderType', value: 'limit' });
  reader.skip(FIELDS.orderPriceOffset);
  return {
    symbol: reader.requireText(FIELDS.instrument),
    orderType,
    // The strategy's own order id repeats with every trade: a name, not an identity.
    tag: reader.text(FIELDS.id),
    time: reader.time(FIELDS.timestamp),
  };
}

function readCustom(reader: FieldReader): SignalCommand {
  const action =
    reader.choice(CUSTOM_ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  return buildCommand({ ...readShared(reader), action, ...readAmount(reader) });
}

interface Amount {
  readonly quantity?: Decimal;
  readonly quantityUnit?: QuantityUnit;
}

function readAmount(reader: FieldReader): Amount {
  reader.refuseNull(FIELDS.amount);
  const quantity = reader.positiveDecimal(FIELDS.amount);
  const quantityUnit = reader.choice(INVESTMENT_TYPES, FIELDS.investmentType, 'SIGNAL_FIELD_INVALID');
  if (quantity === undefined) return {};
  if (quantityUnit === undefined) return reader.refuseMissing('investmentType');
  return { quantity, quantityUnit };
}

function readStrategy(reader: FieldReader): SignalCommand {
  const action =
    reader.choice(STRATEGY_ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  const after = reader.choice(MARKET_POSITIONS, FIELDS.marketPosition, 'SIGNAL_FIELD_INVALID') ?? 'flat';
  const before = reader.choice(MARKET_POSITIONS, FIELDS.prevMarketPosition, 'SIGNAL_FIELD_INVALID');
  const shared = readShared(reader);
  if (after === 'flat') {
    reader.skip(SIZE_FIELDS);
    return buildCommand({ ...shared, action: 'target', targetPosition: 'flat' });
  }
  const isOwnSide = (action === 'buy') === (after === 'long');
  const wanted = isOwnSide ? action : after === 'long' ? 'close_long' : 'close_short';
  const amount = readAmount(reader);
  if (!isOpening(wanted)) {
    if (amount.quantity === undefined) reader.refuseMissing('amount');
    return buildCommand({ ...shared, action: wanted, ...amount });
  }
  return isWholePosition(before, after, amount)
    ? buildCommand({ ...shared, action: 'target', targetPosition: after, ...asTarget(amount) })
    : buildCommand({ ...shared, action: wanted, ...amount });
}

/** Whether the amount is the position afterwards, and not a part added to it or the sum of two legs. */
function isWholePosition(before: TargetPosition | undefined, after: TargetPosition, amount: Amount): boolean {
  if (before === after) return false;
  if (before === 'flat') return true;
  return amount.quantityUnit === undefined || !COUNTED_UNITS.has(amount.quantityUnit);
}

function asTarget({ quantity, quantityUnit }: Amount): Partial<SignalCommand> {
  if (quantity === undefined || quantityUnit === undefined) return {};
  return { targetQuantity: quantity, quantityUnit };
}
