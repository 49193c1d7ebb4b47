/**
 * How accounts begin and end: they are opened at the built-in venue or at an exchange, and are removed. One act at a time
 * for each account; what is done to one in between is in `account-changes.ts`.
 */
import type { Account, ExchangeCredentials } from '#domain/account.ts';
import { ZERO } from '#domain/decimal.ts';
import type { AccountView } from '#views/shapes.ts';
import { ACCOUNTS_MAX } from './account-book.ts';
import {
  AccountChanges,
  type AccountChangesOptions,
  failed,
  type Failure,
  holdingOf,
  nameOf,
  sharedKey,
} from './account-changes.ts';
import { ACCOUNTS, encodeAccount, REMOVED_ACCOUNTS } from './account-document.ts';
import type { AccountCreation, Actor, AddedAccount, ExchangeAccountCreation, Result } from './desk.ts';
import { exchangeTermsProblem } from './exchange-terms.ts';
import { OneActEach } from './one-act-each.ts';
import { storing } from './storing.ts';

export type AccountAdminOptions = Omit<AccountChangesOptions, 'acts'>;

const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

export class AccountAdmin {
  readonly #options: AccountAdminOptions;
  readonly #acts = new OneActEach();
  /** What is done to accounts that there are. */
  readonly changes: AccountChanges;

  constructor(options: AccountAdminOptions) {
    this.#options = options;
    this.changes = new AccountChanges({ ...options, acts: this.#acts });
  }

  /** Opens a paper account. */
  create(actor: Actor, creation: AccountCreation): Promise<Result<AccountView>> {
    const account: Account = { ...creation, environment: 'paper', createdAt: this.#options.clock.now() };
    return this.#acts.run(
      account.id,
      async () => (await this.#idProblem(account.id)) ?? (await this.#keep(actor, account)),
    );
  }

  /** Opens an account at an exchange; unarmed where it matters. */
  add(actor: Actor, creation: ExchangeAccountCreation): Promise<Result<AddedAccount>> {
    const { id, credentials, exchange } = creation;
    return this.#acts.run(id, async () => {
      const checked = await this.#checked(creation, credentials);
      if (checked.kind === 'failed') return checked;
      const { account, name } = checked.value;
      const shared = credentials === undefined ? undefined : await sharedKey(this.#options, account, credentials);
      if (shared !== undefined) return { kind: 'failed', reason: shared };
      const kept = await this.#keep(actor, account, credentials);
      if (kept.kind === 'failed') return kept;
      const renamed = { code: 'EXCHANGE_RENAMED', values: { given: exchange, exchange: name } };
      const notices = exchange.trim().toLowerCase() === name ? [] : [renamed];
      return { kind: 'ok', value: { account: kept.value, notices } };
    });
  }

  /** What would keep it from being added, apart from its keys. */
  async check(creation: Omit<ExchangeAccountCreation, 'credentials'>): Promise<Result<undefined>> {
    const checked = await this.#checked(creation);
    return checked.kind === 'failed' ? checked : { kind: 'ok', value: undefined };
  }

  async #checked(
    creation: Omit<ExchangeAccountCreation, 'credentials'>,
    credentials?: ExchangeCredentials,
  ): Promise<Result<{ readonly account: Account; readonly name: string }>> {
    const { id, name, environment, positionMode, exchange, terms } = creation;
    const { exchanges, clock } = this.#options;
    const named = exchanges.named(exchange);
    if (named === undefined) return failed('EXCHANGE_UNKNOWN', { exchange, known: exchanges.names.join(', ') });
    const problem = exchangeTermsProblem(creation);
    if (problem !== undefined) return { kind: 'failed', reason: problem };
    const idProblem = await this.#idProblem(id);
    if (idProblem !== undefined) return idProblem;
    const account: Account = {
      id,
      name,
      environment,
      positionMode,
      broker: named.broker,
      currency: creation.currency ?? named.currency,
      initialBalance: ZERO,
      createdAt: clock.now(),
      exchange: terms,
    };
    const reason = await exchanges.obstacle(account, credentials);
    return reason === undefined ? { kind: 'ok', value: { account, name: named.name } } : { kind: 'failed', reason };
  }

  /** Takes an account out of service. What it holds at its venue stays there; its records stay here, and so does its id. */
  remove(actor: Actor, id: string, forced?: string): Promise<Result<undefined>> {
    return this.#acts.run(id, async () => {
      const { book, store, credentials, clock, logger } = this.#options;
      const account = book.find(id);
      const runner = book.runners.get(id);
      if (account === undefined || runner === undefined) return failed('ACCOUNT_UNKNOWN', { account: id });
      if (book.runners.size === 1) return failed('ACCOUNT_IS_LAST', { account: id });
      const { isFlat, values } = holdingOf(runner);
      if (!(runner.available && isFlat) && forced !== id) return failed('ACCOUNT_NOT_FLAT', values);
      await book.shut(id);
      const problem = await storing(async () => {
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
      const { positions, orders: open } = values;
      logger.warn({ account: id, actor: nameOf(actor), positions, open }, 'the account was removed');
      return { kind: 'ok', value: undefined };
    });
  }

  async #idProblem(id: string): Promise<Failure | undefined> {
    const { book, store } = this.#options;
    if (!ACCOUNT_ID.test(id)) return failed('ACCOUNT_ID_INVALID', { account: id });
    if (book.runners.size >= ACCOUNTS_MAX) return failed('ACCOUNTS_ABOVE_MAXIMUM', { maximum: String(ACCOUNTS_MAX) });
    if (book.runners.has(id)) return failed('ACCOUNT_EXISTS', { account: id });
    let used = false;
    const problem = await storing(async () => {
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
    const problem = await storing(async () => {
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

  #shown(id: string): Result<AccountView> {
    const view = this.#options.book.account(id);
    return view === undefined ? failed('ACCOUNT_NOT_UP', { account: id }) : { kind: 'ok', value: view };
  }
}
