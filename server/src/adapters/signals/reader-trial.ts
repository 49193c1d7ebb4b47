/** For the tests of the reader and its JSON grammars: a text goes in, one line of plain words comes out. */
import type { GrammarName, ParsedSignal, SignalError } from '#domain/signal.ts';
import { toWireCommand } from './command-wire.ts';
import { createSignalReader } from './signal-reader.ts';

const reader = createSignalReader();

/**
 * What the reader makes of a text: `okx | buy symbol=X quantity=1` with further commands after ` ; `, or
 * `refused SIGNAL_FIELD_MISSING symbol`. The wire names and values are those of the preview.
 */
export function inWords(text: string, format?: GrammarName): string {
  const outcome = reader.read({ text, receivedAt: 0, ...(format === undefined ? {} : { format }) });
  if (outcome.kind === 'refused') {
    const { code, values } = outcome.error;
    const about = values['field'] ?? values['placeholder'] ?? values['position'];
    return ['refused', code, ...(about === undefined ? [] : [about])].join(' ');
  }
  const commands = outcome.signal.commands.map((command) => {
    const { action, ...fields } = toWireCommand(command);
    return [action, ...Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)].join(' ');
  });
  return `${outcome.signal.format} | ${commands.join(' ; ')}`;
}

/** The parsed signal. Throws when the text was refused: for tests of what stands beside the commands. */
export function parsed(text: string, format?: GrammarName): ParsedSignal {
  const outcome = reader.read({ text, receivedAt: 0, ...(format === undefined ? {} : { format }) });
  if (outcome.kind === 'refused') throw new Error(`refused: ${JSON.stringify(outcome.error)}`);
  return outcome.signal;
}

/** Why a text was refused. Throws when it was read. */
export function refusalOf(text: string, format?: GrammarName): SignalError {
  const outcome = reader.read({ text, receivedAt: 0, ...(format === undefined ? {} : { format }) });
  if (outcome.kind === 'parsed') throw new Error(`read: ${text}`);
  return outcome.error;
}
