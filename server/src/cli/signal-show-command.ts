/** `signal show`: the whole story of one alert, from its text to the last fill. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type InstrumentBook, readInstruments } from './instrument-book.ts';
import type { Invocation } from './invocation.ts';
import { printMoneyNotice } from './money-notice.ts';
import { orderTable } from './order-table.ts';
import { connect } from './server-connection.ts';
import { renderFields } from './table.ts';
import { printable, type Terminal } from './terminal.ts';
import { sourceText, TrailLines } from './trail-lines.ts';
import { TRAIL_TEXTS } from './trail-texts.ts';
import type { SignalDetail } from './wire-shapes.ts';
import { label, localTime, reasonText, word } from './words.ts';

/** Prints a timeline, or the signal as the API gives it. */
export async function runSignalShow(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const connection = connect(invocation);
  const signal = await connection.get<SignalDetail>(`/api/v1/signals/${encodeURIComponent(args[0] ?? '')}`);
  if (terminal.isJson) {
    terminal.json(signal);
    return EXIT.ok;
  }
  await printMoneyNotice(
    terminal,
    connection,
    signal.decisions.map(({ account }) => account),
  );
  printSignalHead(terminal, signal);
  const lines = new TrailLines(terminal, signal.receivedAt);
  for (const line of beginningLines(terminal, lines, signal)) terminal.line(line);
  for (const order of signal.orders) lines.know(order.id, order.ticket);
  for (const entry of signal.trail) for (const line of lines.entry(entry)) terminal.line(line);
  printSignalOrders(terminal, signal, await readInstruments(connection, signal.orders));
  return EXIT.ok;
}

/** What came in: id, status, time, format, text, and what was read from it. */
export function printSignalHead(terminal: Terminal, signal: SignalDetail): void {
  const fields = [
    [label(terminal, 'id'), signal.id],
    [label(terminal, 'status'), word(terminal, signal.status)],
    [label(terminal, 'time'), localTime(signal.receivedAt)],
    [label(terminal, 'format'), signal.format ?? ''],
    [label(terminal, 'text'), printable(signal.text)],
    ...signal.commands.map((command) => [label(terminal, 'does'), commandText(command)] as const),
  ] as const;
  for (const line of renderFields(fields)) terminal.line(line);
  terminal.line();
}

/** A command in one line, as `name=value`. */
export function commandText(command: Readonly<Record<string, unknown>>): string {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return printable(
    Object.entries(command)
      .map(([name, value]) => `${name}=${text(value)}`)
      .join(' '),
  );
}

/** The lines before the first decision. */
export function beginningLines(terminal: Terminal, lines: TrailLines, signal: SignalDetail): string[] {
  const { receivedAt, source, status, error } = signal;
  const received = lines.line(
    receivedAt,
    terminal.text(TRAIL_TEXTS.received, { source: sourceText(terminal, source) }),
  );
  if (status === 'refused') {
    const reason = reasonText(terminal, error);
    return [received, lines.line(receivedAt, terminal.paint('red', terminal.text(TRAIL_TEXTS.refused, { reason })))];
  }
  return status === 'accepted' ? [received, lines.line(receivedAt, terminal.text(TRAIL_TEXTS.waiting))] : [received];
}

/** Its orders as they are now. */
export function printSignalOrders(terminal: Terminal, { orders }: SignalDetail, book: InstrumentBook): void {
  if (orders.length === 0) return;
  terminal.line();
  for (const line of orderTable(terminal, orders, book)) terminal.line(line);
}
