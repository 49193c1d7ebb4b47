/**
 * OctoBot's TradingView signals: `KEY=VALUE` cut at newlines, `;` or a literal `\n`; pieces without `=` are skipped, as
 * its own reader does. Sizes and prices that OctoBot takes relative to the market or to a pool of assets that only its
 * configuration knows are refused; everything else is exact.
 */
import type { Decimal } from '#domain/decimal.ts';
import type { QuantityUnit, SignalCommand, SignalParseOutcome } from '#domain/signal.ts';
import type { Grammar, SignalText } from './grammar.ts';
import type { KeyValue } from './key-value-text.ts';
import {
  Refusals,
  outcomeOf,
  positiveNumber,
  refusePlaceholders,
  splitKeyValue,
  symbolText,
} from './key-value-text.ts';
import { TextFields } from './text-fields.ts';
import { protectionOf } from './octobot-protection.ts';
import { shown } from './signal-refusal.ts';

/**
 * `%` is of all one holds of the asset that pays, `a%` of what is free of it. `t%` and `s%` are shares of what the traded
 * assets are worth together, of all pairs and of this pair: here that is the equity of the account that trades them.
 * OctoBot takes the letter on either side of the sign.
 */
const VOLUME_SUFFIXES: readonly (readonly [suffix: string, unit: QuantityUnit])[] = [
  ['a%', 'percent_available'],
  ['%a', 'percent_available'],
  ['p%', 'percent_position'],
  ['%p', 'percent_position'],
  ['s%', 'percent_equity'],
  ['%s', 'percent_equity'],
  ['t%', 'percent_equity'],
  ['%t', 'percent_equity'],
  ['%', 'percent_balance'],
  ['q', 'quote'],
  ['', 'units'],
];
/** They change what is placed or when it is withdrawn. */
const UNSUPPORTED_KEYS: readonly string[] = ['trailing_profile', 'cancel_policy', 'cancel_policy_params'];
/** Upper-cased it is SIGNAL, as nearly no text of another format; the letters are all that have S and I for capitals. */
const SIGNAL_WORD = /[sſ][iı]gnal/i;
const EXCHANGE_PARAMETER_PREFIX = 'param_';

/** Reads OctoBot signals. */
export const octobotGrammar: Grammar = {
  name: 'octobot',

  recognizes({ text, json }: SignalText): boolean {
    if (json !== undefined || !text.includes('=') || !SIGNAL_WORD.test(text)) return false;
    const keys = piecesOf(text).map((piece) => splitKeyValue(piece)?.key.toUpperCase());
    return keys.includes('SIGNAL') && (keys.includes('SYMBOL') || keys.includes('EXCHANGE'));
  },

  parse({ text }: SignalText): SignalParseOutcome {
    const refusals = new Refusals();
    const nothing = { commands: [], ignoredFields: [] };
    if (refusePlaceholders(text, refusals)) return outcomeOf('octobot', refusals, nothing);
    const pairs: KeyValue[] = [];
    const skipped: string[] = [];
    for (const piece of piecesOf(text)) {
      const pair = splitKeyValue(piece);
      if (pair === undefined) skipped.push(shown(piece));
      else pairs.push(pair);
    }
    const fields = new TextFields(pairs, refusals);
    const credential = fields.text('token');
    const commands = commandsOf(fields);
    return outcomeOf('octobot', refusals, {
      commands,
      ...(credential === undefined || credential === '' ? {} : { credential }),
      ignoredFields: [...skipped, ...fields.ignorable()],
    });
  },
};

function commandsOf(fields: TextFields): readonly SignalCommand[] {
  const { refusals } = fields;
  const signal = fields.required('signal')?.toLowerCase();
  const where = whereOf(fields);
  const tag = fields.text('tag');
  const tagged = tag === undefined || tag === '' ? {} : { tag };
  if (signal === 'cancel') return cancelsOf({ ...where, ...tagged }, fields);
  if (signal !== 'buy' && signal !== 'sell') {
    if (signal !== undefined) refusals.refuse('SIGNAL_ACTION_UNKNOWN', { value: shown(signal) });
    return [];
  }
  fields.refuseUnsupported(['exchange_order_ids', ...UNSUPPORTED_KEYS]);
  fields.refuseUnsupported(fields.keys().filter((key) => key.startsWith(EXCHANGE_PARAMETER_PREFIX)));
  // With it OctoBot shrinks the order to the funds; without it a lack of funds refuses the order, as here.
  if (fields.flag('allow_holdings_adaptation') === true) {
    refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'ALLOW_HOLDINGS_ADAPTATION', value: 'true' });
  }
  const leverage = fields.positive('leverage');
  const reduceOnly = fields.flag('reduce_only');
  return [
    {
      action: signal,
      ...where,
      ...volumeOf(fields),
      ...pricesOf(signal, fields),
      ...(leverage === undefined ? {} : { leverage }),
      ...(reduceOnly === undefined ? {} : { reduceOnly }),
      ...tagged,
    },
  ];
}

