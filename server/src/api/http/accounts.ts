/**
 * Accounts over REST. Keys of exchanges come in here and go no further than to the desk: from the body on they are secrets,
 * which no answer, no line of a log and no error can show.
 */
import type { Result } from '#runtime/desk.ts';
import type { AccountView } from '#views/shapes.ts';
import { type Answer, areSimulated, type Handlers, ok, refuse, refuseWith } from './call.ts';
import { type AccountCreation, createAccountCreation } from './account-creation.ts';
import { credentialsOf } from './exchange-keys.ts';
import { present, readDecimal } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type Options = Pick<HttpServerOptions, 'desk'>;
type AccountHandlers = AccountCreation &
  Pick<
    Handlers,
    | 'adoptDifference'
    | 'armAccount'
    | 'changeAccountKeys'
    | 'changeAccountTerms'
    | 'disarmAccount'
    | 'examineAccount'
    | 'getAccount'
    | 'ignoreDifference'
    | 'listAccountSummaries'
    | 'listAccounts'
    | 'listBalances'
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
    ...createAccountCreation({ desk }),
    listAccountSummaries: list,
    listAccounts: list,
    getAccount({ params }) {
      const id = idOf(params);
      const account = desk.account(id);
      return account === undefined
        ? refuse('ACCOUNT_UNKNOWN', { account: id })
        : ok(account, { simulated: account.simulated });
    },
    async changeAccountTerms({ actor, params, body: { markets, marginMode, leverage } }) {
      const change = {
        ...present('markets', markets === undefined ? undefined : [...new Set(markets)]),
        ...present('marginMode', marginMode),
        ...(leverage === undefined ? {} : { leverage: leverage === null ? null : readDecimal(leverage) }),
      };
      return answerWith(await desk.changeTerms(actor, idOf(params), change));
    },
    async listBalances({ params }) {
      const result = await desk.venueBalances(idOf(params));
      return result.kind === 'ok' ? ok(result.value) : refuseWith(result.reason);
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
