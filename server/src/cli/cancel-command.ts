/** `cancel` and `cancel-all`: takes back what may still be filled. */
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, type ExitCode } from './exit-code.ts';
import { orderIdOf } from './find-order.ts';
import { type Invocation, optionText } from './invocation.ts';
import { orderTable } from './order-table.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { CancelAllOutcome, Order } from './wire-shapes.ts';
import { reasonText } from './words.ts';

const LOOK_EVERY_MS = 100;
const LOOKS_MAX = 30;

/** Cancels one order and waits a moment for the venue. Answers pending when the venue has not said yes by then. */
export async function runCancel(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const connection = connect(invocation);
  const path = `/api/v1/orders/${encodeURIComponent(await orderIdOf(invocation, connection))}`;
  const { body: asked } = await connection.ask<Order>('DELETE', path);
  const order = await whenCanceled(connection, asked, path);
  if (terminal.isJson) terminal.json(order);
  else for (const line of orderTable(terminal, [order])) terminal.line(line);
  if (order.status === 'canceled') return EXIT.ok;
  return order.status === 'pending_cancel' ? EXIT.pending : EXIT.no;
}

async function whenCanceled(connection: ServerConnection, asked: Order, path: string): Promise<Order> {
  let order = asked;
  for (let look = 0; order.status === 'pending_cancel' && look < LOOKS_MAX; look += 1) {
    await delay(LOOK_EVERY_MS);
    const { trail: _trail, ...now } = await connection.get<Order & { readonly trail: unknown }>(path);
    order = now;
  }
  return order;
}

/** Cancels everything, of one account or instrument if named. Answers no when something could not be asked. */
export async function runCancelAll(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const account = optionText(invocation, 'account');
  const symbol = optionText(invocation, 'symbol');
  const body = { ...(account === undefined ? {} : { account }), ...(symbol === undefined ? {} : { symbol }) };
  const path = '/api/v1/orders/cancel-all';
  const { body: outcome } = await connect(invocation).ask<CancelAllOutcome>('POST', path, { body });
  if (terminal.isJson) {
    terminal.json(outcome);
    return outcome.failed.length > 0 ? EXIT.no : EXIT.ok;
  }
  terminal.line(terminal.text(TEXTS.cancelsAsked, { count: String(outcome.requested.length) }));
  for (const { orderId, reason } of outcome.failed) {
    terminal.line(terminal.text(TEXTS.notCanceled, { order: orderId, reason: reasonText(terminal, reason) }));
  }
  return outcome.failed.length > 0 ? EXIT.no : EXIT.ok;
}
