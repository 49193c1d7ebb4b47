/** Whose money it is: said before anything that shows prices, orders or positions. */
import type { ServerConnection } from './server-connection.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Account } from './wire-shapes.ts';

/** One sentence: PAPER and SIMULATED, PAPER alone, or LIVE with the accounts' names. */
export function moneyNotice(terminal: Terminal, accounts: readonly Account[]): string {
  const live = accounts.filter(({ environment }) => environment === 'live').map(({ id }) => id);
  if (live.length > 0) return terminal.paint('red', terminal.text(TEXTS.live, { accounts: live.join(', ') }));
  const isSimulated = accounts.some(({ simulated }) => simulated);
  return terminal.paint('yellow', terminal.text(isSimulated ? TEXTS.paper : TEXTS.paperPushed));
}

/** Prints the notice for the accounts of the server. */
export async function printMoneyNotice(terminal: Terminal, connection: ServerConnection): Promise<void> {
  terminal.line(moneyNotice(terminal, await connection.get<readonly Account[]>('/api/v1/accounts')));
}
