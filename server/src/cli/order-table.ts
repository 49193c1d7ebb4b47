/** Orders as a table: what was asked, what became of it, and why not. */
import { wasNeverSent } from '@signalbox/contract/errors/registry.ts';
import { ticketText } from './find-order.ts';
import type { InstrumentBook } from './instrument-book.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { TRAIL_PARTS } from './trail-texts.ts';
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
      ticketText(order),
      localTime(order.createdAt),
      order.account,
      order.symbol,
      word(terminal, order.side),
      typeText(terminal, order),
      word(terminal, order.role),
      order.quantity,
      word(terminal, book.unit(order)),
      orderPrice(order, book),
      order.filledQuantity === '0' ? '' : order.filledQuantity,
      book.price(order, order.averagePrice),
      statusCell(terminal, statusOf(order)),
      order.id,
      reasonText(terminal, order.reason ?? order.emulated?.waitsFor),
    ]),
  );
}

/** An order that never left the server was not rejected by anybody else. */
const statusOf = ({ emulated, status, reason }: Order): string =>
  status === 'rejected' && reason !== undefined && wasNeverSent(reason.code) ? 'not_sent' : (emulated?.state ?? status);

/** What the server carries out says so. */
function typeText(terminal: Terminal, order: Order): string {
  const kind = word(terminal, order.type);
  return order.emulated === undefined ? kind : terminal.text(TRAIL_PARTS.emulated, { kind });
}

/** The price it waits for: the trigger, the limit, or both. */
function orderPrice(order: Order, book: InstrumentBook): string {
  const { limitPrice } = order;
  const stopPrice = order.emulated?.triggerPrice ?? order.stopPrice;
  return [stopPrice, limitPrice]
    .filter((price) => price !== undefined)
    .map((price) => book.price(order, price))
    .join(' → ');
}
