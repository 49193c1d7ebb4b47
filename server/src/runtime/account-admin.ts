/**
 * What is done to accounts as a whole: they are opened at the built-in venue or at an exchange, get other keys, are armed
 * and disarmed, and are removed. One act at a time for each account. Arming is the trading state's own machinery; nothing
 * here knows another way to let an account trade.
 */
import { type Account, mustBeArmed } from '#domain/account.ts';
import type { ExchangeCredentials } from '#domain/account.ts';
import { ZERO } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { Store } from '#ports/store.ts';
import type { AccountView } from '#views/shapes.ts';
import { type AccountBook, ACCOUNTS_MAX } from './account-book.ts';
import type { AccountCredentials } from './account-credentials.ts';
import { ACCOUNTS, encodeAccount, REMOVED_ACCOUNTS } from './account-document.ts';
import type { AccountRunner } from './account-runner.ts';
import type { AccountCreation, Actor, AddedAccount, ExchangeAccountCreation, Result } from './desk.ts';
import { exchangeTermsProblem } from './exchange-terms.ts';

/** The exchanges that there are, as far as a desk must know them. */
export interface ExchangeCatalogue {
  readonly names: readonly string[];
  /** What a person's word means; undefined when it is no exchange of ours. */
  named(word: string): { readonly name: string; readonly broker: string; readonly currency: string } | undefined;
  /** Why an account can't be had there in this way, with these keys; asked before anything is kept. */
  obstacle(account: Account, credentials: ExchangeCredentials): Promise<Reason | undefined>;
}

export interface AccountAdminOptions {
  readonly book: AccountBook;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly credentials: AccountCredentials;
  readonly exchanges: ExchangeCatalogue;
  /** Whether the configuration has limits for this very account. */
  readonly hasOwnLimits: (accountId: string) => boolean;
}

type Failure = { readonly kind: 'failed'; readonly reason: Reason };

const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

const failed = (code: string, values: Record<string, string>): Failure => ({
  kind: 'failed',
  reason: { code, values },
});
const nameOf = (actor: Actor): string => `${actor.kind}:${actor.id}`;

export class AccountAdmin {
  readonly #options: AccountAdminOptions;
  /** What is being done, by account. */
  readonly #acts = new Map<string, Promise<unknown>>();

  constructor(options: AccountAdminOptions) {
    this.#options = options;
  }

