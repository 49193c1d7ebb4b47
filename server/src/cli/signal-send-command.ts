/**
 * `signal send`: hands a text to the very doors that alerts come through, then tells what became of it. With `--webhook` it
 * takes that webhook's route, which alone says format and accounts; without, it goes over REST to one account.
 */
import { text as readAll } from 'node:stream/consumers';
import { bilingual, fill, verbatim } from '#app/config/bilingual.ts';
import { GRAMMAR_NAMES } from '#domain/signal.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionChoice, optionText, usageError, waitMsOf } from './invocation.ts';
import { printDecisions } from './decision-lines.ts';
import { connect, type Reply, type ServerConnection } from './server-connection.ts';
import { settleSignal } from './settle-signal.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Decision } from './wire-shapes.ts';

interface Taken {
  readonly signalId: string;
  readonly status: 'accepted' | 'duplicate' | 'rehearsed';
  readonly commands?: readonly unknown[];
  readonly decisions?: readonly Decision[];
}

interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly signalId?: string;
}

/** Statuses with which a door says that the text itself is wrong; those of a wrong key or a full disk are not among them. */
const REFUSED = [400, 404, 409, 413, 422];

/** Sends and follows. Answers ok when orders were made or there was nothing to do, no when it was refused or denied. */
export async function runSignalSend(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const waitMs = waitMsOf(invocation);
  refuseUnheard(invocation);
  const text = invocation.args[0] ?? (process.stdin.isTTY ? '' : await readAll(process.stdin));
  if (text.trim() === '') throw usageError(terminal.text(TEXTS.signalTextMissing));
  const connection = connect(invocation);
  const { status, body } = await submit(invocation, connection, text);
  if (status >= 400) return answerRefusal(terminal, body as Refusal);
  const taken = body as Taken;
  if (taken.status === 'rehearsed') return answerRehearsal(terminal, taken);
  const { signalId } = taken;
  return settleSignal({ terminal, connection, signalId, duplicate: taken.status === 'duplicate', waitMs });
}

/** The door of a webhook hears nothing but the text: what else was said would be lost without a word. */
function refuseUnheard(invocation: Invocation): void {
  const { terminal } = invocation;
  const webhook = optionText(invocation, 'webhook');
  if (webhook === undefined) return;
  for (const name of ['format', 'account']) {
    if (optionText(invocation, name) === undefined) continue;
    throw usageError(terminal.text(TEXTS.routeDecides, { option: name, webhook }));
  }
  if (optionText(invocation, 'id') !== undefined) throw usageError(terminal.text(TEXTS.idInText));
}

function submit(invocation: Invocation, connection: ServerConnection, text: string): Promise<Reply<Taken | Refusal>> {
  const format = optionChoice(invocation, 'format', GRAMMAR_NAMES);
  const webhook = optionText(invocation, 'webhook');
  const secret = optionText(invocation, 'secret');
  const id = optionText(invocation, 'id');
  if (webhook !== undefined) {
    const path = ['/hook', webhook, secret].filter((part) => part !== undefined).map(encodePart);
    return connection.ask('POST', path.join('/'), { text, answers: REFUSED });
  }
  const headers = id === undefined ? {} : { 'idempotency-key': id };
  if (secret !== undefined) throw usageError(invocation.terminal.text(TEXTS.secretWithoutWebhook));
  const account = optionText(invocation, 'account');
  const body = { text, ...(format === undefined ? {} : { format }), ...(account === undefined ? {} : { account }) };
  return connection.ask('POST', '/api/v1/signals', { body, headers, answers: REFUSED });
}

const encodePart = (part: string, index: number): string => (index === 0 ? part : encodeURIComponent(part));

function answerRefusal(terminal: Terminal, { code, detail, signalId }: Refusal): ExitCode {
  if (typeof code !== 'string') {
    const message = bilingual('The server gave no reason.', '服务器未给出原因。');
    throw new CommandError({ code: 'SERVER_UNEXPECTED', exitCode: EXIT.unreachable, message });
  }
  if (!terminal.isJson) {
    if (signalId !== undefined) terminal.note(terminal.text(TEXTS.keptAs, { id: signalId }));
    throw new CommandError({ code, exitCode: EXIT.no, message: fill(TEXTS.refused, { message: verbatim(detail) }) });
  }
  terminal.json({ error: { code, message: detail }, ...(signalId === undefined ? {} : { signalId }) });
  return EXIT.no;
}

function answerRehearsal(terminal: Terminal, taken: Taken): ExitCode {
  const decisions = taken.decisions ?? [];
  const wouldTrade = decisions.every(({ outcome }) => outcome !== 'denied');
  if (terminal.isJson) {
    terminal.json(taken);
    return wouldTrade ? EXIT.ok : EXIT.no;
  }
  terminal.line(terminal.text(TEXTS.rehearsed, { id: taken.signalId }));
  printDecisions(terminal, decisions);
  return wouldTrade ? EXIT.ok : EXIT.no;
}
