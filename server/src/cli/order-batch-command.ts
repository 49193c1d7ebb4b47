/** `order batch`: the orders of a list in one request. The list goes to the server as it was written, to the last digit. */
import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { EXIT, type ExitCode } from './exit-code.ts';
import { readInstruments } from './instrument-book.ts';
import { type Invocation, optionText, usageError, waitMsOf } from './invocation.ts';
import { printMoneyNotice } from './money-notice.ts';
import { orderTable } from './order-table.ts';
import { connect } from './server-connection.ts';
import { printable } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { OrderBatchOutcome } from './wire-shapes.ts';

/** The server keeps a request open no longer. */
const WAIT_LONGEST_MS = 30_000;

/** Places them and tells what became of each. Answers ok when each was taken, no when one was refused, denied or rejected. */
export async function runOrderBatch(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const waitMs = Math.min(waitMsOf(invocation), WAIT_LONGEST_MS);
  const list = (await listOf(invocation)).trim();
  if (list === '') throw usageError(terminal.text(TEXTS.orderListMissing));
  const text = list.startsWith('[') ? `{"orders":${list}}` : list;
  const id = optionText(invocation, 'id');
  const connection = connect(invocation);
  const { body } = await connection.ask<OrderBatchOutcome>('POST', '/api/v1/orders/batch', {
    text,
    query: { wait: String(waitMs) },
    headers: { 'content-type': 'application/json', ...(id === undefined ? {} : { 'idempotency-key': id }) },
  });
  const exitCode = body.results.every(isTaken) ? EXIT.ok : EXIT.no;
  if (terminal.isJson) {
    terminal.json(body);
    return exitCode;
  }
  const orders = body.results.flatMap(({ outcome }) => outcome?.orders ?? []);
  await printMoneyNotice(
    terminal,
    connection,
    orders.map(({ account }) => account),
  );
  if (orders.length > 0) {
    for (const line of orderTable(terminal, orders, await readInstruments(connection, orders))) terminal.line(line);
  }
  for (const { index, outcome, error } of body.results) {
    const place = String(index + 1);
    if (error !== undefined) {
      terminal.line(terminal.text(TEXTS.orderListRefused, { place, message: printable(error.detail) }));
    } else if (outcome !== undefined && outcome.orders.length === 0) {
      terminal.line(terminal.text(TEXTS.orderListTaken, { place, id: outcome.signalId }));
    }
  }
  return exitCode;
}

const NOT_TAKEN = new Set(['denied', 'rejected']);

const isTaken = ({ error, outcome }: OrderBatchOutcome['results'][number]): boolean =>
  error === undefined && (outcome?.orders ?? []).every(({ status }) => !NOT_TAKEN.has(status));

async function listOf({ args, terminal }: Invocation): Promise<string> {
  const [file] = args;
  if (file === undefined) return process.stdin.isTTY ? '' : await readAll(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? '';
    throw usageError(terminal.text(TEXTS.orderListUnreadable, { file, detail }));
  }
}
