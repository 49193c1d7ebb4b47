/** `status`: whether the server does its work, whether it may trade, and how its accounts are. */
import { accountTable, problemLines } from './account-table.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Invocation } from './invocation.ts';
import { moneyNotice } from './money-notice.ts';
import { connect } from './server-connection.ts';
import { renderFields } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { Account, Health } from './wire-shapes.ts';
import { label, localTime, reasonText, word } from './words.ts';

/** Prints the state; `{url, health, accounts}` with `--json`. Answers no when the server is unhealthy. */
export async function runStatus(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const connection = connect(invocation);
  const { body: health } = await connection.ask<Health>('GET', '/api/v1/health', { answers: [503] });
  const accounts = await connection.get<readonly Account[]>('/api/v1/accounts');
  if (terminal.isJson) terminal.json({ url: connection.url, health, accounts });
  else printStatus(terminal, { url: connection.url, health, accounts });
  return health.status === 'unhealthy' ? EXIT.no : EXIT.ok;
}

interface Status {
  readonly url: string;
  readonly health: Health;
  readonly accounts: readonly Account[];
}

function printStatus(terminal: Terminal, { url, health, accounts }: Status): void {
  terminal.line(moneyNotice(terminal, accounts));
  const fields: (readonly [string, string])[] = [
    [label(terminal, 'server'), `${url}  ${word(terminal, health.status)}`],
    [label(terminal, 'version'), health.version],
    [label(terminal, 'running'), localTime(health.startedAt)],
    [label(terminal, 'trading'), word(terminal, health.tradingState)],
    [label(terminal, 'storage'), word(terminal, health.storage)],
    [label(terminal, 'marketData'), word(terminal, health.marketData)],
    [label(terminal, 'pending'), String(health.pendingSignals)],
    ...health.problems.map((problem) => [label(terminal, 'problem'), reasonText(terminal, problem)] as const),
  ];
  for (const line of renderFields(fields)) terminal.line(line);
  terminal.line();
  for (const line of accountTable(terminal, accounts)) terminal.line(line);
  // What is said of an account above is not said again below the table.
  const said = new Set(health.problems.map((problem) => JSON.stringify(problem)));
  const unsaid = accounts.map(({ id, problems }) => ({
    id,
    problems: problems.filter((problem) => !said.has(JSON.stringify(problem))),
  }));
  for (const line of problemLines(terminal, unsaid)) terminal.line(line);
}
