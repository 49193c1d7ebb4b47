/** `account add | credentials | arm | disarm | remove`: accounts at exchanges, from their keys to their end. */
import { setTimeout as delay } from 'node:timers/promises';
import { readKeys } from './account-keys.ts';
import { printAccounts } from './account-command.ts';
import { MARGIN_MODES, marketsOf } from './account-terms-command.ts';
import { ACCOUNT_TEXTS as TEXTS } from './account-texts.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { dataOptionOf, type Invocation, optionChoice, optionDecimal, optionText, usageError } from './invocation.ts';
import { connect, type ServerConnection } from './server-connection.ts';
import type { Account, AddedAccount } from './wire-shapes.ts';
import { reasonText } from './words.ts';

const ENVIRONMENTS = ['live', 'sandbox', 'emulated'] as const;
const POSITION_MODES = ['netting', 'hedging'] as const;

const pathOf = ({ args }: Invocation, act = ''): string =>
  `/api/v1/accounts/${encodeURIComponent(args[0] ?? '')}${act}`;

/** Adds an account at an exchange; its keys are sealed by the server and shown by nobody. */
export async function runAccountAdd(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const exchange = optionText(invocation, 'exchange');
  const environment = optionChoice(invocation, 'environment', ENVIRONMENTS);
  if (exchange === undefined) throw usageError(terminal.text(TEXTS.exchangeMissing));
  if (environment === undefined) throw usageError(terminal.text(TEXTS.environmentMissing));
  const terms = {
    id,
    exchange,
    environment,
    name: optionText(invocation, 'name'),
    currency: optionText(invocation, 'currency'),
    endpoint: optionText(invocation, 'endpoint'),
    markets: marketsOf(invocation),
    marginMode: optionChoice(invocation, 'marginMode', MARGIN_MODES),
    positionMode: optionChoice(invocation, 'mode', POSITION_MODES),
    leverage: optionDecimal(invocation, 'leverage'),
  };
  const connection = connect(invocation);
  // What is wrong with the account is said before anybody types a secret.
  await connection.ask('POST', '/api/v1/accounts/check', { body: terms });
  const body = { ...terms, keys: await readKeys(invocation) };
  const { body: added } = await connection.ask<AddedAccount>('POST', '/api/v1/accounts', { body });
  const account = { ...added, ...(await whenAnswered(connection, added)) };
  for (const notice of terminal.isJson ? [] : (account.notices ?? [])) terminal.note(reasonText(terminal, notice));
  return tellOfKeys(invocation, account);
}

/** Gives the account other keys; it comes up with them, disarmed. */
export async function runAccountCredentials(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const connection = connect(invocation);
  // A wrong name is said before anybody types a secret.
  await connection.get<Account>(pathOf(invocation));
  const body = await readKeys(invocation);
  const { body: changed } = await connection.ask<Account>('POST', pathOf(invocation, '/keys'), { body });
  const account = await whenAnswered(connection, changed);
  if (!terminal.isJson)
    terminal.line(terminal.text(areRefused(account) ? TEXTS.keysKeptNot : TEXTS.keysChanged, { id }));
  return tellOfKeys(invocation, account);
}

const LOOK_EVERY_MS = 100;
const LOOKS_MAX = 100;

/** The account once its exchange has taken the keys or something keeps it from that; as it is when that takes too long. */
async function whenAnswered(connection: ServerConnection, asked: Account): Promise<Account> {
  let account = asked;
  for (let look = 0; isUndecided(account) && look < LOOKS_MAX; look += 1) {
    await delay(LOOK_EVERY_MS);
    account = await connection.get<Account>(`/api/v1/accounts/${encodeURIComponent(asked.id)}`);
  }
  return account;
}

const isUndecided = ({ reconciled, problems }: Account): boolean => !reconciled && problems.length === 0;

const areRefused = ({ problems }: Account): boolean =>
  problems.some(({ code }) => code === 'ACCOUNT_CREDENTIALS_REFUSED');

/** Prints what the exchange made of the keys. Answers no when it refused them. */
function tellOfKeys(invocation: Invocation, account: Account): ExitCode {
  const { terminal } = invocation;
  const { id } = account;
  const isRefused = areRefused(account);
  printAccounts(terminal, account);
  if (terminal.isJson) return isRefused ? EXIT.no : EXIT.ok;
  if (isUndecided(account)) terminal.note(terminal.text(TEXTS.keysUnanswered, { id, data: dataOptionOf(invocation) }));
  if (account.armed === false && !isRefused)
    terminal.line(terminal.text(TEXTS.mustArm, { id, data: dataOptionOf(invocation) }));
  return isRefused ? EXIT.no : EXIT.ok;
}

/** Lets signals open positions there. */
export function runAccountArm(invocation: Invocation): Promise<ExitCode> {
  return setArmed(invocation, true);
}

/** Lets nothing more be opened there; closing and canceling go on. */
export function runAccountDisarm(invocation: Invocation): Promise<ExitCode> {
  return setArmed(invocation, false);
}

async function setArmed(invocation: Invocation, armed: boolean): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const path = pathOf(invocation, armed ? '/arm' : '/disarm');
  const { body: account } = await connect(invocation).ask<Account>('POST', path);
  if (terminal.isJson) {
    terminal.json(account);
    return EXIT.ok;
  }
  terminal.line(terminal.text(armed ? TEXTS.armed : TEXTS.disarmed, { id }));
  if (account.tradingState !== 'active' && armed) {
    terminal.line(reasonText(terminal, account.tradingStateReason));
  }
  if (!armed && account.openOrders > 0) {
    const values = { id, count: String(account.openOrders), data: dataOptionOf(invocation) };
    terminal.line(terminal.text(TEXTS.ordersRest, values));
  }
  return EXIT.ok;
}

/** Takes the account out of service. */
export async function runAccountRemove(invocation: Invocation): Promise<ExitCode> {
  const { terminal, args } = invocation;
  const [id = ''] = args;
  const force = optionText(invocation, 'force');
  await connect(invocation).ask('DELETE', pathOf(invocation), { query: { force } });
  if (terminal.isJson) terminal.json({ id, removed: true });
  else terminal.line(terminal.text(TEXTS.removed, { id }));
  return EXIT.ok;
}