  /** Opens a paper account. */
  create(actor: Actor, creation: AccountCreation): Promise<Result<AccountView>> {
    const account: Account = { ...creation, environment: 'paper', createdAt: this.#options.clock.now() };
    return this.#alone(
      account.id,
      async () => (await this.#idProblem(account.id)) ?? (await this.#keep(actor, account)),
    );
  }

  /** Opens an account at an exchange; unarmed where it matters. */
  add(actor: Actor, creation: ExchangeAccountCreation): Promise<Result<AddedAccount>> {
    const { id, credentials, exchange, terms, ...more } = creation;
    const { exchanges, clock } = this.#options;
    const named = exchanges.named(exchange);
    if (named === undefined) {
      return Promise.resolve(failed('EXCHANGE_UNKNOWN', { exchange, known: exchanges.names.join(', ') }));
    }
    const problem = exchangeTermsProblem(creation);
    if (problem !== undefined) return Promise.resolve({ kind: 'failed', reason: problem });
    const account: Account = {
      ...more,
      id,
      broker: named.broker,
      currency: creation.currency ?? named.currency,
      initialBalance: ZERO,
      createdAt: clock.now(),
      exchange: terms,
    };
    return this.#alone(id, async () => {
      const idProblem = await this.#idProblem(id);
      if (idProblem !== undefined) return idProblem;
      const obstacle = await exchanges.obstacle(account, credentials);
      if (obstacle !== undefined) return { kind: 'failed', reason: obstacle };
      const kept = await this.#keep(actor, account, credentials);
      if (kept.kind === 'failed') return kept;
      const renamed = { code: 'EXCHANGE_RENAMED', values: { given: exchange, exchange: named.name } };
      const notices = exchange.trim().toLowerCase() === named.name ? [] : [renamed];
      return { kind: 'ok', value: { account: kept.value, notices } };
    });
  }

  /** Takes other keys and comes up with them. They may be those of another account there, so it is disarmed first. */
  changeCredentials(actor: Actor, id: string, given: ExchangeCredentials): Promise<Result<AccountView>> {
    return this.#alone(id, async () => {
      const { book, credentials, exchanges, logger } = this.#options;
      const account = book.find(id);
      if (account === undefined) return failed('ACCOUNT_UNKNOWN', { account: id });
      if (account.exchange === undefined) return failed('ACCOUNT_NOT_AT_EXCHANGE', { account: id });
      const obstacle = await exchanges.obstacle(account, given);
      if (obstacle !== undefined) return { kind: 'failed', reason: obstacle };
      const disarmed = await this.#disarmForNewKeys(actor, account);
      if (disarmed !== undefined) return disarmed;
      const problem = await this.#storing(() => credentials.save(id, given));
      if (problem !== undefined) return { kind: 'failed', reason: problem };
      logger.info({ account: id, actor: nameOf(actor) }, 'the keys of the account were changed');
      await book.shut(id);
      await book.reopen(account);
      return this.#shown(id);
    });
  }

  /** Lets the account open positions, or no longer. */
  setArmed(actor: Actor, id: string, armed: boolean): Promise<Result<AccountView>> {
    return this.#alone(id, async () => {
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

  /** Takes an account out of service. What it holds at its venue stays there; its records stay here, and so does its id. */
  remove(actor: Actor, id: string, forced?: string): Promise<Result<undefined>> {
    return this.#alone(id, async () => {
      const { book, store, credentials, clock, logger } = this.#options;
      const account = book.find(id);
      const runner = book.runners.get(id);
      if (account === undefined || runner === undefined) return failed('ACCOUNT_UNKNOWN', { account: id });
      if (book.runners.size === 1) return failed('ACCOUNT_IS_LAST', { account: id });
      const { positions, openCount } = runner.state;
      const isFlat = runner.available && positions.size === 0 && openCount === 0;
      const values = { account: id, positions: String(positions.size), orders: String(openCount) };
      if (!isFlat && forced !== id) return failed('ACCOUNT_NOT_FLAT', values);
      await book.shut(id);
      const problem = await this.#storing(async () => {
        const body = encodeAccount(account);
        await store.put({ collection: REMOVED_ACCOUNTS, id, time: clock.now(), body });
        await store.delete(ACCOUNTS, id);
        await credentials.forget(id);
      });
      if (problem !== undefined) {
        await book.reopen(account);
        return { kind: 'failed', reason: problem };
      }
      book.drop(id);
      const { positions: held } = values;
      logger.warn({ account: id, actor: nameOf(actor), positions: held, open: openCount }, 'the account was removed');
      return { kind: 'ok', value: undefined };
    });
  }

  async #idProblem(id: string): Promise<Failure | undefined> {
    const { book, store } = this.#options;
    if (!ACCOUNT_ID.test(id)) return failed('ACCOUNT_ID_INVALID', { account: id });
    if (book.runners.size >= ACCOUNTS_MAX) return failed('ACCOUNTS_ABOVE_MAXIMUM', { maximum: String(ACCOUNTS_MAX) });
    if (book.runners.has(id)) return failed('ACCOUNT_EXISTS', { account: id });
    let used = false;
    const problem = await this.#storing(async () => {
      used = (await store.get(REMOVED_ACCOUNTS, id)) !== undefined;
    });
    if (problem !== undefined) return { kind: 'failed', reason: problem };
    return used ? failed('ACCOUNT_ID_USED', { account: id }) : undefined;
  }

  /** The account first and its keys second: one without keys says what it lacks, keys without an account would be lost. */
  async #keep(actor: Actor, account: Account, given?: ExchangeCredentials): Promise<Result<AccountView>> {
    const { book, store, credentials, logger } = this.#options;
    const { id } = account;
    let isNew = false;
    const problem = await this.#storing(async () => {
      isNew = await store.putIfAbsent({
        collection: ACCOUNTS,
        id,
        time: account.createdAt,
        body: encodeAccount(account),
      });
      const sealing = isNew && given !== undefined ? await credentials.save(id, given) : undefined;
      if (sealing !== undefined) await store.delete(ACCOUNTS, id);
      return sealing;
    });
    if (problem !== undefined) return { kind: 'failed', reason: problem };
    if (!isNew) return failed('ACCOUNT_EXISTS', { account: id });
    logger.info({ account: id, actor: nameOf(actor) }, 'account created');
    await book.reopen(account);
    return this.#shown(id);
  }

  #armObstacle({ id, environment }: Account, { venueProblem, state }: AccountRunner): Reason | undefined {
    if (environment === 'live' && !this.#options.hasOwnLimits(id))
      return { code: 'ACCOUNT_LIMITS_NOT_SET', values: { account: id } };
    if (venueProblem !== undefined) return venueProblem;
    return state.volatile.reconciled ? undefined : { code: 'ACCOUNT_NOT_UP', values: { account: id } };
  }

  async #disarmForNewKeys(actor: Actor, account: Account): Promise<Failure | undefined> {
    const { id } = account;
    const runner = this.#options.book.runners.get(id);
    if (runner === undefined || !mustBeArmed(account)) return undefined;
    const reason = { code: 'CREDENTIALS_CHANGED', values: { account: id } };
    const problem = await setArming(runner, actor, { state: 'reducing', reason });
    return problem === undefined ? undefined : { kind: 'failed', reason: problem };
  }

  #shown(id: string): Result<AccountView> {
    const view = this.#options.book.account(id);
    return view === undefined ? failed('ACCOUNT_NOT_UP', { account: id }) : { kind: 'ok', value: view };
  }

  /** A store that can't be written is an answer, not an exception. */
  async #storing(write: () => Promise<Reason | undefined | void>): Promise<Reason | undefined> {
    try {
      return (await write()) ?? undefined;
    } catch (error) {
      return {
        code: 'STORAGE_UNAVAILABLE',
        values: { detail: error instanceof Error ? error.message : String(error) },
      };
    }
  }

  /** After whatever is being done to the account already. */
  #alone<T>(id: string, act: () => Promise<T>): Promise<T> {
    const before = this.#acts.get(id) ?? Promise.resolve();
    const done = before.then(act, act);
    this.#acts.set(id, done);
    const forget = (): void => {
      if (this.#acts.get(id) === done) this.#acts.delete(id);
    };
    done.then(forget, forget);
    return done;
  }
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
