/** `order show`: one order and everything that happened to it. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { emulatedLines } from './emulated-lines.ts';
import { orderIdOf } from './find-order.ts';
import { readInstruments } from './instrument-book.ts';
import type { Invocation } from './invocation.ts';
import { printMoneyNotice } from './money-notice.ts';
import { orderTable } from './order-table.ts';
import { connect } from './server-connection.ts';
import { TrailLines } from './trail-lines.ts';
import type { OrderDetail } from './wire-shapes.ts';

/** Prints the order and its trail, or both as the API gives them. */
export async function runOrderShow(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const connection = connect(invocation);
  const id = await orderIdOf(invocation, connection);
  const order = await connection.get<OrderDetail>(`/api/v1/orders/${encodeURIComponent(id)}`);
  if (terminal.isJson) {
    terminal.json(order);
    return EXIT.ok;
  }
  await printMoneyNotice(terminal, connection, [order.account]);
  for (const line of orderTable(terminal, [order], await readInstruments(connection, [order]))) terminal.line(line);
  for (const line of emulatedLines(terminal, order)) terminal.line(line);
  terminal.line();
  const lines = new TrailLines(terminal, order.trail[0]?.time ?? order.createdAt);
  lines.know(order.id, order.ticket);
  for (const entry of order.trail) for (const line of lines.entry(entry)) terminal.line(line);
  return EXIT.ok;
}
