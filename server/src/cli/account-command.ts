/** `account`: the money of every account, or of one; a new paper account; a source that may trade again. */
import { accountTable, problemLines, termsLine } from './account-table.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Invocation, optionChoice, optionDecimal, optionText } from './invocation.ts';
import { moneyNotice } from './money-notice.ts';
import { connect } from './server-connection.ts';
import type { Terminal } from './terminal.ts';
import type { Account } from './wire-shapes.ts';

/** Prints a table; with `--json` the list, or the one account that was named. */
export async function runAccount(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id] = args;
  const connection = connect(invocation);
  const path = id === undefined ? '/api/v1/accounts' : `/api/v1/accounts/${encodeURIComponent(id)}`;
  return printAccounts(terminal, await connection.get<Account | readonly Account[]>(path));
}

/** Accounts as a table, with what keeps them from their work; with `--json` as they came. */
export function printAccounts(terminal: Terminal, body: Account | readonly Account[]): ExitCode {
  if (terminal.isJson) {
    terminal.json(body);
    return EXIT.ok;
  }
  const accounts = [body].flat();
  terminal.line(moneyNotice(terminal, accounts));
  for (const line of accountTable(terminal, accounts)) terminal.line(line);
  const terms = accounts.length === 1 ? termsLine(terminal, accounts[0]?.exchange) : undefined;
  if (terms !== undefined) terminal.line(terms);
  for (const line of problemLines(terminal, accounts)) terminal.line(line);
  return EXIT.ok;
}

const POSITION_MODES = ['netting', 'hedging'] as const;

/** Opens a paper account. */
export async function runAccountCreate(invocation: Invocation): Promise<ExitCode> {
  const body = {
    id: invocation.args[0],
    name: optionText(invocation, 'name'),
    currency: optionText(invocation, 'currency'),
    positionMode: optionChoice(invocation, 'mode', POSITION_MODES),
    initialBalance: optionDecimal(invocation, 'balance'),
  };
  const { body: account } = await connect(invocation).ask<Account>('POST', '/api/v1/accounts', { body });
  return printAccounts(invocation.terminal, account);
}

/** Lets a source trade again at an account that stopped it for trading too often. */
export async function runAccountUnlatch(invocation: Invocation): Promise<ExitCode> {
  const [id = '', source] = invocation.args;
  const path = `/api/v1/accounts/${encodeURIComponent(id)}/reset-latch`;
  const { body: account } = await connect(invocation).ask<Account>('POST', path, { body: { source } });
  return printAccounts(invocation.terminal, account);
}
