/**
 * A grammar: one format in which people already write signals. Each lives in its own file with its own tests, is tried
 * by shape or named by the webhook, and either reads a text whole or refuses it with a registered code: it never guesses.
 */
import type { GrammarName, SignalParseOutcome } from '#domain/signal.ts';
import type { JsonValue } from './json-value.ts';

/** A text as the grammars see it: trimmed, without byte-order mark, and as JSON when it is JSON. */
export interface SignalText {
  readonly text: string;
  /** Present when the text is one JSON value by the strict reader. */
  readonly json?: JsonValue;
  /** When it arrived, ms UTC. */
  readonly receivedAt: number;
}

export interface Grammar {
  readonly name: GrammarName;
  /** Whether the text has this format's shape. Cheap, never throws; the first grammar in the list that says yes reads it. */
  recognizes(input: SignalText): boolean;
  /** Reads the whole text. Never throws. */
  parse(input: SignalText): SignalParseOutcome;
}
