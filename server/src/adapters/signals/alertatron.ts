/**
 * Alertatron's scripts: `KeyName(SYMBOL) { command(argument=value, …); … } #bot`. Commands keep their order. A price
 * is said exactly (`@123`) or refused: an offset from the market or from the entry price needs a price that the text does not
 * have. `position=` is the signed position wanted afterwards. A pause is harmless at the end and refused before an order.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isZero } from '#domain/decimal.ts';
import type { QuantityUnit, SignalCommand, SignalParseOutcome } from '#domain/signal.ts';
import type { AlertatronStatement } from './alertatron-script.ts';
import { hasAlertatronBlock, readAlertatronScript } from './alertatron-script.ts';
import type { Grammar, SignalText } from './grammar.ts';
import { Refusals, anyNumber, outcomeOf, positiveNumber, refusePlaceholders, symbolText } from './key-value-text.ts';
import { TextFields } from './text-fields.ts';
import { shown } from './signal-refusal.ts';

/** Without effect on any order. */
const SILENT_COMMANDS: readonly string[] = ['notify', 'balance'];
/** Algorithms and settings of the sender's tool that nothing here stands for. */
const KNOWN_COMMANDS: readonly string[] = [
  'aggressiveentry',
  'closeontrigger',
  'continue',
  'exchangesettings',
  'icebergorder',
  'managedorder',
  'marketmaker',
  'onecancelsother',
  'pingpong',
  'scaledorder',
  'stepmarket',
  'steppedmarket',
  'stop',
  'trailingtakeprofit',
  'twaporder',
  'waitfor',
];
/** What is carried out; outside the braces it would not be, and a guard there would guard nothing. */
const COMMANDS: ReadonlySet<string> = new Set([
  ...KNOWN_COMMANDS,
  ...['market', 'limit', 'stoporder', 'stopmarket', 'stoplimit', 'cancel', 'wait'],
  ...['trailingstop', 'trailingstoporder', 'trailingstoploss'],
]);
const AMOUNT_SUFFIXES: readonly (readonly [suffix: string, unit: QuantityUnit])[] = [
  ['%%', 'percent_available'],
  ['%a', 'percent_available'],
  ['%p', 'percent_position'],
  ['%b', 'percent_balance'],
  ['%', 'percent_balance'],
  ['', 'units'],
];

/** Reads Alertatron scripts. */
export const alertatronGrammar: Grammar = {
  name: 'alertatron',

  recognizes({ text, json }: SignalText): boolean {
    return json === undefined && hasAlertatronBlock(text);
  },

  parse({ text }: SignalText): SignalParseOutcome {
    const refusals = new Refusals();
    if (refusePlaceholders(text, refusals)) return outcomeOf('alertatron', refusals, NOTHING);
    const script = readAlertatronScript(text, refusals);
    const outside = script.calledOutside.find((word) => COMMANDS.has(word.toLowerCase()));
    if (outside !== undefined) refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'command', value: shown(outside) });
    const commands: SignalCommand[] = [];
    const ignoredFields: string[] = script.freeText.map((line) => `text ${line}`);
    let pause: string | undefined;
    for (const statement of script.statements) {
      const word = statement.command.toLowerCase();
      if (word === 'wait') {
        pause ??= shown(statement.pairs.map((pair) => pair.value).join(','));
        continue;
      }
      if (SILENT_COMMANDS.includes(word)) {
        ignoredFields.push(shown(statement.command));
        continue;
      }
      if (pause !== undefined) refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'wait', value: pause });
      const fields = new TextFields(statement.pairs, refusals);
      const command = commandOf(statement, fields);
      if (command !== undefined) commands.push(command);
      ignoredFields.push(...fields.ignorable().map((name) => `${statement.command} ${name}`));
    }
    if (pause !== undefined) ignoredFields.push(`wait ${pause}`);
    return outcomeOf('alertatron', refusals, { commands, ignoredFields });
  },
};

const NOTHING = { commands: [], ignoredFields: [] };

function commandOf(statement: AlertatronStatement, fields: TextFields): SignalCommand | undefined {
  const { refusals } = fields;
  const symbol = symbolText('symbol', statement.symbol, refusals) ?? '';
  const where = { symbol, account: statement.account };
  const word = statement.command.toLowerCase();
  if (fields.has(''))
    refusals.refuse('SIGNAL_FIELD_INVALID', { field: statement.command, value: shown(fields.text('') ?? '') });
  switch (word) {
    case 'market':
      return {
        ...where,
        ...(fields.has('position') ? targetOf(fields) : sizeOf(fields)),
        orderType: 'market',
        ...flagsOf(fields),
      };
    case 'limit':
      return { ...where, ...sizeOf(fields), ...limitOf(fields), ...flagsOf(fields) };
    case 'stoporder':
    case 'stopmarket':
    case 'stoplimit':
      return { ...where, ...sizeOf(fields), ...stopOf(word, fields), ...flagsOf(fields) };
    case 'trailingstop':
    case 'trailingstoporder':
    case 'trailingstoploss':
      return { ...where, ...sizeOf(fields), ...trailOf(fields), ...flagsOf(fields) };
    case 'cancel':
      return { action: 'cancel', ...where, ...cancelOf(fields) };
    default: {
      const code = KNOWN_COMMANDS.includes(word) ? 'SIGNAL_NOT_SUPPORTED' : 'SIGNAL_ACTION_UNKNOWN';
      return refusals.refuse(code, { field: 'command', value: shown(statement.command) });
    }
  }
}

