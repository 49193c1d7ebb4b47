/** `signal list`: what came in lately and what became of it. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionNumber, optionText } from './invocation.ts';
import { PAGE } from './orders-command.ts';
import { readList } from './read-list.ts';
import { connect } from './server-connection.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Signal } from './wire-shapes.ts';
import { label, localTime, reasonText, statusCell } from './words.ts';

const SHOWN_LENGTH = 60;

/** Prints a table, or the list as the API gives it. */
export async function runSignalList(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const limit = String(optionNumber(invocation, 'limit', PAGE));
  const { rows: signals, hasMore } = await readList<Signal>(connect(invocation), '/api/v1/signals', {
    status: optionText(invocation, 'status'),
    source: optionText(invocation, 'source'),
    limit,
  });
  if (terminal.isJson) {
    terminal.json(signals);
    return EXIT.ok;
  }
  const lines = signals.length === 0 ? [terminal.text(TEXTS.none)] : signalTable(terminal, signals);
  for (const line of lines) terminal.line(line);
  if (hasMore) terminal.line(terminal.text(TEXTS.more, { limit }));
  return EXIT.ok;
}

function signalTable(terminal: Terminal, signals: readonly Signal[]): string[] {
  const names = ['time', 'status', 'format', 'text', 'id', 'reason'] as const;
  return renderTable(
    names.map((name) => ({ title: label(terminal, name) })),
    signals.map((signal) => [
      localTime(signal.receivedAt),
      statusCell(terminal, signal.status),
      signal.format ?? '',
      shorten(signal.text),
      signal.id,
      reasonText(terminal, signal.error),
    ]),
  );
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= SHOWN_LENGTH ? text : `${characters.slice(0, SHOWN_LENGTH - 1).join('')}…`;
}