/** One cancel for each order id, or one for all orders of the side and tag. */
function cancelsOf(where: Partial<SignalCommand>, fields: TextFields): readonly SignalCommand[] {
  const side = fields.word('param_side', ['buy', 'sell']);
  const ids = fields.text('exchange_order_ids');
  const cancel: SignalCommand = {
    action: 'cancel',
    ...(side === undefined ? {} : { targetPosition: side === 'buy' ? 'long' : 'short' }),
    ...where,
  };
  // What an order would have been is without meaning here, whatever the template still carries.
  for (const key of ORDER_KEYS) fields.text(key);
  if (ids === undefined) return [cancel];
  const tickets = ids.split(',').map((id) => id.trim());
  if (tickets.some((id) => id === '')) {
    fields.refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'EXCHANGE_ORDER_IDS', value: shown(ids) });
  }
  return tickets.map((ticket) => ({ ...cancel, ticket }));
}

const ORDER_KEYS: readonly string[] = [
  'order_type',
  'volume',
  'price',
  'stop_price',
  'take_profit_price',
  'reduce_only',
];

/** The symbol as sent: OctoBot cuts `.P` off, for its exchange is told whether it trades futures; a symbol here tells it. */
function whereOf(fields: TextFields): Partial<SignalCommand> {
  const exchange = fields.text('exchange') ?? '';
  const symbol = symbolText('SYMBOL', fields.required('symbol') ?? '', fields.refusals);
  return { ...(symbol === undefined ? {} : { symbol }), ...(exchange === '' ? {} : { exchange }) };
}

function volumeOf(fields: TextFields): Partial<SignalCommand> {
  const text = fields.text('volume');
  if (text === undefined) return {};
  const [suffix, quantityUnit] = VOLUME_SUFFIXES.find(([end]) => text.toLowerCase().endsWith(end)) ?? ['', 'units'];
  const quantity = positiveNumber('VOLUME', text.slice(0, text.length - suffix.length), fields.refusals);
  return quantity === undefined ? {} : { quantity, quantityUnit };
}

/** Entry, stop-loss and targets. Without a type OctoBot's own setting decides, and by default that is a market order. */
function pricesOf(action: 'buy' | 'sell', fields: TextFields): Partial<SignalCommand> {
  const type = fields.word('order_type', ['market', 'limit', 'stop']) ?? 'market';
  const typed = fields.has('order_type');
  if (type === 'stop') return stopOf(fields);
  const protection = protectionOf({ action, fields, entryIsMarket: type === 'market' });
  if (type === 'market') {
    // A price beside no type is a limit or a remark, depending on a setting that we don't see.
    if (!typed && fields.has('price')) fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'ORDER_TYPE' });
    const signalPrice = typed ? exactPrice('price', fields) : undefined;
    return { orderType: 'market', ...(signalPrice === undefined ? {} : { signalPrice }), ...protection };
  }
  fields.required('price');
  const price = exactPrice('price', fields);
  return { orderType: 'limit', ...(price === undefined ? {} : { price }), ...protection };
}

/** `ORDER_TYPE=STOP` places nothing but the stop order. */
function stopOf(fields: TextFields): Partial<SignalCommand> {
  const targets = fields.keys().filter((key) => key.startsWith('take_profit') || key === 'price');
  for (const key of targets)
    fields.refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'ORDER_TYPE', value: 'STOP', other: key });
  fields.required('stop_price');
  const stopPrice = exactPrice('stop_price', fields);
  return { orderType: 'stop', ...(stopPrice === undefined ? {} : { stopPrice }) };
}

/** An absolute price. `-5%` and `-3d` count from the market price, which a text can't know. */
function exactPrice(key: string, fields: TextFields): Decimal | undefined {
  const text = fields.text(key);
  if (text === undefined) return undefined;
  const field = key.toUpperCase();
  const relative = text.endsWith('%') || text.toLowerCase().endsWith('d');
  if (relative) return fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field, value: shown(text) });
  return positiveNumber(field, text, fields.refusals);
}

function piecesOf(text: string): readonly string[] {
  return text
    .replaceAll('\\n', '\n')
    .replaceAll(';', '\n')
    .split('\n')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}
