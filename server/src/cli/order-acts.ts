/**
 * What a person does to one order: cancel it, change it, let it go on or refuse it, put a word on an unknown one. Each asks
 * the server, waits a moment for the venue, prints the order as it is then, and says with its exit code what became of it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, type ExitCode } from './exit-code.ts';
import { orderIdOf } from './find-order.ts';
import { readInstruments } from './instrument-book.ts';
import { type Invocation, optionDecimal, optionText, usageError } from './invocation.ts';
import { orderTable } from './order-table.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import { TEXTS } from './texts.ts';
import type { Order, OrderDetail } from './wire-shapes.ts';

const LOOK_EVERY_MS = 100;
const LOOKS_MAX = 30;

interface Act {
  readonly method: 'DELETE' | 'PATCH' | 'POST';
  /** What comes behind the order's own path. */
  readonly path?: string;
  readonly body?: unknown;
  /** Statuses in which the venue has yet to answer. */
  readonly moving: readonly string[];
  readonly exitCode: (order: Order) => ExitCode;
}

/** Cancels one order. Answers pending when the venue has not said yes by then. */
export function runCancel(invocation: Invocation): Promise<ExitCode> {
  return act(invocation, {
    method: 'DELETE',
    moving: ['pending_cancel'],
    exitCode: ({ status }) => (status === 'canceled' ? EXIT.ok : status === 'pending_cancel' ? EXIT.pending : EXIT.no),
  });
}

const ON_ITS_WAY = ['approved', 'submitting', 'unknown'];
const ALIVE = ['accepted', 'partially_filled', 'filled'];

/** Lets a held order go on. Risk is asked again, so it may still be denied. */
export function runOrderApprove(invocation: Invocation): Promise<ExitCode> {
  return act(invocation, {
    method: 'POST',
    path: '/approve',
    moving: ['approved', 'submitting'],
    exitCode: ({ status }) => (ALIVE.includes(status) ? EXIT.ok : ON_ITS_WAY.includes(status) ? EXIT.pending : EXIT.no),
  });
}

/** Refuses a held order; it never leaves the server. */
export function runOrderDeny(invocation: Invocation): Promise<ExitCode> {
  return act(invocation, {
    method: 'POST',
    path: '/deny',
    moving: [],
    exitCode: ({ status }) => (status === 'denied' ? EXIT.ok : EXIT.no),
  });
}

/** Ends an unknown order on the word of the person who has looked at the venue. */
export function runOrderResolve(invocation: Invocation): Promise<ExitCode> {
  const note = optionText(invocation, 'note');
  if (note === undefined || note.trim() === '') throw usageError(invocation.terminal.text(TEXTS.noteMissing));
  return act(invocation, {
    method: 'POST',
    path: '/resolve',
    body: { note },
    moving: [],
    exitCode: ({ status }) => (status === 'unknown' ? EXIT.no : EXIT.ok),
  });
}

/** Changes quantity or prices of a resting order. */
export async function runOrderAmend(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const body = {
    quantity: optionDecimal(invocation, 'quantity'),
    limitPrice: optionDecimal(invocation, 'limitPrice'),
    stopPrice: optionDecimal(invocation, 'stopPrice'),
  };
  if (Object.values(body).every((value) => value === undefined)) throw usageError(terminal.text(TEXTS.amendEmpty));
  const connection = connect(invocation);
  const path = await pathOf(invocation, connection);
  const before = lastSequence(await connection.get<OrderDetail>(path));
  const { body: asked } = await connection.ask<Order>('PATCH', path, { body });
  await whenStill(connection, { order: asked, path, moving: ['pending_amend'] });
  const { trail, ...order } = await connection.get<OrderDetail>(path);
  await print(invocation, connection, order);
  const kinds = trail.filter(({ sequence }) => sequence > before).map(({ kind }) => kind);
  if (kinds.includes('order_amend_rejected')) {
    if (!terminal.isJson) terminal.note(terminal.text(TEXTS.amendRefused, { ticket: String(order.ticket) }));
    return EXIT.no;
  }
  return kinds.includes('order_amended') ? EXIT.ok : EXIT.pending;
}

const lastSequence = ({ trail }: OrderDetail): number => trail.at(-1)?.sequence ?? 0;

async function act(invocation: Invocation, { method, path = '', body, moving, exitCode }: Act): Promise<ExitCode> {
  const connection = connect(invocation);
  const orderPath = await pathOf(invocation, connection);
  const request = body === undefined ? {} : { body };
  const { body: asked } = await connection.ask<Order>(method, `${orderPath}${path}`, request);
  const order = await whenStill(connection, { order: asked, path: orderPath, moving });
  await print(invocation, connection, order);
  return exitCode(order);
}

async function pathOf(invocation: Invocation, connection: ServerConnection): Promise<string> {
  return `/api/v1/orders/${encodeURIComponent(await orderIdOf(invocation, connection))}`;
}

interface Moving {
  readonly order: Order;
  readonly path: string;
  readonly moving: readonly string[];
}

async function whenStill(connection: ServerConnection, { order: asked, path, moving }: Moving): Promise<Order> {
  let order = asked;
  for (let look = 0; moving.includes(order.status) && look < LOOKS_MAX; look += 1) {
    await delay(LOOK_EVERY_MS);
    const { trail: _trail, ...now } = await connection.get<OrderDetail>(path);
    order = now;
  }
  return order;
}

async function print({ terminal }: Invocation, connection: ServerConnection, order: Order): Promise<void> {
  if (terminal.isJson) return terminal.json(order);
  for (const line of orderTable(terminal, [order], await readInstruments(connection, [order]))) terminal.line(line);
}
