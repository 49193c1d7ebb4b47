/** Orders as a table: what was asked, what became of it, and why not. */
import type { InstrumentBook } from './instrument-book.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { Order } from './wire-shapes.ts';
import { label, localTime, reasonText, statusCell, word } from './words.ts';

/** The lines of the table. */
export function orderTable(terminal: Terminal, orders: readonly Order[], book: InstrumentBook): string[] {
  const columns: readonly Column[] = [
    { title: label(terminal, 'ticket'), align: 'right' },
    { title: label(terminal, 'time') },
    { title: label(terminal, 'account') },
    { title: label(terminal, 'symbol') },
    { title: label(terminal, 'side') },
    { title: label(terminal, 'type') },
    { title: label(terminal, 'role') },
    { title: label(terminal, 'quantity'), align: 'right' },
    { title: label(terminal, 'unit') },
    { title: label(terminal, 'price'), align: 'right' },
    { title: label(terminal, 'filled'), align: 'right' },
    { title: label(terminal, 'averagePrice'), align: 'right' },
    { title: label(terminal, 'status') },
    { title: label(terminal, 'id') },
    { title: label(terminal, 'reason') },
  ];
  return renderTable(
    columns,
    orders.map((order) => [
      String(order.ticket),
      localTime(order.createdAt),
      order.account,
      order.symbol,
      word(terminal, order.side),
      word(terminal, order.type),
      word(terminal, order.role),
      order.quantity,
      word(terminal, book.unit(order)),
      orderPrice(order, book),
      order.filledQuantity === '0' ? '' : order.filledQuantity,
      book.price(order, order.averagePrice),
      statusCell(terminal, order.status),
      order.id,
      reasonText(terminal, order.reason),
    ]),
  );
}

/** The price it waits for: the trigger, the limit, or both. */
function orderPrice(order: Order, book: InstrumentBook): string {
  const { stopPrice, limitPrice } = order;
  return [stopPrice, limitPrice]
    .filter((price) => price !== undefined)
    .map((price) => book.price(order, price))
    .join(' → ');
}
