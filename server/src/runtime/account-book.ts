/** The accounts of the server with their runners: brings them up, keeps prices, rates and limits fresh in them, shows them. */
import type { Account } from '#domain/account.ts';
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Quote } from '#domain/market.ts';
import type { Order, Reason } from '#domain/order.ts';
import { resolveSymbol } from '#domain/symbol.ts';
import type { AccountState } from '#engine/state.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { PushableMarketData } from '#ports/market-data.ts';
import type { Store } from '#ports/store.ts';
import { accountView, instrumentView, type MarketFacts, positionView } from '#views/account-view.ts';
import { orderView } from '#views/order-view.ts';
import type { AccountView, InstrumentView, OrderView, PositionView } from '#views/shapes.ts';
import type { AccountRunner, DurableEvent } from './account-runner.ts';
import type { Stops } from './missing-halts.ts';
import type { AccountCreation, Actor, PricePush, Result } from './desk.ts';

/** What a runner tells the desk and asks of it. */
export interface RunnerHooks {
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  readonly prime: (state: AccountState) => void;
  readonly isKilled: () => boolean;
  readonly stops: () => Stops;
}

export interface AccountBookOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly market: PushableMarketData & { release(instrumentId: string): void };
  readonly limitsFor: (accountId: string) => RiskLimits;
  /** Makes the runner of an account; the book starts it. */
  readonly createRunner: (account: Account, hooks: RunnerHooks) => Promise<AccountRunner>;
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  readonly isKilled: (accountId: string) => boolean;
  /** What stops the account, whether or not it could be written down. */
  readonly stops: (accountId: string) => Stops;
}

const ACCOUNTS_MAX = 200;
const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

const failed = (code: string, values: Record<string, string>): { kind: 'failed'; reason: Reason } => ({
  kind: 'failed',
  reason: { code, values },
});

export class AccountBook {
  readonly runners = new Map<string, AccountRunner>();
  readonly #options: AccountBookOptions;
  #unsubscribe: () => void = () => undefined;

  constructor(options: AccountBookOptions) {
    this.#options = options;
  }

  /** Brings every stored account up, one after the other. */
  async start(): Promise<void> {
    const documents = await this.#options.store.list({ collection: 'account', limit: ACCOUNTS_MAX });
    for (const document of documents.toReversed()) await this.#startAccount(decodeAccount(document.body));
    this.#unsubscribe = this.#options.market.subscribe((quote) => this.#onQuote(quote));
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    for (const runner of this.runners.values()) await runner.stop();
  }

