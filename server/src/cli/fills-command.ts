/** `fills`: what orders were executed at, newest first. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type InstrumentBook, readInstruments } from './instrument-book.ts';
import { type Invocation, optionNumber, optionText } from './invocation.ts';
import { accountsOf, printMoneyNotice } from './money-notice.ts';
import { PAGE } from './orders-command.ts';
import { readList } from './read-list.ts';
import { connect } from './server-connection.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Fill } from './wire-shapes.ts';
import { label, localTime, word } from './words.ts';

/** Prints a table, or the list as the API gives it. */
export async function runFills(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const limit = String(optionNumber(invocation, 'limit', PAGE));
  const connection = connect(invocation);
  const { rows: fills, hasMore } = await readList<Fill>(connection, '/api/v1/fills', {
    account: optionText(invocation, 'account'),
    symbol: optionText(invocation, 'symbol'),
    limit,
  });
  if (terminal.isJson) {
    terminal.json(fills);
    return EXIT.ok;
  }
  await printMoneyNotice(terminal, connection, accountsOf(invocation, fills));
  const book = await readInstruments(connection, fills);
  const lines = fills.length === 0 ? [terminal.text(TEXTS.none)] : fillTable(terminal, fills, book);
  for (const line of lines) terminal.line(line);
  if (hasMore) terminal.line(terminal.text(TEXTS.more, { limit }));
  return EXIT.ok;
}

function fillTable(terminal: Terminal, fills: readonly Fill[], book: InstrumentBook): string[] {
  const columns: readonly Column[] = [
    { title: label(terminal, 'ticket'), align: 'right' },
    { title: label(terminal, 'time') },
    { title: label(terminal, 'account') },
    { title: label(terminal, 'symbol') },
    { title: label(terminal, 'side') },
    { title: label(terminal, 'quantity'), align: 'right' },
    { title: label(terminal, 'unit') },
    { title: label(terminal, 'fillPrice'), align: 'right' },
    { title: label(terminal, 'fees'), align: 'right' },
    { title: label(terminal, 'id') },
  ];
  return renderTable(
    columns,
    fills.map((fill) => [
      String(fill.ticket),
      localTime(fill.time),
      fill.account,
      fill.symbol,
      word(terminal, fill.side),
      fill.quantity,
      word(terminal, book.unit(fill)),
      book.price(fill, fill.price),
      fill.fee,
      fill.tradeId,
    ]),
  );
}
