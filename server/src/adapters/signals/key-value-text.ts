/**
 * Reading `key=value` text strictly: what PineConnector, Alertatron, Autoview and OctoBot share once each has cut its
 * text into tokens. A number is a number or a refusal, a symbol one word. The first refusal of a reading stands; a value
 * read after it is never used.
 */
import type { Decimal } from '#domain/decimal.ts';
import { isPositive } from '#domain/decimal.ts';
import type {
  GrammarName,
  LevelUnit,
  ParsedSignal,
  SignalCommand,
  SignalErrorCode,
  SignalError,
  SignalParseOutcome,
} from '#domain/signal.ts';
import { evaluateNumber } from './arithmetic.ts';
import { shown } from './signal-refusal.ts';

/** More commands than a person writes into one alert are a mistake or an attack. */
const COMMANDS_MAX = 32;
/** The longest symbol any venue has, with room to spare. */
const SYMBOL_LENGTH_MAX = 64;

/** Collects why a text is refused; only the first reason is kept. */
export class Refusals {
  first: SignalError | undefined;

  /** Remembers a refusal unless there is one already. */
  refuse(code: SignalErrorCode, values: Readonly<Record<string, string>>): undefined {
    this.first ??= { code, values };
    return undefined;
  }
}

/** What a reader hands over when it has read everything. */
export type Reading = Omit<ParsedSignal, 'format'>;

/** The outcome of a reading: refused when anything was, else parsed. No command, or too many, are refused too. */
export function outcomeOf(format: GrammarName, refusals: Refusals, reading: Reading): SignalParseOutcome {
  if (refusals.first === undefined && reading.commands.length === 0) {
    refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'command' });
  }
  if (reading.commands.length > COMMANDS_MAX) {
    refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'commands', expected: `at most ${COMMANDS_MAX}` });
  }
  if (refusals.first !== undefined) return { kind: 'refused', error: refusals.first, format };
  return { kind: 'parsed', signal: { format, ...reading } };
}

/** Refuses a text in which the sender's platform left a placeholder unfilled; returns whether it did. */
export function refusePlaceholders(text: string, refusals: Refusals): boolean {
  const start = text.indexOf('{{');
  if (start < 0) return false;
  const end = text.indexOf('}}', start);
  refusals.refuse('SIGNAL_PLACEHOLDER_LEFT', { placeholder: shown(text.slice(start, end < 0 ? undefined : end + 2)) });
  return true;
}

/** `text` without one pair of quotes round it. */
export function unquoted(text: string): string {
  const quote = text[0];
  if (text.length < 2 || (quote !== '"' && quote !== "'")) return text;
  return text.endsWith(quote) ? text.slice(1, -1).trim() : text;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Cuts a token at its first `=`. Undefined when there is none or nothing before it. */
export function splitKeyValue(token: string): KeyValue | undefined {
  const at = token.indexOf('=');
  if (at <= 0) return undefined;
  const key = token.slice(0, at).trim();
  return key === '' ? undefined : { key, value: unquoted(token.slice(at + 1).trim()) };
}

/** A number above zero, arithmetic allowed. Refuses anything else by the name of its field and returns undefined. */
export function positiveNumber(field: string, text: string, refusals: Refusals): Decimal | undefined {
  const value = anyNumber(field, text, refusals);
  if (value === undefined) return undefined;
  if (!isPositive(value)) return refusals.refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
  return value;
}

/** A number of any sign, arithmetic allowed. Refuses anything else by the name of its field and returns undefined. */
export function anyNumber(field: string, text: string, refusals: Refusals): Decimal | undefined {
  const value = evaluateNumber(text);
  return value ?? refusals.refuse('SIGNAL_NUMBER_INVALID', { field, value: shown(text) });
}

/** A symbol as its sender wrote it: one word of printable characters. Refuses anything else. */
export function symbolText(field: string, text: string, refusals: Refusals): string | undefined {
  if (text === '') return refusals.refuse('SIGNAL_FIELD_MISSING', { field });
  const clean = !/[\s={}(),;"'|]/.test(text);
  if (clean && text.length <= SYMBOL_LENGTH_MAX) return text;
  return refusals.refuse('SIGNAL_FIELD_INVALID', { field, value: shown(text) });
}

/** Stop-loss fields of a command; empty when there is no level. */
export function stopLossOf(level: Level | undefined): Partial<SignalCommand> {
  if (level === undefined) return {};
  return { stopLoss: level.value, ...(level.unit === undefined ? {} : { stopLossUnit: level.unit }) };
}

/** Take-profit fields of a command; empty when there is no level. */
export function takeProfitOf(level: Level | undefined): Partial<SignalCommand> {
  if (level === undefined) return {};
  return { takeProfit: level.value, ...(level.unit === undefined ? {} : { takeProfitUnit: level.unit }) };
}

/** A protection level. Without a unit the route's setting decides. */
export interface Level {
  readonly value: Decimal;
  readonly unit?: LevelUnit;
}
