/**
 * WunderTrading's JSON: the comment code in `code` with the size, the leverage and the protection beside it. Percentages
 * are shares of one there (0.02 = 2 %), for the amount as for stop-loss and take-profits; more than one is refused. An exit closes the position
 * whole: its template carries the entry's amount and protection along, which are shown as ignored.
 */
import type { ParsedSignal, QuantityUnit, SignalCommand, SignalOrderType, TakeProfitTarget } from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { ONE, formatDecimal, fromInteger, multiplyRounded } from '#domain/decimal.ts';
import { readExplicitId } from './explicit-id.ts';
import { indexOf } from './field-index.ts';
import { fieldTable } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import type { Grammar } from './grammar.ts';
import { Refusals } from './key-value-text.ts';
import { buildCommand, buildSignal, isOpening, readCredential, readTest, takeProfitFields } from './signal-command.ts';
import type { Loose } from './signal-command.ts';
import { SignalRefusal, attempt, refuse } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { readWunderTradingCode } from './wundertrading-text.ts';
import { wordTable } from './word-table.ts';

const FIELDS = fieldTable([
  'code',
  'amountPerTrade',
  'price',
  'reduceOnly',
  'leverage',
  'stopLoss',
  'priceDeviation',
  'takeProfits',
  'portfolio',
  'orderType',
  'amountPerTradeType',
]);
const AMOUNT_TYPES = wordTable<QuantityUnit>({
  quote: 'quote',
  units: 'base',
  usd: '$',
  percent_balance: 'percents',
  contracts: 'contracts',
});
const ORDER_TYPES = wordTable<SignalOrderType>({ market: 'market', limit: 'limit' });
const HUNDRED = fromInteger(100);
const TARGETS_MAX = 32;

export const wunderTradingJsonGrammar: Grammar = {
  name: 'wundertrading',
  recognizes: ({ json }) => {
    if (!isJsonObject(json)) return false;
    const index = indexOf(json);
    const code = index.peek(FIELDS.code);
    return typeof code === 'string' && (/^\s*(?:ENTER|EXIT)-/i.test(code) || index.has(FIELDS.amountPerTrade));
  },
  parse: ({ json }) =>
    attempt('wundertrading', () =>
      isJsonObject(json) ? readBody(json) : refuse('SIGNAL_FORMAT_UNKNOWN', { format: 'wundertrading' }),
    ),
};

function readBody(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const coded = readCode(reader.requireText(FIELDS.code));
  const orderType = reader.choice(ORDER_TYPES, FIELDS.orderType, 'SIGNAL_NOT_SUPPORTED') ?? coded.orderType;
  const command = buildCommand({
    ...coded,
    orderType,
    price: orderType === 'limit' ? reader.positiveDecimal(FIELDS.price) : undefined,
    ...(isOpening(coded.action) ? readEntry(reader) : {}),
    reduceOnly: reader.boolean(FIELDS.reduceOnly),
  });
  return buildSignal('wundertrading', reader, {
    commands: [command],
    credential: readCredential(reader),
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

function readCode(code: string): SignalCommand {
  const refusals = new Refusals();
  const command = readWunderTradingCode(code, refusals);
  if (refusals.first !== undefined) throw new SignalRefusal(refusals.first.code, refusals.first.values);
  return command ?? refuse('SIGNAL_FIELD_MISSING', { field: 'code' });
}

type Fields = Loose<Omit<SignalCommand, 'action'>>;

function readEntry(reader: FieldReader): Fields {
  return {
    ...readAmount(reader),
    leverage: reader.positiveDecimal(FIELDS.leverage),
    ...readStopLoss(reader.object(FIELDS.stopLoss)),
    ...readTakeProfits(reader),
  };
}

function readAmount(reader: FieldReader): Fields {
  reader.refuseNull(FIELDS.amountPerTrade);
  const amount = reader.positiveDecimal(FIELDS.amountPerTrade);
  const unit = reader.choice(AMOUNT_TYPES, FIELDS.amountPerTradeType, 'SIGNAL_FIELD_INVALID');
  if (amount === undefined) return {};
  const quantityUnit = unit ?? reader.refuseMissing('amountPerTradeType');
  const quantity = quantityUnit === 'percent_balance' ? percent(amount, 'amountPerTrade') : amount;
  return { quantity, quantityUnit };
}

function readStopLoss(reader: FieldReader | undefined): Fields {
  if (reader === undefined) return {};
  const deviation = reader.positiveDecimal(FIELDS.priceDeviation) ?? reader.refuseMissing('priceDeviation');
  return { stopLoss: percent(deviation, 'stopLoss.priceDeviation'), stopLossUnit: 'percent' };
}

function readTakeProfits(reader: FieldReader): Fields {
  const items = reader.array(FIELDS.takeProfits);
  if (items === undefined) return {};
  if (items.length > TARGETS_MAX) {
    refuse('SIGNAL_FIELD_INVALID', { field: 'takeProfits', expected: `at most ${TARGETS_MAX}` });
  }
  const targets = items.map((item, index): TakeProfitTarget => {
    const field = `takeProfits[${index}]`;
    if (!isJsonObject(item)) return refuse('SIGNAL_FIELD_INVALID', { field, expected: 'an object' });
    const target = new FieldReader(item, `${field}.`);
    const deviation = target.positiveDecimal(FIELDS.priceDeviation) ?? target.refuseMissing('priceDeviation');
    const portion = target.positiveDecimal(FIELDS.portfolio);
    const value = percent(deviation, `${field}.priceDeviation`);
    return portion === undefined ? { value } : { value, portion };
  });
  return takeProfitFields(targets, 'percent', 'takeProfits');
}

/** More than the whole is a percentage that was written as such, a hundred times what its sender means. */
function percent(share: Decimal, field: string): Decimal {
  if (share > ONE) {
    const expected = 'a share of at most 1 (0.02 = 2%)';
    refuse('SIGNAL_FIELD_INVALID', { field, value: formatDecimal(share), expected });
  }
  return multiplyRounded(share, HUNDRED, 'half_even');
}
