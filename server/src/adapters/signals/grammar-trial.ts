/** For the tests of grammars: a text goes in, and what was read comes out in plain words that a table can hold. */
import fc from 'fast-check';
import { formatDecimal } from '#domain/decimal.ts';
import type { Decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Grammar, SignalText } from './grammar.ts';

export interface Trial {
  /** One text per command, its fields in the order of the command: `buy symbol=EURUSD quantity=0.5`. */
  readonly commands?: readonly string[];
  /** The code and the field, value or placeholder it names: `SIGNAL_FIELD_MISSING sl`. */
  readonly refused?: string;
  readonly credential?: string;
  readonly ignored?: readonly string[];
  readonly test?: boolean;
}

/** A text as the reader would hand it over, for texts that are not JSON. */
export const plainText = (text: string): SignalText => ({ text: text.trim(), receivedAt: 1_700_000_000_000 });

/** Reads `text` with `grammar` and says in words what came of it. */
export function trial(grammar: Grammar, text: string): Trial {
  const outcome = grammar.parse(plainText(text));
  if (outcome.kind === 'refused') {
    const { code, values } = outcome.error;
    return { refused: [code, values.field ?? values.value ?? values.placeholder].filter(Boolean).join(' ') };
  }
  const { commands, credential, ignoredFields, test } = outcome.signal;
  return {
    commands: commands.map((command) => inWords(command)),
    ...(credential === undefined ? {} : { credential }),
    ...(ignoredFields.length === 0 ? {} : { ignored: ignoredFields }),
    ...(test === undefined ? {} : { test }),
  };
}

function inWords({ action, ...fields }: SignalCommand): string {
  const words = Object.entries(fields).map(([name, value]) => `${name}=${valueInWords(value)}`);
  return [action, ...words].join(' ');
}

function valueInWords(value: unknown): string {
  if (typeof value === 'bigint') return formatDecimal(value as Decimal);
  if (!Array.isArray(value)) return String(value);
  const parts = value.map((part: object) => Object.values(part).map(valueInWords).join('@'));
  return parts.join(',');
}

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
const wholeCharacter = (code: number): string =>
  String.fromCodePoint(code >= FIRST_SURROGATE && code <= LAST_SURROGATE ? code - FIRST_SURROGATE : code);
/** Any whole character, half of them ASCII. The library's own unit for this takes seconds to set up in each test file. */
const ANY_CHARACTER = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }).map(wholeCharacter),
  fc.integer({ min: 0, max: 0x10ffff }).map(wholeCharacter),
);

/** Texts of any characters. */
export function anyText(lengthMax: number): fc.Arbitrary<string> {
  return fc.string({ unit: ANY_CHARACTER, maxLength: lengthMax });
}

/** Texts near the samples: pieces cut out, doubled, swapped, characters replaced; and texts of nothing but noise. */
export function mutatedTexts(samples: readonly string[]): fc.Arbitrary<string> {
  const noise = fc.oneof(
    anyText(60),
    fc.string({ unit: fc.constantFrom(...'=,;(){}|\n\\ -+*%@.:1790xbslqtp"\''), maxLength: 60 }),
  );
  const mutated = fc
    .record({ sample: fc.constantFrom(...samples), cuts: fc.array(fc.nat(400), { maxLength: 4 }), insert: noise })
    .map(({ sample, cuts, insert }) => {
      let text = sample;
      for (const [index, cut] of cuts.entries()) {
        const at = cut % (text.length + 1);
        if (index % 4 === 0) text = text.slice(0, at) + text.slice(at + 1 + (cut % 7));
        else if (index % 4 === 1) text = text.slice(at) + text.slice(0, at);
        else if (index % 4 === 2) text = text.slice(0, at) + insert + text.slice(at);
        else text = text.slice(0, at) + text;
      }
      return text;
    });
  return fc.oneof({ weight: 3, arbitrary: mutated }, { weight: 1, arbitrary: noise });
}

/**
 * Whatever the text, the grammar answers without throwing: with commands that have no size or price of zero or less, or
 * with a refusal.
 */
export function alwaysAnswers(grammar: Grammar, samples: readonly string[]): fc.IPropertyWithHooks<[string]> {
  return fc.property(mutatedTexts(samples), (text) => {
    const input = plainText(text);
    grammar.recognizes(input);
    const outcome = grammar.parse(input);
    if (outcome.kind === 'refused') return outcome.error.code.startsWith('SIGNAL_') && outcome.format === grammar.name;
    const { commands } = outcome.signal;
    return (
      commands.length > 0 &&
      commands.every(({ quantity = 1n, price = 1n, stopPrice = 1n, stopLoss = 1n }) =>
        [quantity, price, stopPrice, stopLoss].every((value) => value > 0n),
      )
    );
  });
}
