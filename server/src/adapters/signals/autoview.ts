/**
 * Autoview's alert syntax: blank-separated `key=value`, one command per line or per `|`. The keys are short and nearly
 * all of them change an order, so a key that is not understood refuses the text unless it is known to be harmless or is
 * switched off with 0. A hyphen between two numbers is a random range there, never a subtraction.
 */
import type { SignalCommand, SignalParseOutcome } from '#domain/signal.ts';
import type { Grammar, SignalText } from './grammar.ts';
import type { KeyValue } from './key-value-text.ts';
import { Refusals, outcomeOf, refusePlaceholders, splitKeyValue } from './key-value-text.ts';
import { TextFields } from './text-fields.ts';
import { clearingOf, orderOf } from './autoview-command.ts';
import { shown } from './signal-refusal.ts';

const SIDES: readonly string[] = ['buy', 'long', 'sell', 'short'];
const CLEARED: readonly string[] = ['order', 'position'];
/** A command for the exchange has at least a side or something to clear. */
/** The beginning of a word that can make a text this format's. */
const ACTING_WORD = /(?:^|[\s|])[bc]=/i;
const ACTING_KEYS: readonly string[] = ['b', 'c'];

/** Reads Autoview alerts. */
export const autoviewGrammar: Grammar = {
  name: 'autoview',

  recognizes({ text, json }: SignalText): boolean {
    if (json !== undefined || !ACTING_WORD.test(text)) return false;
    return segmentsOf(text).some((segment) => isCommand(wordsOf(segment)));
  },

  parse({ text }: SignalText): SignalParseOutcome {
    const refusals = new Refusals();
    if (refusePlaceholders(text, refusals)) return outcomeOf('autoview', refusals, { commands: [], ignoredFields: [] });
    const reader = new AutoviewReader(refusals);
    for (const [index, segment] of segmentsOf(text).entries()) {
      if (index === 0 && !segment.includes('=')) reader.ignoredFields.push(`label ${shown(segment)}`);
      else reader.read(segment);
    }
    return outcomeOf('autoview', refusals, reader.result());
  },
};

class AutoviewReader {
  readonly ignoredFields: string[] = [];
  readonly #refusals: Refusals;
  readonly #live: SignalCommand[] = [];
  readonly #disabled: SignalCommand[] = [];
  #pause: string | undefined;

  constructor(refusals: Refusals) {
    this.#refusals = refusals;
  }

  read(segment: string): void {
    const fields = new TextFields(this.#pairs(segment), this.#refusals);
    const pause = fields.text('delay');
    const acts = ACTING_KEYS.some((key) => fields.has(key));
    if (acts && this.#pause !== undefined) {
      this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'delay', value: this.#pause });
    }
    if (!acts) {
      if (pause === undefined) this.#refusals.refuse('SIGNAL_FIELD_MISSING', { field: 'b' });
      else this.#pause ??= shown(pause);
      for (const name of fields.leftOver()) this.#refusals.refuse('SIGNAL_FIELD_UNKNOWN', { field: name });
      return;
    }
    if (pause !== undefined && pause !== '0') {
      this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: 'delay', value: shown(pause) });
    }
    const disabled = fields.flag('d') ?? false;
    const command = fields.has('c') ? clearingOf(fields) : orderOf(fields);
    this.ignoredFields.push(...fields.leftOver());
    if (disabled) this.#disabled.push(command);
    else this.#live.push(command);
  }

  /** A command with `d=1` is not to be carried out. When all are disabled the sender rehearses. */
  result(): { commands: readonly SignalCommand[]; ignoredFields: readonly string[]; test?: boolean } {
    const ignored = [...this.ignoredFields];
    if (this.#pause !== undefined) ignored.push(`delay ${this.#pause}`);
    if (this.#live.length === 0 && this.#disabled.length > 0) {
      return { commands: this.#disabled, ignoredFields: ignored, test: true };
    }
    for (const command of this.#disabled) ignored.push(`disabled ${command.action} ${command.symbol ?? ''}`.trimEnd());
    return { commands: this.#live, ignoredFields: ignored };
  }

  #pairs(segment: string): readonly KeyValue[] {
    const pairs: KeyValue[] = [];
    for (const word of wordsOf(segment)) {
      if (word.includes('&')) this.#refusals.refuse('SIGNAL_NOT_SUPPORTED', { field: '&', value: shown(word) });
      const pair = splitKeyValue(word);
      if (pair === undefined) this.#refusals.refuse('SIGNAL_FIELD_INVALID', { field: 'key=value', value: shown(word) });
      else pairs.push(pair);
    }
    return pairs;
  }
}

function isCommand(words: readonly string[]): boolean {
  const pairs = words.map(splitKeyValue);
  if (pairs.some((pair) => pair === undefined)) return false;
  return pairs.some((pair) => {
    const value = pair?.value.toLowerCase() ?? '';
    const key = pair?.key.toLowerCase();
    return (key === 'b' && SIDES.includes(value)) || (key === 'c' && CLEARED.includes(value));
  });
}

function segmentsOf(text: string): readonly string[] {
  return text
    .split(/[\n|]/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '');
}

function wordsOf(segment: string): readonly string[] {
  return segment.split(/\s+/).filter((word) => word !== '');
}
