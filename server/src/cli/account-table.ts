/** Accounts as a table: whose money, how much of it, and whether it may trade. */
import { ACCOUNT_TEXTS as TEXTS } from './account-texts.ts';
import { moneyText } from './instrument-book.ts';
import { type Column, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import type { Account, Position } from './wire-shapes.ts';
import { label, reasonText, statusCell, word } from './words.ts';

/** What keeps accounts from their work, a line each. */
export function problemLines(terminal: Terminal, accounts: readonly Pick<Account, 'id' | 'problems'>[]): string[] {
  return accounts.flatMap(({ id, problems }) =>
    problems.map((problem) => terminal.paint('yellow', `${id}: ${reasonText(terminal, problem)}`)),
  );
}

/** What an account at an exchange trades there, and how. */
export function termsLine(terminal: Terminal, exchange: Account['exchange']): string | undefined {
  if (exchange === undefined) return undefined;
  const { name, markets, marginMode, leverage, endpoint, keyEnding } = exchange;
  const swap =
    leverage === undefined
      ? terminal.text(TEXTS.termsLeverageTheirs)
      : terminal.text(TEXTS.termsLeverage, { leverage });
  return [
    endpoint === undefined ? name : `${name} ${endpoint}`,
    terminal.text(TEXTS.termsMarkets, { markets: markets.join(', ') }),
    ...(markets.includes('swap') ? [marginMode, swap] : []),
    ...(keyEnding === undefined ? [] : [terminal.text(TEXTS.termsKey, { ending: keyEnding })]),
  ].join(' · ');
}

/** What each account was paid, less what it paid, for the perpetuals it holds or has held: those that positions are of. */
export function fundingLines(
  terminal: Terminal,
  accounts: readonly Pick<Account, 'id' | 'funding' | 'currency'>[],
  positions: readonly Pick<Position, 'account' | 'fundingRate'>[],
): string[] {
  const holders = new Set(positions.flatMap((held) => (held.fundingRate === undefined ? [] : held.account)));
  return accounts.flatMap(({ id, funding, currency }) =>
    funding === undefined || !holders.has(id)
      ? []
      : funding === null
        ? terminal.text(TEXTS.fundingUnlisted, { account: id })
        : terminal.text(TEXTS.fundingSoFar, { account: id, amount: moneyText(funding), currency }),
  );
}

/** The table, and below it what to do about orders of which nobody knows what became. */
export function accountTable(terminal: Terminal, accounts: readonly Account[]): string[] {
  const inDoubt = accounts.filter(({ unknownOrders }) => unknownOrders > 0);
  const hints = inDoubt.map(({ id, unknownOrders }) =>
    terminal.paint('yellow', terminal.text(TEXTS.unknownOrders, { account: id, count: String(unknownOrders) })),
  );
  return [...tableOf(terminal, accounts), ...hints];
}

/** What is not up trades nothing, whatever it may do once it is. */
const tradingOf = ({ reconciled, tradingState }: Account): string =>
  reconciled || tradingState !== 'active' ? tradingState : 'not_up';

/** Of an account that its exchange never told of nobody knows the money: it is no zero. */
function moneyCells(terminal: Terminal, account: Account): string[] {
  const { equity, available, marginUsed, unrealizedPnl, realizedPnl, fees, funding } = account;
  const amounts = [equity, available, marginUsed, unrealizedPnl, realizedPnl, fees].map(moneyText);
  const cells = [...amounts, funding === null ? terminal.text(TEXTS.fundingNotListed) : moneyText(funding)];
  const isNew = [account.balance, realizedPnl, fees].every((amount) => amount === '0');
  const isTold = account.reconciled || account.exchange === undefined || !isNew;
  return isTold ? cells : cells.map(() => '');
}

function tableOf(terminal: Terminal, accounts: readonly Account[]): string[] {
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
    right(label(terminal, 'fundingSum')),
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
      statusCell(terminal, tradingOf(account)),
      ...moneyCells(terminal, account),
      account.currency,
      String(account.positions),
      String(account.openOrders),
      account.unknownOrders === 0 ? '' : String(account.unknownOrders),
      reasonText(terminal, account.tradingStateReason),
    ]),
  );
}
