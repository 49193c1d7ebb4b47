/**
 * How a grammar says no. Inside this folder a reading function stops at the first thing it can't accept by throwing a
 * {@link SignalRefusal}; {@link attempt} stands at each grammar's door and turns it into an outcome, so that no
 * exception leaves a grammar. Anything else that is thrown is a defect and passes through.
 */
import type { GrammarName, ParsedSignal, SignalError, SignalErrorCode, SignalParseOutcome } from '#domain/signal.ts';

/** Values are shown to people: long enough to recognize, short enough for a line. */
const SHOWN_LENGTH_MAX = 48;

/** Stays inside this folder; carries the registered error. */
export class SignalRefusal extends Error {
  readonly error: SignalError;

  constructor(code: SignalErrorCode, values: Readonly<Record<string, string>>) {
    super(code);
    this.error = { code, values };
  }
}

/**
 * An error that is an outcome in disguise, made without the list of callers: collecting it costs more than reading the
 * whole text, and nobody sees it.
 */
export function withoutStack<T extends Error>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Stops the reading with a registered code. */
export function refuse(code: SignalErrorCode, values: Readonly<Record<string, string>>): never {
  throw withoutStack(() => new SignalRefusal(code, values));
}

/** A piece of the sender's text as it may stand in an error: shortened. Never for secrets. */
export function shown(text: string): string {
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX).toWellFormed()}…`;
}

/** Runs a grammar's reading function; a refusal becomes the outcome `refused` of that format. */
export function attempt(format: GrammarName, read: () => ParsedSignal): SignalParseOutcome {
  try {
    return { kind: 'parsed', signal: read() };
  } catch (fault) {
    if (fault instanceof SignalRefusal) return { kind: 'refused', error: fault.error, format };
    throw fault;
  }
}
