/** Whose money it is: said before anything that shows prices, orders or positions. */
import type { ServerConnection } from './server-connection.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Account } from './wire-shapes.ts';

/** One sentence: of the accounts where most is at stake LIVE, SANDBOX or EMULATED with their names, else PAPER. */
export function moneyNotice(terminal: Terminal, accounts: readonly Account[]): string {
  const named = (name: Account['environment']): string =>
    accounts
      .filter(({ environment }) => environment === name)
      .map(({ id }) => id)
      .join(', ');
  const live = named('live');
  if (live !== '') return terminal.paint('red', terminal.text(TEXTS.live, { accounts: live }));
  for (const environment of ['sandbox', 'emulated'] as const) {
    const names = named(environment);
    if (names !== '') return terminal.paint('yellow', terminal.text(TEXTS[environment], { accounts: names }));
  }
  const isSimulated = accounts.some(({ simulated }) => simulated);
  return terminal.paint('yellow', terminal.text(isSimulated ? TEXTS.paper : TEXTS.paperPushed));
}

/** Prints the notice for the accounts of the server. */
export async function printMoneyNotice(terminal: Terminal, connection: ServerConnection): Promise<void> {
  terminal.line(moneyNotice(terminal, await connection.get<readonly Account[]>('/api/v1/accounts')));
}
