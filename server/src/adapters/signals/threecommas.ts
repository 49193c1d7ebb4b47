/**
 * 3Commas. The signal bot: a strategy body tells the position wanted afterwards (`strategy_info`), a custom body says
 * `enter_long`, `exit_long` and so on with an order amount. The older DCA bot: no action starts a deal, which is read as
 * a buy, since the text doesn't tell a short bot; a delay can't be honored and is refused. Pairs of the DCA bot are
 * QUOTE_BASE and kept as sent: no instrument has its sides the other way round, so that they resolve all the same.
 */
import type { ParsedSignal, QuantityUnit, SignalAction, SignalCommand, SignalOrderType } from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { isZero } from '#domain/decimal.ts';
import { readExplicitId } from './explicit-id.ts';
import { indexOf } from './field-index.ts';
import { fieldNames, fieldTable } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import { buildCommand, buildSignal, readCredential, readTest } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { MARKET_POSITIONS, readTarget } from './target-position.ts';
import { wordTable } from './word-table.ts';

const FIELDS = fieldTable([
  'message_type',
  'delay_seconds',
  'pair',
  'bot_id',
  'max_lag',
  'strategy_info',
  'order',
  'tv_instrument',
  'tv_exchange',
  'trigger_price',
  'bot_uuid',
  'timestamp',
  'amount',
  'market_position_size',
  'price',
  'action',
  'market_position',
  'currency_type',
  'order_type',
]);
/** Any of them settles it. */
const OWN_FIELDS = fieldNames('bot_uuid tv_instrument strategy_info email_token message_type');
const EMAIL_TOKEN = fieldNames('email_token');
const DEAL_FIELDS = fieldNames('message_type email_token');
const PREVIOUS_FIELDS = fieldNames('prev_market_position prev_market_position_size');
const SIGNAL_ACTIONS = wordTable<SignalAction>({
  buy: 'buy enter_long',
  sell: 'sell enter_short',
  close_long: 'exit_long',
  close_short: 'exit_short',
  close: 'close_position',
  add: 'add_position',
  cancel: 'cancel_enter_order',
});
const DEAL_ACTIONS = wordTable<SignalAction>({
  close: 'close_at_market_price',
  close_all: 'close_at_market_price_all',
  cancel: 'cancel',
  enable: 'start_bot',
  disable: 'stop_bot',
});
const CURRENCY_TYPES = wordTable<QuantityUnit>({
  units: 'base',
  quote: 'quote',
  contracts: 'contracts',
  percent_balance: 'margin_percent',
  percent_position: 'position_percent',
});
const ORDER_TYPES = wordTable<SignalOrderType>({ market: 'market', limit: 'limit' });
const MS_PER_SECOND = 1000n;
const ONE_RAW = 10n ** 18n;

export const threeCommasGrammar: Grammar = {
  name: 'threecommas',
  recognizes: ({ json }) => isJsonObject(json) && indexOf(json).has(OWN_FIELDS),
  parse: ({ json }) =>
    attempt('threecommas', () => {
      if (!isJsonObject(json)) return refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'threecommas' });
      const reader = new FieldReader(json);
      return reader.has(DEAL_FIELDS) ? readDeal(reader) : readSignalBot(json);
    }),
};

function readDeal(reader: FieldReader): ParsedSignal {
  const delay = reader.unsignedDecimal(FIELDS.delay_seconds);
  if (delay !== undefined && !isZero(delay)) refuse('SIGNAL_NOT_SUPPORTED', { field: 'delay_seconds' });
  const type = reader.text(FIELDS.message_type);
  if (type !== undefined && type.toLowerCase() !== 'bot') {
    refuse('SIGNAL_NOT_SUPPORTED', { field: 'message_type', value: type });
  }
  const action = reader.choice(DEAL_ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? 'buy';
  const command = buildCommand({ action, symbol: reader.text(FIELDS.pair), strategy: reader.text(FIELDS.bot_id) });
  return buildSignal('threecommas', reader, {
    commands: [command],
    credential: readCredential(reader, [EMAIL_TOKEN]),
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

function readSignalBot(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const maxLag = reader.positiveDecimal(FIELDS.max_lag);
  return buildSignal('threecommas', reader, {
    commands: [readCommand(reader)],
    credential: readCredential(reader),
    maxAgeMs: maxLag === undefined ? undefined : Number((maxLag * MS_PER_SECOND) / ONE_RAW),
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

function readCommand(reader: FieldReader): SignalCommand {
  const action =
    reader.choice(SIGNAL_ACTIONS, FIELDS.action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('action');
  const info = reader.object(FIELDS.strategy_info);
  const order = reader.object(FIELDS.order);
  const shared = {
    symbol: reader.requireText(FIELDS.tv_instrument),
    exchange: reader.text(FIELDS.tv_exchange),
    signalPrice: reader.positiveDecimal(FIELDS.trigger_price),
    strategy: reader.text(FIELDS.bot_uuid),
    time: reader.time(FIELDS.timestamp),
  };
  const wanted = info?.choice(MARKET_POSITIONS, FIELDS.market_position, 'SIGNAL_FIELD_INVALID');
  if (info === undefined || wanted === undefined) return readCustom(action, order, shared);
  info.skip(PREVIOUS_FIELDS);
  order?.skip(FIELDS.amount);
  const sized = order?.choice(CURRENCY_TYPES, FIELDS.currency_type, 'SIGNAL_NOT_SUPPORTED');
  const size = info.decimal(FIELDS.market_position_size) ?? info.refuseMissing('market_position_size');
  // The position is counted by the chart, in coins unless the bot counts contracts; money and shares size only the order.
  const unit = sized === 'contracts' ? 'contracts' : 'units';
  return buildCommand({
    ...shared,
    ...readPrice(order),
    action: 'target',
    ...readTarget(wanted, size, { field: 'market_position_size', unit }),
  });
}

function readCustom(
  action: SignalAction,
  order: FieldReader | undefined,
  shared: Omit<Parameters<typeof buildCommand>[0], 'action'>,
): SignalCommand {
  order?.refuseNull(FIELDS.amount);
  const quantity = order?.positiveDecimal(FIELDS.amount);
  return buildCommand({ ...shared, action, quantity, quantityUnit: unitOf(order, quantity), ...readPrice(order) });
}

function readPrice(order: FieldReader | undefined): Loose<Pick<SignalCommand, 'orderType' | 'price'>> {
  const orderType = order?.choice(ORDER_TYPES, FIELDS.order_type, 'SIGNAL_NOT_SUPPORTED');
  return { orderType, price: orderType === 'limit' ? order?.positiveDecimal(FIELDS.price) : undefined };
}

function unitOf(order: FieldReader | undefined, quantity: Decimal | undefined): QuantityUnit | undefined {
  const unit = order?.choice(CURRENCY_TYPES, FIELDS.currency_type, 'SIGNAL_NOT_SUPPORTED');
  return quantity === undefined ? undefined : (unit ?? order?.refuseMissing('currency_type'));
}
