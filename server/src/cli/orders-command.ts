/** `orders`: the newest orders, or only what may still move. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { readInstruments } from './instrument-book.ts';
import { type Invocation, optionGiven, optionNumber, optionText } from './invocation.ts';
import { accountsOf, printMoneyNotice } from './money-notice.ts';
import { orderTable } from './order-table.ts';
import { readList } from './read-list.ts';
import { connect } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { Order } from './wire-shapes.ts';

export const PAGE = { minimum: 1, maximum: 500 } as const;

/** Prints a table, or the list as the API gives it. */
export async function runOrders(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const limit = String(optionNumber(invocation, 'limit', PAGE));
  const connection = connect(invocation);
  const { rows: orders, hasMore } = await readList<Order>(connection, '/api/v1/orders', {
    account: optionText(invocation, 'account'),
    symbol: optionText(invocation, 'symbol'),
    status: optionGiven(invocation, 'open') ? 'open' : optionText(invocation, 'status'),
    limit,
  });
  if (terminal.isJson) {
    terminal.json(orders);
    return EXIT.ok;
  }
  await printMoneyNotice(terminal, connection, accountsOf(invocation, orders));
  const book = await readInstruments(connection, orders);
  for (const line of orders.length === 0 ? [terminal.text(TEXTS.none)] : orderTable(terminal, orders, book)) {
    terminal.line(line);
  }
  if (hasMore) terminal.line(terminal.text(TEXTS.more, { limit }));
  return EXIT.ok;
}
