/**
 * PineConnector's alert syntax: `LicenseID,Command,Symbol[,key=value]…`, comma-separated, whatever the case, each key
 * once. The license id, or `secret` when there is one, is the credential. A key that we can't honor and that protects
 * money or decides whether a trade happens (trailing, break-even, ATR, spread and account filters) refuses an opening
 * command; on a command that only closes it has no meaning and is shown as ignored.
 */
import type { SignalCommand, SignalParseOutcome } from '#domain/signal.ts';
import type { Grammar, SignalText } from './grammar.ts';
import type { KeyValue } from './key-value-text.ts';
import {
  Refusals,
  outcomeOf,
  refusePlaceholders,
  splitKeyValue,
  stopLossOf,
  symbolText,
  takeProfitOf,
  unquoted,
} from './key-value-text.ts';
import { TextFields } from './text-fields.ts';
import type { ClearingStep, PineConnectorPlan } from './pineconnector-commands.ts';
import { PINECONNECTOR_COMMANDS } from './pineconnector-commands.ts';
import {
  PINECONNECTOR_KEYS,
  commentOf,
  entryOf,
  levelOf,
  partOf,
  refuseFilters,
  refuseLiveProtection,
  volumeOf,
} from './pineconnector-fields.ts';
import { nearestName } from './nearest-name.ts';
import { shown } from './signal-refusal.ts';

/** Shorter runs of digits at the head of a text are prices and sizes of other formats. */
const LICENSE_LENGTH_MIN = 6;
/** Reads PineConnector alerts. */
export const pineConnectorGrammar: Grammar = {
  name: 'pineconnector',

  recognizes({ text, json }: SignalText): boolean {
    if (json !== undefined) return false;
    const [license = '', command] = text.split(',', 2).map((part) => part.trim());
    if (command === undefined || !isWord(license)) return false;
    if (PINECONNECTOR_COMMANDS.has(command.toLowerCase())) return true;
    return license.length >= LICENSE_LENGTH_MIN && isDigits(license) && isWord(command);
  },

  parse({ text }: SignalText): SignalParseOutcome {
    const refusals = new Refusals();
    if (refusePlaceholders(text, refusals)) return outcomeOf('pineconnector', refusals, NOTHING);
    const [license = '', word = '', third = '', ...rest] = splitAtCommas(text, refusals);
    const fields = new TextFields(pairsOf(rest, refusals), refusals);
    if (license === '') refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'license' });
    const unknown = fields.keys().find((key) => !PINECONNECTOR_KEYS.has(key));
    if (unknown !== undefined) {
      const nearest = nearestName(unknown, PINECONNECTOR_KEYS);
      refusals.refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(unknown), ...(nearest === undefined ? {} : { nearest }) });
    }
    const plan = planOf(word, refusals);
    if (plan === undefined) return outcomeOf('pineconnector', refusals, NOTHING);
    const secret = fields.text('secret');
    if (secret === '') refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'secret', value: '' });
    const commands = commandsOf(plan, { word, third, fields, refusals });
    return outcomeOf('pineconnector', refusals, {
      commands,
      credential: secret ?? license,
      ignoredFields: [...unusedSymbol(plan, word, third), ...fields.leftOver()],
    });
  },
};

const NOTHING = { commands: [], ignoredFields: [] };

interface Parts {
  readonly word: string;
  readonly third: string;
  readonly fields: TextFields;
  readonly refusals: Refusals;
}

function planOf(word: string, refusals: Refusals): PineConnectorPlan | undefined {
  if (word === '') return refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'command' });
  const plan = PINECONNECTOR_COMMANDS.get(word.toLowerCase());
  if (plan !== undefined) return plan;
  const nearest = nearestName(word, PINECONNECTOR_COMMANDS.keys());
  return refusals.refuse('SIGNAL_ACTION_UNKNOWN', {
    value: shown(word),
    ...(nearest === undefined ? {} : { nearest }),
  });
}

