/**
 * `signal send`: hands a text to the very doors that alerts come through, then tells what became of it. With `--webhook` it
 * takes that webhook's route; without, it goes over REST to one account.
 */
import { text as readAll } from 'node:stream/consumers';
import { bilingual, fill, verbatim } from '#app/config/bilingual.ts';
import { GRAMMAR_NAMES } from '#domain/signal.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Followed, followSignal } from './follow-signal.ts';
import { type Invocation, optionChoice, optionNumber, optionText, usageError } from './invocation.ts';
import { printMoneyNotice } from './money-notice.ts';
import { connect, type Reply, type ServerConnection } from './server-connection.ts';
import { beginningLines, printSignalOrders } from './signal-show-command.ts';
import { checkLines, TrailLines } from './trail-lines.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Decision, SignalDetail } from './wire-shapes.ts';
import { reasonText, word } from './words.ts';

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

const WAIT = { minimum: 0, maximum: 60 } as const;
/** Statuses with which a door says that the text itself is wrong; those of a wrong key or a full disk are not among them. */
const REFUSED = [400, 404, 409, 413, 422];

/** Sends and follows. Answers ok when orders were made or there was nothing to do, no when it was refused or denied. */
export async function runSignalSend(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const waitMs = (optionNumber(invocation, 'wait', WAIT) ?? 0) * 1000;
  const text = invocation.args[0] ?? (process.stdin.isTTY ? '' : await readAll(process.stdin));
  if (text.trim() === '') throw usageError(terminal.text(TEXTS.signalTextMissing));
  const connection = connect(invocation);
  const { status, body } = await submit(invocation, connection, text);
  if (status >= 400) return answerRefusal(terminal, body as Refusal);
  const taken = body as Taken;
  if (taken.status === 'rehearsed') return answerRehearsal(terminal, taken);
  return follow({ terminal, connection, taken, waitMs });
}

function submit(invocation: Invocation, connection: ServerConnection, text: string): Promise<Reply<Taken | Refusal>> {
  const format = optionChoice(invocation, 'format', GRAMMAR_NAMES);
  const webhook = optionText(invocation, 'webhook');
  const secret = optionText(invocation, 'secret');
  const id = optionText(invocation, 'id');
  const headers = id === undefined ? {} : { 'idempotency-key': id };
  if (webhook !== undefined) {
    const path = ['/hook', webhook, secret].filter((part) => part !== undefined).map(encodePart);
    return connection.ask('POST', path.join('/'), { text, headers, answers: REFUSED });
  }
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
  for (const { account, outcome, reason, checks } of decisions) {
    terminal.line(`${account}  ${word(terminal, outcome)}  ${reasonText(terminal, reason)}`.trimEnd());
    for (const line of checkLines(terminal, checks)) terminal.line(`    ${line}`);
  }
  return wouldTrade ? EXIT.ok : EXIT.no;
}

interface Follow {
  readonly terminal: Terminal;
  readonly connection: ServerConnection;
  readonly taken: Taken;
  readonly waitMs: number;
}

async function follow({ terminal, connection, taken, waitMs }: Follow): Promise<ExitCode> {
  const { signalId, status } = taken;
  if (!terminal.isJson) {
    await printMoneyNotice(terminal, connection);
    terminal.line(terminal.text(status === 'duplicate' ? TEXTS.sentBefore : TEXTS.sent, { id: signalId }));
  }
  const onLook = terminal.isJson ? () => undefined : createPrinter(terminal);
  const followed = await followSignal({ connection, signalId, waitMs, onLook });
  if (terminal.isJson)
    terminal.json({ ...followed.signal, duplicate: status === 'duplicate', settled: followed.settled });
  else {
    printSignalOrders(terminal, followed.signal);
    if (!followed.settled) terminal.note(terminal.text(TEXTS.notSettled, { id: signalId }));
  }
  return exitCodeOf(followed);
}

/** Prints what is new in the trail each time it is looked at. */
function createPrinter(terminal: Terminal): (signal: SignalDetail) => void {
  let lines: TrailLines | undefined;
  let printedUpTo = 0;
  return (signal) => {
    if (lines === undefined && signal.status === 'accepted') return;
    if (lines === undefined) {
      lines = new TrailLines(terminal, signal.receivedAt);
      for (const line of beginningLines(terminal, lines, signal)) terminal.line(line);
    }
    for (const entry of signal.trail) {
      if (entry.sequence <= printedUpTo) continue;
      printedUpTo = entry.sequence;
      for (const line of lines.entry(entry)) terminal.line(line);
    }
  };
}

const FAILED = new Set(['denied', 'refused', 'quarantined']);

function exitCodeOf({ signal, settled }: Followed): ExitCode {
  if (FAILED.has(signal.status)) return EXIT.no;
  if (!settled) return EXIT.pending;
  const entries = signal.orders.filter(({ parentOrderId }) => parentOrderId === undefined);
  const isAnyGood = entries.some(({ status }) => status !== 'denied' && status !== 'rejected');
  return entries.length === 0 || isAnyGood ? EXIT.ok : EXIT.no;
}
