/** `cancel-all`: takes back everything that may still be filled. */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionText } from './invocation.ts';
import { readList } from './read-list.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { CancelAllOutcome, Order } from './wire-shapes.ts';
import { reasonText } from './words.ts';

/** Cancels everything, of one account or instrument if named. Answers no when something could not be asked. */
export async function runCancelAll(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const account = optionText(invocation, 'account');
  const symbol = optionText(invocation, 'symbol');
  const body = { ...(account === undefined ? {} : { account }), ...(symbol === undefined ? {} : { symbol }) };
  const path = '/api/v1/orders/cancel-all';
  const connection = connect(invocation);
  const { body: outcome } = await connection.ask<CancelAllOutcome>('POST', path, { body });
  if (terminal.isJson) {
    terminal.json(outcome);
    return outcome.failed.length > 0 ? EXIT.no : EXIT.ok;
  }
  terminal.line(terminal.text(TEXTS.cancelsAsked, { count: String(outcome.requested.length) }));
  const staying = await countProtection(connection, { account, symbol });
  if (staying > 0) terminal.line(terminal.text(TEXTS.protectionStays, { count: String(staying) }));
  for (const { orderId, reason } of outcome.failed) {
    terminal.line(terminal.text(TEXTS.notCanceled, { order: orderId, reason: reasonText(terminal, reason) }));
  }
  return outcome.failed.length > 0 ? EXIT.no : EXIT.ok;
}

const LOOKED_AT = '500';

/** How many of what was named stay, because they protect positions. */
async function countProtection(
  connection: ServerConnection,
  named: { readonly account: string | undefined; readonly symbol: string | undefined },
): Promise<number> {
  const open = { ...named, status: 'open', limit: LOOKED_AT };
  const { rows } = await readList<Order>(connection, '/api/v1/orders', open);
  return rows.filter(({ role }) => role === 'stop_loss' || role === 'take_profit').length;
}
