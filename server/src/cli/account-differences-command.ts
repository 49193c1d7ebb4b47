/** `account differences`, `adopt` and `ignore`: where the exchange holds another position than the books, and what to make of it. */
import { printAccounts } from './account-command.ts';
import { ACCOUNT_TEXTS } from './account-texts.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { plainNumber } from './instrument-book.ts';
import type { Invocation } from './invocation.ts';
import { connect } from './server-connection.ts';
import { renderTable } from './table.ts';
import type { Account, Difference } from './wire-shapes.ts';
import { label } from './words.ts';

const pathOf = (id: string): string => `/api/v1/accounts/${encodeURIComponent(id)}/differences`;

/** Prints what differs; with `--json` as it came. */
export async function runAccountDifferences(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const differences = await connect(invocation).get<readonly Difference[]>(pathOf(id));
  if (terminal.isJson) terminal.json(differences);
  else if (differences.length === 0) terminal.line(terminal.text(ACCOUNT_TEXTS.noDifference, { id }));
  else {
    const numeric = (title: string) => ({ title, align: 'right' as const });
    const columns = [
      { title: label(terminal, 'symbol') },
      numeric(terminal.text(ACCOUNT_TEXTS.ours)),
      numeric(terminal.text(ACCOUNT_TEXTS.atVenue)),
      numeric(label(terminal, 'averagePrice')),
    ];
    const rows = differences.map(({ symbol, ours, venue, venueAveragePrice = '' }) => [
      symbol,
      plainNumber(ours),
      plainNumber(venue),
      plainNumber(venueAveragePrice),
    ]);
    for (const line of renderTable(columns, rows)) terminal.line(line);
    terminal.line(terminal.text(ACCOUNT_TEXTS.decideDifference, { id }));
  }
  return EXIT.ok;
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
