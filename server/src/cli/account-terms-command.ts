/** `account change | balances`: what an account at an exchange trades and how, and what the exchange says of its money. */
import { printAccounts } from './account-command.ts';
import { ACCOUNT_TEXTS as TEXTS } from './account-texts.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataOptionOf, type Invocation, optionChoice, optionDecimal, optionText, usageError } from './invocation.ts';
import { connect } from './server-connection.ts';
import { renderTable } from './table.ts';
import { TEXTS as COMMON } from './texts.ts';
import type { Account, Balance } from './wire-shapes.ts';
import { label } from './words.ts';

export const MARGIN_MODES = ['cross', 'isolated'] as const;
const MARKETS = new Set(['spot', 'swap']);
/** Of the leverage: from now on as the exchange has it. */
const NO_LEVERAGE = '0';

/** Changes markets, margin mode or leverage of a flat account; one that has to be armed is disarmed by it. */
export async function runAccountChange(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const leverage = optionText(invocation, 'leverage') === NO_LEVERAGE ? null : optionDecimal(invocation, 'leverage');
  const body = {
    markets: marketsOf(invocation),
    marginMode: optionChoice(invocation, 'marginMode', MARGIN_MODES),
    leverage,
  };
  if (Object.values(body).every((value) => value === undefined)) throw usageError(terminal.text(TEXTS.changeEmpty));
  const path = `/api/v1/accounts/${encodeURIComponent(id)}`;
  const { body: account } = await connect(invocation).ask<Account>('PATCH', path, { body });
  const done = printAccounts(terminal, account);
  if (!terminal.isJson && account.armed === false) {
    terminal.line(terminal.text(TEXTS.mustArm, { id, data: dataOptionOf(invocation) }));
  }
  return done;
}

/** The names of `--markets`; ends the command when there are others. */
export function marketsOf(invocation: Invocation): string[] | undefined {
  const markets = optionText(invocation, 'markets')
    ?.split(',')
    .map((name) => name.trim());
  if (markets === undefined) return undefined;
  if (markets.every((name) => MARKETS.has(name))) return markets;
  throw usageError(invocation.terminal.text(TEXTS.marketsWrong));
}

/** Each currency as the exchange has it at this moment. */
export async function runAccountBalances(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const path = `/api/v1/accounts/${encodeURIComponent(id)}/balances`;
  const balances = await connect(invocation).get<readonly Balance[]>(path);
  if (terminal.isJson) terminal.json(balances);
  else for (const line of balanceTable(invocation, balances)) terminal.line(line);
  return EXIT.ok;
}

function balanceTable({ terminal }: Invocation, balances: readonly Balance[]): string[] {
  if (balances.length === 0) return [terminal.text(COMMON.none)];
  return renderTable(
    [
      { title: label(terminal, 'currency') },
      { title: label(terminal, 'free'), align: 'right' },
      { title: label(terminal, 'inOrders'), align: 'right' },
      { title: label(terminal, 'total'), align: 'right' },
    ],
    balances.map(({ currency, free, used, total }) => [currency, free, used, total]),
  );
}
