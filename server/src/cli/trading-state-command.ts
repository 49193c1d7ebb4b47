/**
 * `halt`, `reduce`, `resume`. A halt must work when nothing else does: when the server can not be reached it is written to
 * the halt latch in the data directory, which the next start obeys, and what it could not do is said plainly.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openHaltLatch } from '#adapters/system/halt-latch.ts';
import { TRADING_STATE_FILE } from '#app/data-files.ts';
import { CommandError } from './command-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataDirectoryOf, type Invocation, optionGiven, optionText } from './invocation.ts';
import { connect } from './server-connection.ts';
import { isRunning, readServerFile } from './server-file.ts';
import { TEXTS } from './texts.ts';
import type { TradingStateOutcome } from './wire-shapes.ts';
import { reasonText, word } from './words.ts';

type Action = 'halt' | 'reduce' | 'resume';

/** Stops trading, at the server or, when that fails, at its next start. */
export async function runHalt(invocation: Invocation): Promise<ExitCode> {
  try {
    return await change(invocation, 'halt');
  } catch (error) {
    if (!(error instanceof CommandError) || !isOutOfReach(error)) throw error;
    return haltLater(invocation, error);
  }
}

/** Lets positions only become smaller. */
export function runReduce(invocation: Invocation): Promise<ExitCode> {
  return change(invocation, 'reduce');
}

/** Lets the accounts trade again. */
export function runResume(invocation: Invocation): Promise<ExitCode> {
  return change(invocation, 'resume');
}

async function change(invocation: Invocation, action: Action): Promise<ExitCode> {
  const { terminal } = invocation;
  const account = optionText(invocation, 'account');
  const body = {
    action,
    reason: optionText(invocation, 'reason') ?? 'command line',
    ...(account === undefined ? {} : { account }),
    ...(optionGiven(invocation, 'cancelOrders') ? { cancelOrders: true } : {}),
  };
  const connection = connect(invocation);
  const { body: outcome } = await connection.ask<TradingStateOutcome>('POST', '/api/v1/trading-state', { body });
  if (terminal.isJson) terminal.json({ reached: true, ...outcome });
  else printOutcome(invocation, outcome);
  const { accounts, notCanceled, stillStopped } = outcome;
  const isUndone = stillStopped.some((stopped) => stopped.account === account);
  return isUndone || notCanceled.length > 0 || accounts.some(({ durable }) => !durable) ? EXIT.no : EXIT.ok;
}

/** Why an account is not armed: arming ends that, and no resume does. */
const ARMING = new Set([
  'ACCOUNT_CREDENTIALS_REFUSED',
  'ACCOUNT_KEY_CAN_WITHDRAW',
  'ACCOUNT_NOT_ARMED',
  'ACCOUNT_TERMS_CHANGED',
  'CREDENTIALS_CHANGED',
]);

function printOutcome({ terminal }: Invocation, outcome: TradingStateOutcome): void {
  for (const { account, state, durable } of outcome.accounts) {
    const values = { account, state: word(terminal, state) };
    terminal.line(terminal.text(durable ? TEXTS.stateSet : TEXTS.stateNotDurable, values));
  }
  const { cancelsRequested, notCanceled, stillStopped, entryOrdersOpen } = outcome;
  if (cancelsRequested.length > 0) {
    terminal.line(terminal.text(TEXTS.cancelsAsked, { count: String(cancelsRequested.length) }));
  }
  for (const { account, state, reason } of stillStopped) {
    const values = { account, state: word(terminal, state), reason: reasonText(terminal, reason) };
    const isUnarmed = ARMING.has(reason?.code ?? '');
    terminal.line(terminal.text(isUnarmed ? TEXTS.stillUnarmed : TEXTS.stillStopped, values));
  }
  if (entryOrdersOpen.length > 0) {
    terminal.line(terminal.text(TEXTS.entriesOpen, { count: String(entryOrdersOpen.length) }));
  }
  for (const { orderId, reason } of notCanceled) {
    terminal.line(terminal.text(TEXTS.notCanceled, { order: orderId, reason: reasonText(terminal, reason) }));
  }
}

/** Not reached, or broken inside: not a wrong key, and not an account that does not exist. */
function isOutOfReach({ failure }: CommandError): boolean {
  return failure.exitCode === EXIT.unreachable || failure.code === 'INTERNAL' || failure.code === 'STORAGE_UNAVAILABLE';
}

function haltLater(invocation: Invocation, { failure }: CommandError): ExitCode {
  const { terminal } = invocation;
  const dataDirectory = dataDirectoryOf(invocation);
  const problem = failure.message[terminal.language];
  const isWhole = optionText(invocation, 'account') === undefined;
  const latch = join(dataDirectory, TRADING_STATE_FILE);
  const latched = isWhole && existsSync(dataDirectory) && writeLatch(latch);
  const pid = readServerFile(dataDirectory)?.pid;
  const processRunning = pid !== undefined && isRunning(pid);
  if (terminal.isJson) {
    const error = { code: failure.code, message: problem };
    terminal.json({ reached: false, latched, processRunning, ...(latched ? { latch } : {}), error });
    return failure.exitCode;
  }
  terminal.line(terminal.text(TEXTS.haltNotReached, { problem }));
  if (isWhole) terminal.line(terminal.text(latched ? TEXTS.haltLatched : TEXTS.haltNotLatched, { file: latch }));
  else terminal.line(terminal.text(TEXTS.haltOneAccount));
  if (processRunning) terminal.line(terminal.text(TEXTS.haltStillRuns, { pid: String(pid) }));
  terminal.line(terminal.text(TEXTS.haltOrdersRest));
  return failure.exitCode;
}

function writeLatch(path: string): boolean {
  try {
    return openHaltLatch(path).write('halted');
  } catch {
    return false;
  }
}
