/**
 * FMZ 发明者. Three forms: a JSON body (`Flag`, `Currency`, `Action`, `Price` −1 for market, `Amount`), the command
 * `action:amount`, and `TradingView:order:ticker=EXCHANGE:SYMBOL price= size= type=1..6`. Combined verbs (spk, bpk, types 5 and
 * 6) become two commands, close before open. Amounts of futures are contracts, those of spot are units. `swap` makes the
 * pair the perpetual contract, which is said in the symbol. In the body as in the text a price is the limit; without
 * one, as with −1, the order is a market order.
 */
import type { ParsedSignal, QuantityUnit, SignalAction, SignalCommand } from '#domain/signal.ts';
import type { Decimal } from '#domain/decimal.ts';
import { formatDecimal, fromInteger, isPositive } from '#domain/decimal.ts';
import { readExplicitId } from './explicit-id.ts';
import { indexOf } from './field-index.ts';
import type { FieldIndex } from './field-index.ts';
import { fieldNames, fieldTable, foldName } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import { requireNumber } from './field-values.ts';
import type { Grammar } from './grammar.ts';
import { nearestName } from './nearest-name.ts';
import { buildCommand, buildSignal, isOpening, readCredential, readTest } from './signal-command.ts';
import { attempt, refuse, shown } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { wordTable } from './word-table.ts';

const FIELDS = fieldTable(['Currency', 'Action', 'Amount', 'Flag', 'Price', 'Exchange', 'ContractType']);
const OWN_FIELDS = fieldNames('Flag ContractType');
const JSON_ACTIONS = wordTable<SignalAction>({
  buy: 'buy long',
  sell: 'sell short',
  close_short: 'closesell',
  close_long: 'closebuy',
});
/** Contract types that name the instrument itself; a dated future would need a contract that the text doesn't name. */
const CONTRACT_TYPES = wordTable<'spot' | 'swap'>({ spot: 'spot', swap: 'swap' });
/** A verb of the short text: what it does in order, and whether it speaks of futures. */
const TEXT_ACTIONS: ReadonlyMap<string, { readonly actions: readonly SignalAction[]; readonly unit: QuantityUnit }> =
  new Map([
    ['buy', { actions: ['buy'], unit: 'units' }],
    ['sell', { actions: ['sell'], unit: 'units' }],
    ['long', { actions: ['buy'], unit: 'contracts' }],
    ['short', { actions: ['sell'], unit: 'contracts' }],
    ['cover_long', { actions: ['close_long'], unit: 'contracts' }],
    ['cover_short', { actions: ['close_short'], unit: 'contracts' }],
    ['spk', { actions: ['close_long', 'sell'], unit: 'contracts' }],
    ['bpk', { actions: ['close_short', 'buy'], unit: 'contracts' }],
  ]);
/** A pair that says itself that it is a perpetual contract. */
const PERPETUAL_MARK = /(?:\.P|[./_-]?PERP|[._-]SWAP|[/_-][A-Z0-9]+:[A-Z0-9]+)$/i;
const ORDER_TYPES: ReadonlyMap<string, readonly SignalAction[]> = new Map([
  ['1', ['buy']],
  ['2', ['sell']],
  ['3', ['close_long']],
  ['4', ['close_short']],
  ['5', ['close_long', 'sell']],
  ['6', ['close_short', 'buy']],
]);
const SHORT_TEXT = /^(buy|sell|long|short|cover_long|cover_short|spk|bpk)\s*:\s*(\S+|[-+*/().\d ]+)$/i;
const MARKET_PRICE = fromInteger(-1);
const ORDER_PREFIX = 'tradingview:order:';
const ORDER_KEYS = ['ticker', 'levelRate', 'price', 'size', 'type', 'robot'];

export const fmzGrammar: Grammar = {
  name: 'fmz',
  recognizes: ({ text, json }) => {
    if (isJsonObject(json)) return hasShape(indexOf(json));
    return isOrderText(text) || (text.length <= 256 && SHORT_TEXT.test(text));
  },
  parse: ({ text, json }) =>
    attempt('fmz', () => {
      if (isJsonObject(json)) return readBody(json);
      if (isOrderText(text)) return readOrderText(text.slice(ORDER_PREFIX.length));
      return readShortText(text);
    }),
};

function hasShape(index: FieldIndex): boolean {
  return index.has(FIELDS.Currency) && index.has(FIELDS.Action) && index.has(OWN_FIELDS);
}

function isOrderText(text: string): boolean {
  return text.slice(0, ORDER_PREFIX.length).toLowerCase() === ORDER_PREFIX;
}

function readBody(body: JsonObject): ParsedSignal {
  const reader = new FieldReader(body);
  const action = reader.choice(JSON_ACTIONS, FIELDS.Action, 'SIGNAL_ACTION_UNKNOWN') ?? reader.refuseMissing('Action');
  const contract = reader.choice(CONTRACT_TYPES, FIELDS.ContractType, 'SIGNAL_NOT_SUPPORTED') ?? 'spot';
  reader.refuseNull(FIELDS.Amount);
  const quantity = reader.positiveDecimal(FIELDS.Amount);
  const price = limitOf(reader.decimal(FIELDS.Price), 'Price');
  const command = buildCommand({
    action,
    symbol: contract === 'swap' ? perpetual(reader.requireText(FIELDS.Currency)) : reader.requireText(FIELDS.Currency),
    exchange: exchangeName(reader),
    quantity,
    quantityUnit: quantity === undefined ? undefined : contract === 'spot' ? 'units' : 'contracts',
    orderType: price === undefined ? 'market' : 'limit',
    price,
    tag: reader.text(FIELDS.Flag),
  });
  return buildSignal('fmz', reader, {
    commands: [command],
    credential: readCredential(reader),
    explicitId: readExplicitId(reader),
    test: readTest(reader),
  });
}

