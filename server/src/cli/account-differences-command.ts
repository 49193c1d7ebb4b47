/** `account differences`, `adopt` and `ignore`: where the exchange holds another position than the books, and what to make of it. */
import { printAccounts } from './account-command.ts';
import { ACCOUNT_TEXTS } from './account-texts.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainNumber } from './instrument-book.ts';
import type { Invocation } from './invocation.ts';
import { connect } from './server-connection.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { Account, Difference } from './wire-shapes.ts';
import { label, localTime, word } from './words.ts';

const accountPath = (id: string): string => `/api/v1/accounts/${encodeURIComponent(id)}`;
const pathOf = (id: string): string => `${accountPath(id)}/differences`;

/** Prints what differs; with `--json` as it came. */
export async function runAccountDifferences(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const server = connect(invocation);
  const differences = await server.get<readonly Difference[]>(pathOf(id));
  if (terminal.isJson) terminal.json(differences);
  else if (differences.length === 0) terminal.line(noDifference(terminal, await server.get<Account>(accountPath(id))));
  else {
    const numeric = (title: string) => ({ title, align: 'right' as const });
    const columns = [
      { title: label(terminal, 'symbol') },
      numeric(terminal.text(ACCOUNT_TEXTS.ours)),
      numeric(terminal.text(ACCOUNT_TEXTS.atVenue)),
      numeric(label(terminal, 'averagePrice')),
      { title: terminal.text(ACCOUNT_TEXTS.ignored) },
    ];
    const rows = differences.map(({ symbol, ours, venue, ignored, venueAveragePrice = '' }) => [
      symbol,
      plainNumber(ours),
      plainNumber(venue),
      plainNumber(venueAveragePrice),
      ignored ? word(terminal, 'true') : '',
    ]);
    for (const line of renderTable(columns, rows)) terminal.line(line);
    const isOpen = differences.some(({ ignored }) => !ignored);
    terminal.line(terminal.text(isOpen ? ACCOUNT_TEXTS.decideDifference : ACCOUNT_TEXTS.allIgnored, { id }));
  }
  return EXIT.ok;
}

/** It was so at the time of the comparison; who has not been compared yet is not said to agree. */
function noDifference(terminal: Terminal, { id, comparedAt }: Account): string {
  if (comparedAt === undefined) return terminal.text(ACCOUNT_TEXTS.notCompared, { id });
  return terminal.text(ACCOUNT_TEXTS.noDifference, { id, time: localTime(comparedAt) });
}

const decide =
  (decision: 'adopt' | 'ignore') =>
  async (invocation: Invocation): Promise<ExitCode> => {
    const [id = '', symbol = ''] = invocation.args;
    const path = `${pathOf(id)}/${encodeURIComponent(symbol)}/${decision}`;
    const { body: account } = await connect(invocation).ask<Account>('POST', path);
    return printAccounts(invocation.terminal, account);
  };

/** Takes over what the exchange holds. */
export const runAccountAdopt = decide('adopt');
/** Leaves the difference as it is. */
export const runAccountIgnore = decide('ignore');
