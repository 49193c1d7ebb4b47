/** `account`: the money of every account, or of one. */
import { accountTable } from './account-table.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Invocation } from './invocation.ts';
import { moneyNotice } from './money-notice.ts';
import { connect } from './server-connection.ts';
import type { Account } from './wire-shapes.ts';

/** Prints a table; with `--json` the list, or the one account that was named. */
export async function runAccount(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id] = args;
  const connection = connect(invocation);
  const path = id === undefined ? '/api/v1/accounts' : `/api/v1/accounts/${encodeURIComponent(id)}`;
  const body = await connection.get<Account | readonly Account[]>(path);
  if (terminal.isJson) {
    terminal.json(body);
    return EXIT.ok;
  }
  const accounts = [body].flat();
  terminal.line(moneyNotice(terminal, accounts));
  for (const line of accountTable(terminal, accounts)) terminal.line(line);
  return EXIT.ok;
}