/** `BTC_USDT` is the pair; its perpetual contract is marked as TradingView does. */
function perpetual(pair: string): string {
  return PERPETUAL_MARK.test(pair) ? pair : `${pair}.P`;
}

/** −1 is the market, as none is; any other price is the limit. */
function limitOf(price: Decimal | undefined, field: string): Decimal | undefined {
  if (price === undefined || price === MARKET_PRICE) return undefined;
  return isPositive(price) ? price : refuse('SIGNAL_FIELD_INVALID', { field, value: formatDecimal(price) });
}

/** A number counts the exchange objects of the sender's robot and names no exchange; it stays ignored. */
function exchangeName(reader: FieldReader): string | undefined {
  const value = reader.peek(FIELDS.Exchange);
  return typeof value === 'string' && !/^\s*\d*\s*$/.test(value) ? reader.text(FIELDS.Exchange) : undefined;
}

function readShortText(text: string): ParsedSignal {
  const match = text.length <= 256 ? SHORT_TEXT.exec(text) : null;
  const verb = TEXT_ACTIONS.get((match?.[1] ?? '').toLowerCase());
  if (verb === undefined) return refuseVerb(text);
  const quantity = readSize(match?.[2]?.trim() ?? '', 'amount');
  const commands = sequence(verb.actions, { quantity, quantityUnit: verb.unit });
  return { format: 'fmz', commands, ignoredFields: [] };
}

function refuseVerb(text: string): never {
  const verb = text.slice(0, 64).split(':')[0]?.trim() ?? '';
  const nearest = nearestName(verb, TEXT_ACTIONS.keys());
  return refuse('SIGNAL_ACTION_UNKNOWN', {
    field: 'action',
    value: shown(verb),
    ...(nearest === undefined ? {} : { nearest }),
  });
}

function readSize(text: string, field: string): Decimal {
  const size = requireNumber(text, field);
  return isPositive(size) ? size : refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
}

/** One command, or a close without a size (all of it) and the opening with it. */
function sequence(
  actions: readonly SignalAction[],
  fields: Omit<Parameters<typeof buildCommand>[0], 'action'>,
): readonly SignalCommand[] {
  const { quantity, quantityUnit, ...shared } = fields;
  return actions.map((action) => {
    const isCloseOfTwo = actions.length > 1 && !isOpening(action);
    return buildCommand(isCloseOfTwo ? { ...shared, action } : { ...fields, action });
  });
}

function readOrderText(text: string): ParsedSignal {
  const values = readPairs(text);
  const type = values.get('type') ?? refuse('SIGNAL_FIELD_MISSING', { field: 'type' });
  const actions = ORDER_TYPES.get(type) ?? refuse('SIGNAL_ACTION_UNKNOWN', { field: 'type', value: shown(type) });
  const ticker = values.get('ticker') ?? refuse('SIGNAL_FIELD_MISSING', { field: 'ticker' });
  const colon = ticker.indexOf(':');
  const size = values.get('size');
  const quantity = size === undefined ? undefined : readSize(size, 'size');
  const price = limitOf(readOptional(values, 'price'), 'price');
  const commands = sequence(actions, {
    symbol: ticker.slice(colon + 1),
    exchange: colon > 0 ? ticker.slice(0, colon) : undefined,
    quantity,
    quantityUnit: quantity === undefined ? undefined : 'contracts',
    orderType: price === undefined ? 'market' : 'limit',
    price,
    leverage: readPositive(values, 'levelrate'),
    tag: values.get('robot'),
  });
  const known = new Set(ORDER_KEYS.map(foldName));
  return { format: 'fmz', commands, ignoredFields: [...values.keys()].filter((key) => !known.has(key)) };
}

function readPairs(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const sign = word.indexOf('=');
    if (sign <= 0) refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(word) });
    const key = foldName(word.slice(0, sign));
    const value = word.slice(sign + 1);
    if (values.has(key)) refuse('SIGNAL_FIELD_CONFLICT', { field: shown(key), other: shown(key) });
    if (value.length > 256) refuse('SIGNAL_FIELD_INVALID', { field: shown(key), expected: 'at most 256 characters' });
    if (value !== '') values.set(key, value);
  }
  return values;
}

function readOptional(values: ReadonlyMap<string, string>, key: string): Decimal | undefined {
  const text = values.get(key);
  return text === undefined ? undefined : requireNumber(text, key);
}

function readPositive(values: ReadonlyMap<string, string>, key: string): Decimal | undefined {
  const value = readOptional(values, key);
  if (value === undefined || isPositive(value)) return value;
  return refuse('SIGNAL_FIELD_INVALID', { field: key, value: formatDecimal(value) });
}