function commandsOf(plan: PineConnectorPlan, parts: Parts): readonly SignalCommand[] {
  const { fields, refusals, third, word } = parts;
  if (plan.kind === 'close_all') {
    const close: SignalCommand = { action: 'close_all', ...commentOf(fields) };
    return plan.thenDisable ? [close, { action: 'disable' }] : [close];
  }
  if (plan.kind === 'switch') {
    if (plan.action === 'enable' && third.toLowerCase() !== word.toLowerCase()) {
      refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'symbol', value: shown(third) });
    }
    return [{ action: plan.action }];
  }
  if (plan.kind === 'modify_pending') {
    // A modify speaks of positions; taken for one, this would move the stop of a position that it does not mean.
    refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'command', value: word });
    return [];
  }
  const symbol = symbolText('symbol', third, refusals) ?? '';
  switch (plan.kind) {
    case 'clear':
      return [clearing(plan.step, symbol, fields)];
    case 'close_part':
      return [closePart(plan, symbol, fields)];
    case 'modify':
      return [modification(plan, symbol, fields)];
    case 'open': {
      const order = opening(plan, symbol, fields);
      return plan.first === undefined ? [order] : [{ ...plan.first, symbol }, order];
    }
  }
}

function clearing(step: ClearingStep, symbol: string, fields: TextFields): SignalCommand {
  return { ...step, symbol, ...commentOf(fields) };
}

function closePart(
  plan: Extract<PineConnectorPlan, { kind: 'close_part' }>,
  symbol: string,
  fields: TextFields,
): SignalCommand {
  return { action: plan.action, symbol, ...partOf(plan.unit, fields), ...commentOf(fields) };
}

function modification(
  plan: Extract<PineConnectorPlan, { kind: 'modify' }>,
  symbol: string,
  fields: TextFields,
): SignalCommand {
  refuseLiveProtection(fields);
  const stopLoss = levelOf('sl', fields);
  const takeProfit = levelOf('tp', fields);
  if (stopLoss === undefined && takeProfit === undefined) {
    fields.refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'sl' });
  }
  return {
    action: 'modify',
    targetPosition: plan.targetPosition,
    symbol,
    ...stopLossOf(stopLoss),
    ...takeProfitOf(takeProfit),
    ...commentOf(fields),
  };
}

function opening(
  plan: Extract<PineConnectorPlan, { kind: 'open' }>,
  symbol: string,
  fields: TextFields,
): SignalCommand {
  refuseLiveProtection(fields);
  refuseFilters(fields);
  const stopLoss = levelOf('sl', fields);
  return {
    action: plan.action,
    symbol,
    ...volumeOf(fields, stopLoss !== undefined),
    ...entryOf(plan.orderType, fields),
    ...stopLossOf(stopLoss),
    ...takeProfitOf(levelOf('tp', fields)),
    ...commentOf(fields),
  };
}

/** What stands in the symbol's place of a command that has no symbol. */
function unusedSymbol(plan: PineConnectorPlan, word: string, third: string): readonly string[] {
  const without = plan.kind === 'close_all' || plan.kind === 'switch';
  return without && third !== '' && third.toLowerCase() !== word.toLowerCase() ? [`symbol ${shown(third)}`] : [];
}

function pairsOf(tokens: readonly string[], refusals: Refusals): readonly KeyValue[] {
  const pairs: KeyValue[] = [];
  for (const token of tokens) {
    const pair = splitKeyValue(token);
    if (pair !== undefined) pairs.push(pair);
    else refusals.refuse('SIGNAL_FIELD_UNKNOWN', { field: shown(token) });
  }
  return pairs;
}

/** Cuts at commas outside double quotes. A comma left dangling at the end is forgiven, as senders build texts by adding. */
function splitAtCommas(text: string, refusals: Refusals): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (character === ',' && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (quoted) refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'quotes', value: 'unbalanced' });
  parts.push(text.slice(start));
  const trimmed = parts.map((part) => unquoted(part.trim()));
  return trimmed.at(-1) === '' ? trimmed.slice(0, -1) : trimmed;
}

function isWord(text: string): boolean {
  return text !== '' && !/[\s=:{}()|;"']/.test(text);
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}