  /** Applies changed limits; a decision under way keeps the ones it was made with. */
  applyLimits(): void {
    for (const runner of this.runners.values()) {
      runner.tell({ kind: 'limits', limits: this.#options.limitsFor(runner.accountId) });
    }
  }

  async #startAccount(account: Account): Promise<AccountRunner> {
    const runner = await this.#options.createRunner(account, {
      onEvents: this.#options.onEvents,
      prime: (state) => this.#prime(state),
      isKilled: () => this.#options.isKilled(account.id),
      stops: () => this.#options.stops(account.id),
    });
    this.runners.set(account.id, runner);
    await runner.start();
    return runner;
  }

  #prime(state: AccountState): void {
    const { market } = this.#options;
    state.volatile.limits = this.#options.limitsFor(state.account.id);
    for (const instrument of state.volatile.settings.directory.all()) {
      const quote = market.quote(instrument.id);
      if (quote !== undefined) state.volatile.quotes.set(instrument.id, quote);
      this.#setRate(state, instrument.quoteCurrency);
    }
    this.#setRate(state, 'USD');
  }

  #setRate(state: AccountState, currency: string): void {
    const rate = this.#options.market.conversionRate(currency, state.account.currency);
    if (rate !== undefined) state.volatile.rates.set(currency, rate);
  }

  #onQuote(quote: Quote): void {
    for (const runner of this.runners.values()) {
      const instrument = runner.state.volatile.settings.directory.byId(quote.instrumentId);
      if (instrument === undefined) continue;
      this.#setRate(runner.state, instrument.quoteCurrency);
      runner.tell({ kind: 'quote', quote });
    }
  }

  /** What is to be said with every price: where it comes from. */
  marketFacts(): MarketFacts {
    const { source } = this.#options.market;
    return { source, simulated: source === 'simulated' };
  }

  orderView(order: Order): OrderView {
    const directory = this.runners.get(order.accountId)?.state.volatile.settings.directory;
    const instrument = directory?.byId(order.request.instrumentId);
    return orderView(order, { instrument, simulated: this.marketFacts().simulated });
  }

  positions(account?: string): readonly PositionView[] {
    const market = this.marketFacts();
    const views: PositionView[] = [];
    for (const runner of this.runners.values()) {
      if (account !== undefined && runner.accountId !== account) continue;
      for (const position of runner.state.positions.values()) views.push(positionView(runner.state, position, market));
    }
    return views;
  }

  accounts(): readonly AccountView[] {
    return [...this.runners.values()].map((runner) => accountView(runner.state, this.marketFacts()));
  }

  account(accountId: string): AccountView | undefined {
    const runner = this.runners.get(accountId);
    return runner === undefined ? undefined : accountView(runner.state, this.marketFacts());
  }

  /** The account used when a request names none: the oldest. */
  defaultAccount(): string {
    return this.runners.keys().next().value ?? '';
  }

  async create(actor: Actor, creation: AccountCreation): Promise<Result<AccountView>> {
    if (!ACCOUNT_ID.test(creation.id)) return failed('ACCOUNT_ID_INVALID', { account: creation.id });
    if (this.runners.size >= ACCOUNTS_MAX) return failed('ACCOUNTS_ABOVE_MAXIMUM', { maximum: String(ACCOUNTS_MAX) });
    const { clock, store, logger } = this.#options;
    const account: Account = { ...creation, environment: 'paper', createdAt: clock.now() };
    const document = { collection: 'account', id: account.id, time: account.createdAt, body: encodeAccount(account) };
    if (!(await store.putIfAbsent(document))) return failed('ACCOUNT_EXISTS', { account: account.id });
    logger.info({ account: account.id, actor: `${actor.kind}:${actor.id}` }, 'account created');
    const runner = await this.#startAccount(account);
    return { kind: 'ok', value: accountView(runner.state, this.marketFacts()) };
  }

  /** Lets a source trade again; LATCH_NOT_SET when the account has not latched it. */
  async resetLatch(actor: Actor, account: string, source: string): Promise<Result<AccountView>> {
    const runner = this.runners.get(account);
    if (runner === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    // An account that stands still does not know what is latched: it says so itself.
    if (runner.available && !runner.state.latched.has(source)) return failed('LATCH_NOT_SET', { source });
    const result = await runner.submit({ kind: 'reset_latch', source, actor: `${actor.kind}:${actor.id}` });
    if (result.kind === 'unavailable') return failed('STORAGE_UNAVAILABLE', { detail: result.detail });
    return { kind: 'ok', value: accountView(runner.state, this.marketFacts()) };
  }

  instruments(account?: string): readonly InstrumentView[] {
    const runner = this.runners.get(account ?? this.defaultAccount());
    const instruments = runner?.state.volatile.settings.directory.all() ?? [];
    return instruments.map((instrument) => instrumentView(instrument, this.#options.market.quote(instrument.id)));
  }

  instrument(symbol: string, account: string): Result<InstrumentView> {
    const resolved = this.#resolve(symbol, account);
    if (resolved.kind === 'failed') return resolved;
    return { kind: 'ok', value: instrumentView(resolved.value, this.#options.market.quote(resolved.value.id)) };
  }

  pushPrice(price: PricePush): Result<InstrumentView> {
    const { market, clock } = this.#options;
    const resolved = this.#resolve(price.symbol);
    if (resolved.kind === 'failed') return resolved;
    const { bid, ask, bidQuantity, askQuantity } = price;
    if (bid <= 0n || ask < bid) return failed('PRICE_INVALID', { bid: formatDecimal(bid), ask: formatDecimal(ask) });
    market.push({
      instrumentId: resolved.value.id,
      bid,
      ask,
      last: price.last ?? middle(bid, ask),
      time: clock.now(),
      source: 'pushed',
      ...(bidQuantity === undefined ? {} : { bidQuantity }),
      ...(askQuantity === undefined ? {} : { askQuantity }),
    });
    return { kind: 'ok', value: instrumentView(resolved.value, market.quote(resolved.value.id)) };
  }

  releasePrice(symbol: string): Result<InstrumentView> {
    const resolved = this.#resolve(symbol);
    if (resolved.kind === 'failed') return resolved;
    this.#options.market.release(resolved.value.id);
    return { kind: 'ok', value: instrumentView(resolved.value, this.#options.market.quote(resolved.value.id)) };
  }

  #resolve(symbol: string, account = this.defaultAccount()): Result<Instrument> {
    const directory = this.runners.get(account)?.state.volatile.settings.directory;
    if (directory === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const resolved = resolveSymbol({ symbol }, directory);
    if (resolved.kind === 'resolved') return { kind: 'ok', value: resolved.instrument };
    return failed(resolved.code, { ...resolved.values });
  }
}

const middle = (bid: Decimal, ask: Decimal): Decimal => ((bid + ask) / 2n) as Decimal;

/** An account as the store keeps it. */
export function encodeAccount(account: Account): string {
  return JSON.stringify({ ...account, initialBalance: formatDecimal(account.initialBalance) });
}

function decodeAccount(body: string): Account {
  const stored = JSON.parse(body) as Account & { initialBalance: string };
  return { ...stored, initialBalance: decimal(stored.initialBalance) };
}
