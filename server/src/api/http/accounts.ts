/**
 * Accounts over REST. Keys of exchanges come in here and go no further than to the desk: from the body on they are secrets,
 * which no answer, no line of a log and no error can show.
 */
import type { ExchangeMarket } from '#domain/account.ts';
import type { Result } from '#runtime/desk.ts';
import type { AccountView } from '#views/shapes.ts';
import { type Answer, areSimulated, type Call, type Handlers, ok, refuse, refuseWith } from './call.ts';
import { credentialsOf } from './exchange-keys.ts';
import { present, readDecimal } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type Options = Pick<HttpServerOptions, 'desk'>;
type AccountHandlers = Pick<
  Handlers,
  | 'adoptDifference'
  | 'armAccount'
  | 'changeAccountKeys'
  | 'createAccount'
  | 'disarmAccount'
  | 'examineAccount'
  | 'getAccount'
  | 'ignoreDifference'
  | 'listAccountSummaries'
  | 'listAccounts'
  | 'listDifferences'
  | 'removeAccount'
  | 'resetLatch'
>;

/** Handlers of the accounts. */
export function createAccountHandlers({ desk }: Options): AccountHandlers {
  const list = () => {
    const accounts = desk.accounts();
    return ok(accounts, { simulated: areSimulated(accounts) });
  };
  return {
    listAccountSummaries: list,
    listAccounts: list,
    createAccount: (call) =>
      call.body.exchange === undefined
        ? createPaper({ desk }, call)
        : addAtExchange({ desk }, call, call.body.exchange),
    getAccount({ params }) {
      const id = idOf(params);
      const account = desk.account(id);
      return account === undefined
        ? refuse('ACCOUNT_UNKNOWN', { account: id })
        : ok(account, { simulated: account.simulated });
    },
    changeAccountKeys: async ({ actor, params, body }) =>
      answerWith(await desk.changeCredentials(actor, idOf(params), credentialsOf(body))),
    armAccount: async ({ actor, params }) => answerWith(await desk.setArmed(actor, idOf(params), true)),
    disarmAccount: async ({ actor, params }) => answerWith(await desk.setArmed(actor, idOf(params), false)),
    async examineAccount({ params }) {
      const result = await desk.examineAccount(idOf(params));
      return result.kind === 'ok' ? ok(result.value) : refuseWith(result.reason);
    },
    async removeAccount({ actor, params, query }) {
      const result = await desk.removeAccount(actor, idOf(params), query.force);
      return result.kind === 'ok' ? { kind: 'answer', status: 204 } : refuseWith(result.reason);
    },
    listDifferences({ params }) {
      const result = desk.differences(idOf(params));
      return result.kind === 'ok' ? ok(result.value) : refuseWith(result.reason);
    },
    adoptDifference: async ({ actor, params }) =>
      answerWith(await desk.decideDifference(actor, differenceOf(params), 'adopt')),
    ignoreDifference: async ({ actor, params }) =>
      answerWith(await desk.decideDifference(actor, differenceOf(params), 'ignore')),
    async resetLatch({ actor, params, body }) {
      const account = idOf(params);
      if (desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
      return answerWith(await desk.resetLatch(actor, account, body.source));
    },
  };
}

const idOf = (params: Readonly<Record<string, string>>): string => params['accountId'] ?? '';

const differenceOf = (params: Readonly<Record<string, string>>) => ({
  account: idOf(params),
  symbol: params['instrumentId'] ?? '',
});

function answerWith(result: Result<AccountView>): Answer {
  return result.kind === 'ok' ? ok(result.value, { simulated: result.value.simulated }) : refuseWith(result.reason);
}

/** What only an account at an exchange has. */
const EXCHANGE_FIELDS = ['environment', 'endpoint', 'markets', 'marginMode', 'leverage', 'keys'] as const;
const PAPER_CURRENCY = 'USD';

async function createPaper({ desk }: Options, { actor, body }: Call<'createAccount'>): Promise<Answer> {
  const { id, name = id, currency = PAPER_CURRENCY, positionMode } = body;
  const foreign = EXCHANGE_FIELDS.find((field) => body[field] !== undefined);
  if (foreign !== undefined) return invalid(foreign, 'exchange?');
  if (body.initialBalance === undefined) return invalid('initialBalance', '> 0');
  const initialBalance = readDecimal(body.initialBalance);
  if (initialBalance <= 0n) return invalid('initialBalance', '> 0');
  if (desk.account(id) !== undefined) return refuse('ACCOUNT_EXISTS', { account: id });
  const creation = { id, name, broker: 'paper', currency, positionMode, initialBalance } as const;
  const result = await desk.createAccount(actor, creation);
  if (result.kind === 'failed') return refuseWith(result.reason);
  return { kind: 'answer', status: 201, body: result.value, simulated: result.value.simulated };
}

const ALL_MARKETS: readonly ExchangeMarket[] = ['spot', 'swap'];

async function addAtExchange({ desk }: Options, call: Call<'createAccount'>, exchange: string): Promise<Answer> {
  const { id, name = id, broker, initialBalance, environment, keys, positionMode, currency } = call.body;
  const { endpoint, marginMode = 'cross', leverage, markets = ALL_MARKETS } = call.body;
  if (broker !== undefined) return invalid('broker', 'paper | exchange');
  if (initialBalance !== undefined) return invalid('initialBalance', 'paper');
  if (environment === undefined) return invalid('environment', 'emulated | sandbox | live');
  if (keys === undefined) return invalid('keys', '{ apiKey, secret }');
  const leverageGiven = leverage === undefined ? undefined : readDecimal(leverage);
  const terms = { markets: [...new Set(markets)], marginMode, ...present('endpoint', endpoint) };
  const result = await desk.addExchangeAccount(call.actor, {
    id,
    name,
    exchange,
    environment,
    positionMode,
    terms: { ...terms, ...present('leverage', leverageGiven) },
    credentials: credentialsOf(keys),
    ...present('currency', currency),
  });
  if (result.kind === 'failed') return refuseWith(result.reason);
  const { account, notices } = result.value;
  const shown = { ...account, ...(notices.length === 0 ? {} : { notices }) };
  return { kind: 'answer', status: 201, body: shown, simulated: account.simulated };
}

function invalid(field: string, problem: string): Answer {
  return refuse('BODY_FIELD_INVALID', { field, problem });
}
