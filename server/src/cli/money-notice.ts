/** Whose money it is: said before anything that shows prices, orders or positions. */
import { type Bilingual, fill } from '#app/config/bilingual.ts';
import { type Invocation, optionText } from './invocation.ts';
import type { ServerConnection } from './server-connection.ts';
import type { Terminal } from './terminal.ts';
import { TEXTS } from './texts.ts';
import type { Account } from './wire-shapes.ts';

type Holder = Pick<Account, 'id' | 'environment' | 'simulated'>;

export interface MoneySentence {
  readonly text: Bilingual;
  readonly isReal: boolean;
}

/** A sentence for each kind of account there is, with their names, the one where most is at stake first. */
export function moneySentences(accounts: readonly Holder[]): readonly MoneySentence[] {
  const sentences = (['live', 'sandbox', 'emulated'] as const).flatMap((environment) => {
    const names = accounts.filter((account) => account.environment === environment).map(({ id }) => id);
    if (names.length === 0) return [];
    return { text: fill(TEXTS[environment], { accounts: names.join(', ') }), isReal: environment === 'live' };
  });
  const papers = accounts.filter(({ environment }) => environment === 'paper');
  if (papers.length === 0 && sentences.length > 0) return sentences;
  const isSimulated = papers.some(({ simulated }) => simulated);
  if (sentences.length === 0) return [{ text: isSimulated ? TEXTS.paper : TEXTS.paperPushed, isReal: false }];
  const text = isSimulated ? TEXTS.paperAmong : TEXTS.paperPushedAmong;
  const names = papers.map(({ id }) => id).join(', ');
  return [...sentences, { text: fill(text, { accounts: names }), isReal: false }];
}

/** The sentences for a terminal, a line each: red where money is real. */
export function moneyNotice(terminal: Terminal, accounts: readonly Holder[]): string {
  return moneySentences(accounts)
    .map(({ text, isReal }) => terminal.paint(isReal ? 'red' : 'yellow', text[terminal.language]))
    .join('\n');
}

/** Prints the notice for the accounts that what is shown belongs to, for all of them where nothing is; answers all there are. */
export async function printMoneyNotice(
  terminal: Terminal,
  connection: ServerConnection,
  shown: readonly (string | undefined)[] = [],
): Promise<readonly Account[]> {
  const accounts = await connection.get<readonly Account[]>('/api/v1/accounts');
  terminal.line(moneyNotice(terminal, amongShown(accounts, shown)));
  return accounts;
}

/** The accounts that are shown; all of them where none is. */
export function amongShown<One extends Holder>(
  accounts: readonly One[],
  shown: readonly (string | undefined)[],
): readonly One[] {
  const meant = accounts.filter(({ id }) => shown.includes(id));
  return meant.length === 0 ? accounts : meant;
}

/** The accounts of the rows that are shown, or the one that was asked for. */
export function accountsOf(
  invocation: Invocation,
  rows: readonly { readonly account: string }[],
): readonly (string | undefined)[] {
  return rows.length === 0 ? [optionText(invocation, 'account')] : rows.map(({ account }) => account);
}
