/** Whose money it is: said before anything that shows prices, orders or positions. */
import { type Bilingual, fill } from '#app/config/bilingual.ts';
import type { ServerConnection } from './server-connection.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Account } from './wire-shapes.ts';

type Holder = Pick<Account, 'id' | 'environment' | 'simulated'>;

/** One sentence: of the accounts where most is at stake LIVE, SANDBOX or EMULATED with their names, else PAPER. */
export function moneySentence(accounts: readonly Holder[]): { readonly text: Bilingual; readonly isReal: boolean } {
  for (const environment of ['live', 'sandbox', 'emulated'] as const) {
    const names = accounts.filter((account) => account.environment === environment).map(({ id }) => id);
    if (names.length === 0) continue;
    return { text: fill(TEXTS[environment], { accounts: names.join(', ') }), isReal: environment === 'live' };
  }
  const isSimulated = accounts.some(({ simulated }) => simulated);
  return { text: isSimulated ? TEXTS.paper : TEXTS.paperPushed, isReal: false };
}

/** The sentence for a terminal: red where money is real. */
export function moneyNotice(terminal: Terminal, accounts: readonly Holder[]): string {
  const { text, isReal } = moneySentence(accounts);
  return terminal.paint(isReal ? 'red' : 'yellow', text[terminal.language]);
}

/** Prints the notice for the accounts of the server, and answers them. */
export async function printMoneyNotice(terminal: Terminal, connection: ServerConnection): Promise<readonly Account[]> {
  const accounts = await connection.get<readonly Account[]>('/api/v1/accounts');
  terminal.line(moneyNotice(terminal, accounts));
  return accounts;
}
