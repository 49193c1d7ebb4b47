/**
 * What became of something that was handed in, told as it happens: the trail line by line, then the orders, then an exit
 * code. Alerts, orders and closes all take the one path, so they are all followed here.
 */
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Followed, followSignal } from './follow-signal.ts';
import { readInstruments } from './instrument-book.ts';
import { amongShown, moneyNotice } from './money-notice.ts';
import type { ServerConnection } from './server-connection.ts';
import { beginningLines, printSignalOrders } from './signal-show-command.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import { TrailLines } from './trail-lines.ts';
import type { Account, Order, SignalDetail } from './wire-shapes.ts';

export interface Settling {
  readonly terminal: Terminal;
  readonly connection: ServerConnection;
  readonly signalId: string;
  /** Whether the same was handed in before, so that nothing was done again. */
  readonly duplicate: boolean;
  readonly waitMs: number;
}

/** Follows until it rests or the time is over, and tells. Answers no when nothing good came of it, pending when unsettled. */
export async function settleSignal(settling: Settling): Promise<ExitCode> {
  const { terminal, connection, signalId, duplicate, waitMs } = settling;
  if (terminal.isJson) {
    const followed = await followSignal({ connection, signalId, waitMs, onLook: () => undefined });
    terminal.json({ ...followed.signal, duplicate, settled: followed.settled });
    return exitCodeOf(followed);
  }
  const accounts = await connection.get<readonly Account[]>('/api/v1/accounts');
  const head = createHead(settling, accounts);
  const print = createPrinter(terminal);
  const onLook = (signal: SignalDetail): void => {
    if (head.isDue(signal)) print(signal);
  };
  const followed = await followSignal({ connection, signalId, waitMs, onLook });
  if (!head.isPrinted()) head.print(followed.signal);
  printSignalOrders(terminal, followed.signal, await readInstruments(connection, followed.signal.orders));
  if (!followed.settled) terminal.note(terminal.text(TEXTS.notSettled, { id: signalId }));
  return exitCodeOf(followed);
}

/** So many looks are waited for a decision, which names the accounts; then whose money it may be is said of all. */
const HEAD_LOOKS = 5;

/** Says once whose money it is and what the signal is called. */
function createHead({ terminal, duplicate, signalId }: Settling, accounts: readonly Account[]) {
  let looks = 0;
  let isPrinted = false;
  const print = ({ decisions, orders }: SignalDetail): void => {
    isPrinted = true;
    const shown = [...decisions, ...orders].map(({ account }) => account);
    terminal.line(moneyNotice(terminal, amongShown(accounts, shown)));
    terminal.line(terminal.text(duplicate ? TEXTS.sentBefore : TEXTS.sent, { id: signalId }));
  };
  return {
    print,
    isPrinted: () => isPrinted,
    /** Prints it when it can be told, and answers whether it has been. */
    isDue(signal: SignalDetail): boolean {
      looks += 1;
      if (!isPrinted && (signal.status !== 'accepted' || looks >= HEAD_LOOKS)) print(signal);
      return isPrinted;
    },
  };
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
  return entries.length === 0 || entries.some(cameToSomething) ? EXIT.ok : EXIT.no;
}

/** Why an order ended that the venue took and of which nothing came. */
const IN_VAIN = new Set(['POST_ONLY_WOULD_TRADE', 'REST_NOT_FILLED']);

function cameToSomething({ status, filledQuantity, reason }: Order): boolean {
  if (status === 'denied' || status === 'rejected') return false;
  return filledQuantity !== '0' || !IN_VAIN.has(reason?.code ?? '');
}