/** Side and amount, or the position wanted afterwards. The format's own default side, buy, is never assumed. */
function sizeOf(fields: TextFields): Pick<SignalCommand, 'action'> & Partial<SignalCommand> {
  // The difference to the position is known now, not when a resting order trades.
  fields.refuseUnsupported(['position']);
  const side = fields.word('side', ['buy', 'sell']);
  if (side === undefined) fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'side' });
  const text = fields.required('amount') ?? '';
  const [suffix, quantityUnit] = AMOUNT_SUFFIXES.find(([end]) => text.endsWith(end)) ?? ['', 'units'];
  const quantity = positiveNumber('amount', text.slice(0, text.length - suffix.length), fields.refusals);
  return {
    action: side ?? 'buy',
    ...(quantity === undefined ? {} : { quantity, quantityUnit }),
  };
}

function targetOf(fields: TextFields): Pick<SignalCommand, 'action'> & Partial<SignalCommand> {
  fields.onlyOneOf(['position', 'side']);
  fields.onlyOneOf(['position', 'amount']);
  const text = fields.required('position') ?? '';
  if (text.includes('%')) fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'position', value: shown(text) });
  const targetQuantity = anyNumber('position', text, fields.refusals);
  if (targetQuantity === undefined) return { action: 'target' };
  return { action: 'target', targetQuantity, ...(isZero(targetQuantity) ? {} : { quantityUnit: 'units' }) };
}

function limitOf(fields: TextFields): Partial<SignalCommand> {
  const price = exactPrice('offset', fields);
  const postOnly = fields.flag('postonly');
  return {
    orderType: 'limit',
    ...(price === undefined ? {} : { price }),
    ...(postOnly === undefined ? {} : { postOnly }),
  };
}

function stopOf(word: string, fields: TextFields): Partial<SignalCommand> {
  const stopPrice = exactPrice('offset', fields);
  const stop = stopPrice === undefined ? {} : { stopPrice };
  if (word === 'stopmarket' || (word === 'stoporder' && !fields.has('limitoffset'))) {
    return { orderType: 'stop', ...stop };
  }
  const price = exactPrice('limitoffset', fields);
  return { orderType: 'stop_limit', ...stop, ...(price === undefined ? {} : { price }) };
}

function trailOf(fields: TextFields): Partial<SignalCommand> {
  fields.refuseUnsupported(['limitoffset', 'trailingmethod', 'stepsize', 'maxsteps']);
  fields.text('background');
  const text = fields.required('offset') ?? '';
  if (text.startsWith('@') || text.toLowerCase().startsWith('e')) {
    fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'offset', value: shown(text) });
  }
  const percent = text.endsWith('%');
  const trailDistance = positiveNumber('offset', percent ? text.slice(0, -1) : text, fields.refusals);
  return {
    orderType: 'trailing_stop',
    ...(trailDistance === undefined ? {} : { trailDistance, trailUnit: percent ? 'percent' : 'amount' }),
  };
}

function flagsOf(fields: TextFields): Partial<SignalCommand> {
  const reduceOnly = fields.flag('reduceonly');
  const tag = fields.text('tag');
  // Venues trigger on the last price by default; a sender who wants another price must not get that one.
  const trigger = fields.word('trigger', ['last', 'mark', 'index']);
  if (trigger === 'mark' || trigger === 'index') {
    fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'trigger', value: trigger });
  }
  return {
    ...(reduceOnly === undefined ? {} : { reduceOnly }),
    ...(tag === undefined || tag === '' ? {} : { tag }),
  };
}

/** What to cancel is never assumed: by default the format means the orders of the same script, which nobody has yet. */
function cancelOf(fields: TextFields): Partial<SignalCommand> {
  const which = fields.word('which', ['all', 'buy', 'sell', 'tagged', 'session']);
  const tag = fields.text('tag');
  if (which === undefined) fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'which' });
  if (which === 'session') fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'which', value: which });
  const tagged = tag !== undefined && tag !== '';
  if (which === 'tagged' && !tagged) fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'tag' });
  if (which === 'all' && tagged)
    fields.refusals.refuse('SIGNAL_FIELD_CONFLICT', { field: 'which', value: 'which=all', other: `tag=${shown(tag)}` });
  return {
    ...(which === 'buy' || which === 'sell' ? { targetPosition: which === 'buy' ? 'long' : 'short' } : {}),
    ...(tagged ? { tag } : {}),
  };
}

/** A price said outright, `@123`. An offset from another price can't be said exactly and is refused. */
function exactPrice(key: string, fields: TextFields): Decimal | undefined {
  const text = fields.required(key);
  if (text === undefined) return undefined;
  if (text.startsWith('@')) return positiveNumber(key, text.slice(1), fields.refusals);
  return fields.refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: key, value: shown(text) });
}
