/** Accounts as a table: whose money, how much of it, and whether it may trade. */
import { moneyText } from './instrument-book.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { Account } from './wire-shapes.ts';
import { label, reasonText, statusCell, word } from './words.ts';

/** What keeps accounts from their work, a line each. */
export function problemLines(terminal: Terminal, accounts: readonly Pick<Account, 'id' | 'problems'>[]): string[] {
  return accounts.flatMap(({ id, problems }) =>
    problems.map((problem) => terminal.paint('yellow', `${id}: ${reasonText(terminal, problem)}`)),
  );
}

/** The lines of the table. */
export function accountTable(terminal: Terminal, accounts: readonly Account[]): string[] {
  const right = (title: string): Column => ({ title, align: 'right' });
  const columns: readonly Column[] = [
    { title: label(terminal, 'account') },
    { title: label(terminal, 'kind') },
    { title: label(terminal, 'tradingState') },
    right(label(terminal, 'equity')),
    right(label(terminal, 'available')),
    right(label(terminal, 'margin')),
    right(label(terminal, 'unrealized')),
    right(label(terminal, 'realized')),
    right(label(terminal, 'fees')),
    { title: label(terminal, 'currency') },
    right(label(terminal, 'positions')),
    right(label(terminal, 'openOrders')),
    right(label(terminal, 'unknownOrders')),
    { title: label(terminal, 'reason') },
  ];
  return renderTable(
    columns,
    accounts.map((account) => [
      account.id,
      word(terminal, account.environment),
      statusCell(terminal, account.tradingState),
      moneyText(account.equity),
      moneyText(account.available),
      moneyText(account.marginUsed),
      moneyText(account.unrealizedPnl),
      moneyText(account.realizedPnl),
      moneyText(account.fees),
      account.currency,
      String(account.positions),
      String(account.openOrders),
      account.unknownOrders === 0 ? '' : String(account.unknownOrders),
      reasonText(terminal, account.tradingStateReason),
    ]),
  );
}
