/** The accounts of the server with their runners: brings them up, keeps prices, rates and limits fresh in them, shows them. */
import type { Account } from '#domain/account.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Order, Reason } from '#domain/order.ts';
import type { AccountState } from '#engine/state.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { Store } from '#ports/store.ts';
import { accountView, type MarketFacts, positionView } from '#views/account-view.ts';
import { balanceView } from '#views/instrument-view.ts';
import { orderView } from '#views/order-view.ts';
import type { AccountView, BalanceView, OrderView, PositionView } from '#views/shapes.ts';
import { type AccountCredentials, type OpenedCredentials } from './account-credentials.ts';
import { ACCOUNTS, decodeAccount } from './account-document.ts';
import { type AccountMarket, factsOf, MarketSubscriptions, primePrices } from './account-market.ts';
import type { AccountRunner, DurableEvent } from './account-runner.ts';
import { inTime } from './answer-time.ts';
import type { AccountCheck, Actor, Result } from './desk.ts';
import type { Stops } from './missing-halts.ts';

/** What a runner tells the desk and asks of it. */
export interface RunnerHooks {
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  readonly prime: (state: AccountState) => void;
  readonly isKilled: () => boolean;
  readonly stops: () => Stops;
  /** The keys of an account at an exchange, opened. */
  readonly credentials: () => Promise<OpenedCredentials>;
}

/** An account as it is brought up: its runner, not yet started, and the prices it trades on. */
export interface OpenedAccount {
  readonly runner: AccountRunner;
  readonly market: AccountMarket;
  /** Looks the account over at its venue without trading. */
  readonly examine?: () => Promise<readonly AccountCheck[]>;
  /** Gives back what was taken for it, once the runner has stopped. */
  readonly close?: () => Promise<void>;
}

export interface AccountBookOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly credentials: AccountCredentials;
  readonly limitsFor: (accountId: string) => RiskLimits;
  /** Makes the runner of an account; the book starts it. Rejects only when the store can't be read. */
  readonly openAccount: (account: Account, hooks: RunnerHooks) => Promise<OpenedAccount>;
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  readonly isKilled: (accountId: string) => boolean;
  /** What stops the account, whether or not it could be written down. */
  readonly stops: (accountId: string) => Stops;
}

interface Entry extends OpenedAccount {
  readonly account: Account;
}

export const ACCOUNTS_MAX = 200;
const REOPEN_DELAY_MS = 1_000;
const EXAMINATION_MS = 60_000;

const failed = (code: string, values: Record<string, string>): { kind: 'failed'; reason: Reason } => ({
  kind: 'failed',
  reason: { code, values },
});

export class AccountBook {
  readonly runners = new Map<string, AccountRunner>();
  readonly #options: AccountBookOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #subscriptions = new MarketSubscriptions();
  /** Ids of accounts that were removed; none of them is ever given again. */
  readonly #dropped = new Set<string>();
  #stopped = false;

  constructor(options: AccountBookOptions) {
    this.#options = options;
  }

