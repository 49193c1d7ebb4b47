/**
 * What is done to accounts that there are: they get other keys and other terms, are armed and disarmed. Arming is the
 * trading state's own machinery; nothing here knows another way to let an account trade.
 */
import { type Account, type ExchangeCredentials, type ExchangeTerms, mustBeArmed } from '#domain/account.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason } from '#domain/order.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { Store } from '#ports/store.ts';
import type { AccountView } from '#views/shapes.ts';
import type { AccountBook } from './account-book.ts';
import type { AccountCredentials } from './account-credentials.ts';
import { ACCOUNTS, encodeAccount } from './account-document.ts';
import type { AccountRunner } from './account-runner.ts';
import type { Actor, Result, TermsChange } from './desk.ts';
import { type ExchangeCatalogue, exchangeTermsProblem } from './exchange-terms.ts';
import type { OneActEach } from './one-act-each.ts';
import { storing } from './storing.ts';

export interface AccountChangesOptions {
  readonly book: AccountBook;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly credentials: AccountCredentials;
  readonly exchanges: ExchangeCatalogue;
  /** Whether the configuration has limits for this very account. */
  readonly hasOwnLimits: (accountId: string) => boolean;
  readonly acts: OneActEach;
}

export type Failure = { readonly kind: 'failed'; readonly reason: Reason };

export const failed = (code: string, values: Record<string, string>): Failure => ({
  kind: 'failed',
  reason: { code, values },
});
export const nameOf = (actor: Actor): string => `${actor.kind}:${actor.id}`;

export class AccountChanges {
  readonly #options: AccountChangesOptions;

  constructor(options: AccountChangesOptions) {
    this.#options = options;
  }

  /** Takes other keys and comes up with them. They may be those of another account there, so it is disarmed first. */
  changeCredentials(actor: Actor, id: string, given: ExchangeCredentials): Promise<Result<AccountView>> {
    return this.#options.acts.run(id, async () => {
      const { book, credentials, exchanges, logger } = this.#options;
      const account = book.find(id);
      if (account === undefined) return failed('ACCOUNT_UNKNOWN', { account: id });
      if (account.exchange === undefined) return failed('ACCOUNT_NOT_AT_EXCHANGE', { account: id });
      const obstacle = (await exchanges.obstacle(account, given)) ?? (await sharedKey(this.#options, account, given));
      if (obstacle !== undefined) return { kind: 'failed', reason: obstacle };
      const disarmed = await this.#disarm(actor, account, 'CREDENTIALS_CHANGED');
      if (disarmed !== undefined) return disarmed;
      const problem = await storing(() => credentials.save(id, given));
      if (problem !== undefined) return { kind: 'failed', reason: problem };
      logger.info({ account: id, actor: nameOf(actor) }, 'the keys of the account were changed');
      await book.shut(id);
      await book.reopen(account);
      return this.#shown(id);
    });
  }

  /**
   * Takes other terms and comes up with them: what is held was opened under the old ones, so nothing that they concern may
   * be. Leverage and margin mode do not concern coins.
   */
  changeTerms(actor: Actor, id: string, change: TermsChange): Promise<Result<AccountView>> {
    return this.#options.acts.run(id, async () => {
      const { book, exchanges, store, clock, logger } = this.#options;
      const account = book.find(id);
      if (account === undefined) return failed('ACCOUNT_UNKNOWN', { account: id });
      if (account.exchange === undefined) return failed('ACCOUNT_NOT_AT_EXCHANGE', { account: id });
      const changed: Account = { ...account, exchange: changedTerms(account.exchange, change) };
      const concerns = change.markets === undefined ? isMargined : undefined;
      const obstacle = termsProblem(changed) ?? (await exchanges.obstacle(changed)) ?? this.#holding(id, concerns);
      if (obstacle !== undefined) return { kind: 'failed', reason: obstacle };
      const disarmed = await this.#disarm(actor, account, 'ACCOUNT_TERMS_CHANGED');
      if (disarmed !== undefined) return disarmed;
      await book.shut(id);
      // What was on its way when it was looked at is known now that nothing moves any more.
      const write = () => store.put({ collection: ACCOUNTS, id, time: clock.now(), body: encodeAccount(changed) });
      const problem = this.#holding(id, concerns) ?? (await storing(write));
      await book.reopen(problem === undefined ? changed : account);
      if (problem !== undefined) return { kind: 'failed', reason: problem };
      logger.warn({ account: id, actor: nameOf(actor) }, 'the terms of the account were changed');
      return this.#shown(id);
    });
  }

  /** Lets the account open positions, or no longer. */
  setArmed(actor: Actor, id: string, armed: boolean): Promise<Result<AccountView>> {
    return this.#options.acts.run(id, async () => {
      const { book, logger } = this.#options;
      const account = book.find(id);
      const runner = book.runners.get(id);
      if (account === undefined || runner === undefined) return failed('ACCOUNT_UNKNOWN', { account: id });
      if (!mustBeArmed(account) && runner.state.armTrading.state === 'active' && armed)
        return failed('ACCOUNT_NOT_ARMABLE', { account: id });
      const obstacle = armed ? this.#armObstacle(account, runner) : undefined;
      if (obstacle !== undefined) return { kind: 'failed', reason: obstacle };
      const written = await setArming(runner, actor, {
        state: armed ? 'active' : 'reducing',
        reason: armed
          ? { code: 'TRADING_STATE_SET', values: { actor: nameOf(actor), note: '' } }
          : { code: 'ACCOUNT_NOT_ARMED', values: { account: id } },
      });
      if (written !== undefined) return { kind: 'failed', reason: written };
      logger.warn({ account: id, actor: nameOf(actor) }, armed ? 'the account is armed' : 'the account is disarmed');
      return this.#shown(id);
    });
  }

  #holding(id: string, concerns?: Concerns): Reason | undefined {
    const runner = this.#options.book.runners.get(id);
    if (runner === undefined) return undefined;
    const { isFlat, values } = holdingOf(runner, concerns);
    return isFlat ? undefined : { code: 'ACCOUNT_HOLDS_SOMETHING', values };
  }

  #armObstacle({ id, environment }: Account, { venueProblem, state }: AccountRunner): Reason | undefined {
    if (environment === 'live' && !this.#options.hasOwnLimits(id))
      return { code: 'ACCOUNT_LIMITS_NOT_SET', values: { account: id } };
    if (venueProblem !== undefined) return venueProblem;
    return state.volatile.reconciled ? undefined : { code: 'ACCOUNT_NOT_UP', values: { account: id } };
  }

  async #disarm(actor: Actor, account: Account, code: string): Promise<Failure | undefined> {
    const { id } = account;
    const runner = this.#options.book.runners.get(id);
    // One that need not be armed may have been disarmed all the same: then what is true of it has changed.
    if (runner === undefined || (!mustBeArmed(account) && runner.state.armTrading.state === 'active')) return undefined;
    const problem = await setArming(runner, actor, { state: 'reducing', reason: { code, values: { account: id } } });
    return problem === undefined ? undefined : { kind: 'failed', reason: problem };
  }

  #shown(id: string): Result<AccountView> {
    const view = this.#options.book.account(id);
    return view === undefined ? failed('ACCOUNT_NOT_UP', { account: id }) : { kind: 'ok', value: view };
  }
}

