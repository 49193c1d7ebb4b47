/** `signal preview`: what a text would do, read by the very grammars the doors use. */
import { text as readAll } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { renderError } from '@signalbox/contract/errors/registry.ts';
import { toWireCommand } from '#adapters/signals/command-wire.ts';
import { createSignalReader, type SignalReader } from '#adapters/signals/signal-reader.ts';
import { GRAMMAR_NAMES, type GrammarName, type SignalParseOutcome } from '#domain/signal.ts';
import { createSystemClock } from '#adapters/system/system-clock.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionChoice, optionGiven } from './invocation.ts';
import { terminalLanguage } from './language.ts';

const clock = createSystemClock();

/** Prints one JSON object, or with `--jsonl` one a line. Answers 1 when a single text was refused. */
export async function runPreview(invocation: Invocation): Promise<ExitCode> {
  const format = optionChoice(invocation, 'format', GRAMMAR_NAMES);
  const reader = createSignalReader();
  if (optionGiven(invocation, 'jsonl')) return previewLines(reader, format);
  const outcome = readText(reader, await readAll(process.stdin), format);
  process.stdout.write(`${JSON.stringify(previewOf(outcome))}\n`);
  return outcome.kind === 'parsed' ? EXIT.ok : EXIT.no;
}

function readText(reader: SignalReader, text: string, format: GrammarName | undefined): SignalParseOutcome {
  return reader.read({ text, receivedAt: clock.now(), ...(format === undefined ? {} : { format }) });
}

async function previewLines(reader: SignalReader, format: GrammarName | undefined): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const item = parseLine(line);
    if (item.text === undefined) {
      code = EXIT.usage;
      process.stdout.write(`${JSON.stringify({ id: item.id, accept: false, error: lineError() })}\n`);
      continue;
    }
    process.stdout.write(`${JSON.stringify({ id: item.id, ...previewOf(readText(reader, item.text, format)) })}\n`);
  }
  return code;
}

/** The text of a line and the id to answer with, each where the line has one. */
function parseLine(line: string): { readonly id?: unknown; readonly text?: string } {
  try {
    const { id, text } = JSON.parse(line) as { id?: unknown; text?: unknown };
    return typeof text === 'string' ? { id, text } : { id };
  } catch {
    return {};
  }
}

const lineError = () => ({ code: 'BODY_INVALID', message: renderError('BODY_INVALID', {}, terminalLanguage()) });

function previewOf(outcome: SignalParseOutcome): Record<string, unknown> {
  if (outcome.kind === 'parsed') {
    const { format, commands, ignoredFields, test } = outcome.signal;
    return {
      accept: true,
      format,
      commands: commands.map(toWireCommand),
      ...(ignoredFields.length === 0 ? {} : { ignored: ignoredFields }),
      ...(test === true ? { test } : {}),
    };
  }
  const { code, values } = outcome.error;
  return { accept: false, error: { code, message: renderError(code, values, terminalLanguage()) } };
}
