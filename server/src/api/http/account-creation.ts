/** How accounts begin, over REST: paper ones, and those at an exchange with the keys that nobody sees again. */
import type { ExchangeMarket } from '#domain/account.ts';
import type { ExchangeAccountCreation } from '#runtime/desk.ts';
import { type Answer, type Call, type Handlers, refuse, refuseWith } from './call.ts';
import { credentialsOf } from './exchange-keys.ts';
import { present, readDecimal } from './orders.ts';
import type { HttpServerOptions } from './server-options.ts';

type Options = Pick<HttpServerOptions, 'desk'>;
export type AccountCreation = Pick<Handlers, 'checkAccount' | 'createAccount'>;

/** What only an account at an exchange has. */
const EXCHANGE_FIELDS = ['environment', 'endpoint', 'markets', 'marginMode', 'leverage', 'keys'] as const;
const PAPER_CURRENCY = 'USD';

/** Handlers of what begins an account. */
export function createAccountCreation({ desk }: Options): AccountCreation {
  return {
    createAccount: (call) =>
      call.body.exchange === undefined
        ? createPaper({ desk }, call)
        : addAtExchange({ desk }, call, call.body.exchange),
    async checkAccount({ body }) {
      const { exchange } = body;
      if (exchange === undefined) return invalid('exchange', '?');
      const proposed = proposedTerms(body, exchange);
      if (proposed.kind === 'refused') return proposed.answer;
      const result = await desk.checkExchangeAccount(proposed.account);
      return result.kind === 'ok' ? { kind: 'answer', status: 204 } : refuseWith(result.reason);
    },
  };
}

async function createPaper({ desk }: Options, { actor, body }: Call<'createAccount'>): Promise<Answer> {
  const { id, name = id, currency = PAPER_CURRENCY, positionMode } = body;
  const foreign = EXCHANGE_FIELDS.find((field) => body[field] !== undefined);
  if (foreign !== undefined) return invalid(foreign, 'exchange?');
  if (body.initialBalance === undefined) return invalid('initialBalance', 'expected more than 0');
  const initialBalance = readDecimal(body.initialBalance);
  if (initialBalance <= 0n) return invalid('initialBalance', 'expected more than 0');
  if (desk.account(id) !== undefined) return refuse('ACCOUNT_EXISTS', { account: id });
  const creation = { id, name, broker: 'paper', currency, positionMode, initialBalance } as const;
  const result = await desk.createAccount(actor, creation);
  if (result.kind === 'failed') return refuseWith(result.reason);
  return { kind: 'answer', status: 201, body: result.value, simulated: result.value.simulated };
}

const ALL_MARKETS: readonly ExchangeMarket[] = ['spot', 'swap'];

type Proposed =
  | { readonly kind: 'proposed'; readonly account: Omit<ExchangeAccountCreation, 'credentials'> }
  | { readonly kind: 'refused'; readonly answer: Answer };

/** The account that a body speaks of, apart from its keys. */
function proposedTerms(body: Call<'checkAccount'>['body'], exchange: string): Proposed {
  const refused = (field: string, problem: string): Proposed => ({ kind: 'refused', answer: invalid(field, problem) });
  const { id, name = id, broker, initialBalance, environment, positionMode, currency } = body;
  const { endpoint, marginMode = 'cross', leverage, markets = ALL_MARKETS } = body;
  if (broker !== undefined) return refused('broker', 'paper | exchange');
  if (initialBalance !== undefined) return refused('initialBalance', 'paper');
  if (environment === undefined) return refused('environment', 'emulated | sandbox | live');
  const leverageGiven = leverage === undefined ? undefined : readDecimal(leverage);
  const terms = {
    markets: [...new Set(markets)],
    marginMode,
    ...present('endpoint', endpoint),
    ...present('leverage', leverageGiven),
  };
  const account = { id, name, exchange, environment, positionMode, terms, ...present('currency', currency) };
  return { kind: 'proposed', account };
}

async function addAtExchange({ desk }: Options, call: Call<'createAccount'>, exchange: string): Promise<Answer> {
  const proposed = proposedTerms(call.body, exchange);
  if (proposed.kind === 'refused') return proposed.answer;
  const { keys } = call.body;
  if (keys === undefined) return invalid('keys', '{ apiKey, secret }');
  const creation = { ...proposed.account, credentials: credentialsOf(keys) };
  const result = await desk.addExchangeAccount(call.actor, creation);
  if (result.kind === 'failed') return refuseWith(result.reason);
  const { account, notices } = result.value;
  const shown = { ...account, ...(notices.length === 0 ? {} : { notices }) };
  return { kind: 'answer', status: 201, body: shown, simulated: account.simulated };
}

function invalid(field: string, problem: string): Answer {
  return refuse('BODY_FIELD_INVALID', { field, problem });
}