/**
 * Another account with the same API key in a market of this one: each would take the other's orders for a stranger's, and both
 * would count the same money. Play money at an emulator may be.
 */
export async function sharedKey(
  { book, credentials }: Pick<AccountChangesOptions, 'book' | 'credentials'>,
  { id, broker, environment, exchange }: Account,
  { apiKey }: ExchangeCredentials,
): Promise<Reason | undefined> {
  if (!mustBeArmed({ environment })) return undefined;
  const others = [...book.runners.keys()].filter((other) => {
    const known = other === id ? undefined : book.find(other);
    if (known?.broker !== broker || known.environment !== environment) return false;
    return known.exchange?.markets.some((market) => exchange?.markets.includes(market) === true);
  });
  let owner: string | undefined;
  const problem = await storing(async () => {
    owner = await credentials.ownerOf(apiKey, others);
  });
  if (problem !== undefined || owner === undefined) return problem;
  return { code: 'EXCHANGE_KEY_IN_USE', values: { account: id, other: owner } };
}

/** Which instruments a change is about. */
type Concerns = (instrument: Instrument | undefined) => boolean;

/** What is not listed any more may be anything. */
const isMargined: Concerns = (instrument) => instrument?.kind !== 'crypto_spot';

/** What an account holds and has open of the instruments, by its books, and whether that is nothing. */
export function holdingOf({ accountId, state }: AccountRunner, concerns: Concerns = () => true) {
  const isMeant = (id: string): boolean => concerns(state.volatile.settings.directory.byId(id));
  const positions = [...state.positions.values()].filter(({ instrumentId }) => isMeant(instrumentId)).length;
  let orders = 0;
  for (const [instrumentId, open] of state.openByInstrument) if (isMeant(instrumentId)) orders += open.size;
  for (const id of state.liveParents) if (isMeant(state.parents.get(id)?.request.instrumentId ?? '')) orders += 1;
  const values = { account: accountId, positions: String(positions), orders: String(orders) };
  return { isFlat: positions === 0 && orders === 0, values };
}

function changedTerms(terms: ExchangeTerms, { markets, marginMode, leverage }: TermsChange): ExchangeTerms {
  const { leverage: before, ...rest } = terms;
  const kept = (markets ?? terms.markets).includes('swap') ? before : undefined;
  const now = leverage === undefined ? kept : (leverage ?? undefined);
  return {
    ...rest,
    ...(markets === undefined ? {} : { markets }),
    ...(marginMode === undefined ? {} : { marginMode }),
    ...(now === undefined ? {} : { leverage: now }),
  };
}

function termsProblem({ environment, exchange }: Account): Reason | undefined {
  if (exchange === undefined || environment === 'paper') return undefined;
  return exchangeTermsProblem({ terms: exchange, environment });
}

async function setArming(
  runner: AccountRunner,
  actor: Actor,
  to: { readonly state: 'active' | 'reducing'; readonly reason: Reason },
): Promise<Reason | undefined> {
  const result = await runner.submit({ kind: 'set_trading_state', scope: 'arming', ...to, actor: nameOf(actor) });
  if (result.kind === 'durable') return undefined;
  return { code: 'STORAGE_UNAVAILABLE', values: { detail: result.detail } };
}