  /** Brings every stored account up: those at exchanges all at once, because one that is down makes nobody else wait. */
  async start(): Promise<void> {
    const documents = await this.#options.store.list({ collection: ACCOUNTS, limit: ACCOUNTS_MAX });
    const entries: Entry[] = [];
    for (const document of documents.toReversed()) entries.push(await this.#make(decodeAccount(document.body)));
    const isFar = ({ account }: Entry): boolean => account.exchange !== undefined;
    for (const entry of entries) if (!isFar(entry)) await this.#begin(entry);
    await Promise.all(entries.filter(isFar).map((entry) => this.#begin(entry)));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#subscriptions.end();
    const stopping = [...this.#entries.values()].map(async ({ runner, close }) => {
      await runner.stop();
      await close?.();
    });
    await Promise.all(stopping);
  }

  /** Applies changed limits; a decision under way keeps the ones it was made with. */
  applyLimits(): void {
    for (const runner of this.runners.values()) {
      runner.tell({ kind: 'limits', limits: this.#options.limitsFor(runner.accountId) });
    }
  }

  /** Brings an account up. Rejects when its journal can't be read. */
  async open(account: Account): Promise<void> {
    await this.#begin(await this.#make(account));
  }

  async #make(account: Account): Promise<Entry> {
    const { onEvents, isKilled, stops, credentials, openAccount } = this.#options;
    const { id } = account;
    const opened = await openAccount(account, {
      onEvents,
      prime: (state) => this.#prime(state, opened.market),
      isKilled: () => isKilled(id),
      stops: () => stops(id),
      credentials: () => credentials.open(id),
    });
    const entry = { ...opened, account };
    this.#entries.set(id, entry);
    this.runners.set(id, opened.runner);
    return entry;
  }

  async #begin({ runner, market }: Entry): Promise<void> {
    // A source that has prices on demand gives the first ones while the account comes up.
    if (market.watch !== undefined) this.#subscriptions.add(market, runner);
    await runner.start();
    this.#subscriptions.add(market, runner);
  }

  /** Takes an account down; it stays in its place in the list, and takes nothing in, until it is opened again. */
  async shut(accountId: string): Promise<void> {
    const entry = this.#entries.get(accountId);
    if (entry === undefined) return;
    this.#subscriptions.remove(entry.market, entry.runner);
    await entry.runner.retire();
    await entry.close?.();
  }

  /** Brings an account up, now or as soon as its journal can be read. */
  async reopen(account: Account): Promise<void> {
    try {
      await this.open(account);
    } catch (error) {
      const { clock, logger } = this.#options;
      logger.error({ account: account.id, error: String(error) }, 'the account could not be brought up');
      // What had been opened of it is given back, or the next attempt would hold it twice.
      await this.shut(account.id).catch(() => undefined);
      clock.after(REOPEN_DELAY_MS, () => {
        if (!this.#stopped && !this.#dropped.has(account.id)) void this.reopen(account);
      });
    }
  }

  /** Forgets an account that was shut. */
  drop(accountId: string): void {
    this.#dropped.add(accountId);
    this.#entries.delete(accountId);
    this.runners.delete(accountId);
  }

  /** The account as it was made. */
  find(accountId: string): Account | undefined {
    return this.#entries.get(accountId)?.account;
  }

  #prime(state: AccountState, market: AccountMarket): void {
    state.volatile.limits = this.#options.limitsFor(state.account.id);
    primePrices(state, market);
  }

  /** What can be said of the prices of all accounts together. */
  marketFacts(): MarketFacts {
    return this.#subscriptions.facts();
  }

  #factsOf(accountId: string): MarketFacts {
    const entry = this.#entries.get(accountId);
    return entry === undefined ? this.marketFacts() : factsOf(entry.market);
  }

  orderView(order: Order): OrderView {
    const directory = this.runners.get(order.accountId)?.state.volatile.settings.directory;
    const instrument = directory?.byId(order.request.instrumentId);
    return orderView(order, { instrument, simulated: this.#factsOf(order.accountId).simulated });
  }

  positions(account?: string): readonly PositionView[] {
    const views: PositionView[] = [];
    for (const { accountId, state } of this.runners.values()) {
      if (account !== undefined && accountId !== account) continue;
      const facts = this.#factsOf(accountId);
      const market = this.marketOf(accountId);
      for (const position of state.positions.values()) {
        const funding = market?.funding?.(position.instrumentId);
        views.push(positionView(state, position, { ...facts, ...(funding === undefined ? {} : { funding }) }));
      }
    }
    return views;
  }

  accounts(): readonly AccountView[] {
    return [...this.runners.values()].map((runner) => this.#view(runner));
  }

  account(accountId: string): AccountView | undefined {
    const runner = this.runners.get(accountId);
    return runner === undefined ? undefined : this.#view(runner);
  }

  #view(runner: AccountRunner): AccountView {
    const { accountId, available, state } = runner;
    const venueProblem = runner.venueProblem ?? runner.comparisonProblem;
    const standing: Reason = { code: 'STORAGE_UNAVAILABLE', values: { detail: accountId } };
    const problems = [...(available ? [] : [standing]), ...(venueProblem === undefined ? [] : [venueProblem])];
    const keyEnding = this.#options.credentials.keyEnding(accountId);
    const terms = this.find(accountId)?.exchange;
    return accountView(state, { ...this.#factsOf(accountId), problems, keyEnding, terms });
  }

  /** Why the venues of accounts can not be asked, one reason for each account of which that is so. */
  venueProblems(): readonly Reason[] {
    return [...this.runners.values()].flatMap((runner) => runner.venueProblem ?? runner.comparisonProblem ?? []);
  }

  /** The account used when a request names none: the oldest. */
  defaultAccount(): string {
    return this.runners.keys().next().value ?? '';
  }

  /** Lets a source trade again; LATCH_NOT_SET when the account has not latched it. */
  async resetLatch(actor: Actor, account: string, source: string): Promise<Result<AccountView>> {
    const runner = this.runners.get(account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    // An account that stands still does not know what is latched: it says so itself.
    if (runner.available && !runner.state.latched.has(source)) return failed('LATCH_NOT_SET', { source });
    const result = await runner.submit({ kind: 'reset_latch', source, actor: `${actor.kind}:${actor.id}` });
    if (result.kind === 'unavailable') return failed('STORAGE_UNAVAILABLE', { detail: result.detail });
    return { kind: 'ok', value: this.#view(runner) };
  }

  /** The prices an account trades on; undefined: there is no such account. */
  marketOf(account: string): AccountMarket | undefined {
    return this.#entries.get(account)?.market;
  }

  /** Looks the account over at its exchange; what keeps it from being asked at all is the answer then. */
  async examine(account: string): Promise<Result<readonly AccountCheck[]>> {
    const entry = this.#entries.get(account);
    if (entry === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const { examine, runner } = entry;
    if (entry.account.exchange === undefined) return failed('ACCOUNT_NOT_AT_EXCHANGE', { account });
    if (examine === undefined) {
      return { kind: 'failed', reason: runner.venueProblem ?? { code: 'VENUE_UNREACHABLE', values: { account } } };
    }
    try {
      return { kind: 'ok', value: await inTime(examine(), this.#options.clock, EXAMINATION_MS) };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return failed('VENUE_UNREACHABLE', { account, detail });
    }
  }

  /** What the venue itself says of the account's money; VENUE_UNREACHABLE, or what else keeps it from being asked. */
  async venueBalances(account: string): Promise<Result<readonly BalanceView[]>> {
    const runner = this.runners.get(account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    if (runner.venueProblem !== undefined) return { kind: 'failed', reason: runner.venueProblem };
    const balances = await runner.askBalances();
    return balances === undefined
      ? failed('VENUE_UNREACHABLE', { account })
      : { kind: 'ok', value: balances.map(balanceView) };
  }
}
