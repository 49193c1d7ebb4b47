/** Accounts over REST. */
import { type Handlers, ok, refuse, refuseWith } from './call.ts';
import { readDecimal } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type AccountHandlers = Pick<
  Handlers,
  'listAccountSummaries' | 'listAccounts' | 'createAccount' | 'getAccount' | 'resetLatch'
>;

/** Handlers of the accounts. */
export function createAccountHandlers({ desk }: Pick<HttpServerOptions, 'desk'>): AccountHandlers {
  const list = () => {
    const accounts = desk.accounts();
    return ok(accounts, { simulated: accounts.some((account) => account.simulated) });
  };
  return {
    listAccountSummaries: list,
    listAccounts: list,
    async createAccount({ actor, body }) {
      const { id, broker, currency, positionMode } = body;
      const initialBalance = readDecimal(body.initialBalance);
      if (initialBalance <= 0n) return refuse('BODY_FIELD_INVALID', { field: 'initialBalance', problem: '> 0' });
      if (desk.account(id) !== undefined) return refuse('ACCOUNT_EXISTS', { account: id });
      const creation = { id, name: body.name ?? id, broker, currency, positionMode, initialBalance };
      const result = await desk.createAccount(actor, creation);
      if (result.kind === 'failed') return refuseWith(result.reason);
      return { kind: 'answer', status: 201, body: result.value, simulated: result.value.simulated };
    },
    getAccount({ params }) {
      const id = params['accountId'] ?? '';
      const account = desk.account(id);
      return account === undefined
        ? refuse('ACCOUNT_UNKNOWN', { account: id })
        : ok(account, { simulated: account.simulated });
    },
    async resetLatch({ actor, params, body }) {
      const account = params['accountId'] ?? '';
      if (desk.account(account) === undefined) return refuse('ACCOUNT_UNKNOWN', { account });
      const result = await desk.resetLatch(actor, account, body.source);
      return result.kind === 'ok' ? ok(result.value, { simulated: result.value.simulated }) : refuseWith(result.reason);
    },
  };
}
