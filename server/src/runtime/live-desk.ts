/**
 * The desk of a running server: the accounts with their runners, the inbox, the market, and the views over them. It is put
 * together by `app` and asked by the doors.
 */
import type { Account } from '#domain/account.ts';
import { type Decimal, decimal, formatDecimal } from '#domain/decimal.ts';
import type { RiskLimits } from '#domain/limits.ts';
import type { Quote } from '#domain/market.ts';
import type { Order, Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { resolveSymbol } from '#domain/symbol.ts';
import type { AccountState } from '#engine/state.ts';
import { resolveCommandSymbol } from '#engine/routing/command-symbol.ts';
import { step } from '#engine/step.ts';
import type { Clock } from '#ports/clock.ts';
import type { Inbox, InboxRow, InboxStatus } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { PushableMarketData } from '#ports/market-data.ts';
import type { Store } from '#ports/store.ts';
import { accountView, instrumentView, type MarketFacts, positionView } from '#views/account-view.ts';
import { isoTime, orderView } from '#views/order-view.ts';
import type {
  AccountView,
  DecisionView,
  FeedEvent,
  InstrumentView,
  OrderView,
  PositionView,
  SignalDetailView,
  SignalView,
} from '#views/shapes.ts';
import { decisionViews, feedEvent, signalReason, signalStatus, trailEntry } from '#views/signal-view.ts';
import type { AccountRunner, DurableEvent } from './account-runner.ts';
import type {
  AccountCreation,
  Actor,
  AmendRequest,
  Desk,
  Health,
  OrderQuery,
  OrderSubmission,
  PricePush,
  RefusedSubmission,
  Result,
  SignalQuery,
  SignalSubmission,
  TradingStateRequest,
} from './desk.ts';
import { OrderDesk, placed, readTrail } from './order-desk.ts';
import { OrderWaiter } from './order-waiter.ts';
import { decodeDetail } from './signal-detail.ts';
import { type IntakeSettings, SignalIntake } from './signal-intake.ts';
import { SignalProcessor } from './signal-processor.ts';
import { TradingSwitch } from './trading-switch.ts';
import type { HaltLatch } from '#ports/halt-latch.ts';

export interface LiveDeskOptions {
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly market: PushableMarketData & { release(instrumentId: string): void };
  readonly latch: HaltLatch;
  readonly version: string;
  readonly intakeSettings: () => IntakeSettings;
  readonly limitsFor: (accountId: string) => RiskLimits;
  readonly commandWire: (command: SignalCommand) => Record<string, unknown>;
  /** Makes the runner of an account; the desk starts it. */
  readonly createRunner: (account: Account, hooks: RunnerHooks) => Promise<AccountRunner>;
  /** Signals and appends on their way to disk: while there are many, answers go before decisions. */
  readonly storageBacklog: () => number;
}

/** What a runner tells the desk and asks of it. */
export interface RunnerHooks {
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  readonly prime: (state: AccountState) => void;
  readonly isKilled: () => boolean;
  readonly orderView: (order: Order) => OrderView;
}

/** ms of a turn for decisions, when senders wait for their answers and when none does. */
const SLICE_BUSY_MS = 0.5;
const SLICE_IDLE_MS = 4;
const BACKLOG_BUSY = 64;
/** Formats in which an account is one of ours; in the others it names something at the system they were made for. */
const OWN_ACCOUNT_NAMES: ReadonlySet<string> = new Set(['signalbox', 'mt5', 'mt5_chinese', 'generic']);
const ACCOUNTS_MAX = 200;
const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

export class LiveDesk implements Desk {
  readonly #options: LiveDeskOptions;
  readonly #runners = new Map<string, AccountRunner>();
  readonly #processor: SignalProcessor;
  readonly #intake: SignalIntake;
  readonly #orders: OrderDesk;
  readonly #switch: TradingSwitch;
  readonly #waiter: OrderWaiter;
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  readonly #startedAt: number;
  #unsubscribe: () => void = () => undefined;
  #storageProblem: Reason | undefined;

  constructor(options: LiveDeskOptions) {
    const { inbox, journal, store, clock, logger, latch } = options;
    const runners = this.#runners;
    this.#options = options;
    this.#startedAt = clock.now();
    this.#waiter = new OrderWaiter(clock);
    this.#switch = new TradingSwitch({ runners, latch, clock });
    const sliceMs = (): number => (options.storageBacklog() > BACKLOG_BUSY ? SLICE_BUSY_MS : SLICE_IDLE_MS);
    this.#processor = new SignalProcessor({ inbox, journal, clock, logger, runners, sliceMs });
    this.#intake = new SignalIntake({
      inbox,
      processor: this.#processor,
      clock,
      settings: options.intakeSettings,
      rehearse: ({ parsed, route }) => this.rehearse(parsed.commands, route),
      impossible: (submission) => this.#impossible(submission),
    });
    const view = (order: Order): OrderView => this.#orderView(order);
    this.#orders = new OrderDesk({
      runners,
      intake: this.#intake,
      waiter: this.#waiter,
      inbox,
      journal,
      store,
      clock,
      view,
    });
  }

  /** Brings all accounts up, then takes up the signals that a previous run left undone. */
  async start(): Promise<void> {
    const documents = await this.#options.store.list({ collection: 'account', limit: ACCOUNTS_MAX });
    for (const document of documents.toReversed()) await this.#startAccount(decodeAccount(document.body));
    const newest = await this.#options.inbox.list({ limit: 1 });
    this.#processor.freshFrom = newest[0]?.position ?? 0;
    this.#unsubscribe = this.#options.market.subscribe((quote) => this.#onQuote(quote));
    await this.#processor.recover();
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#processor.stop();
    for (const runner of this.#runners.values()) await runner.stop();
  }

  /** Applies changed limits; a decision under way keeps the ones it was made with. */
  applyLimits(): void {
    for (const runner of this.#runners.values()) {
      runner.tell({ kind: 'limits', limits: this.#options.limitsFor(runner.accountId) });
    }
  }

  async #startAccount(account: Account): Promise<AccountRunner> {
    const runner = await this.#options.createRunner(account, {
      onEvents: (events) => this.#onEvents(events),
      prime: (state) => this.#prime(state),
      isKilled: () => this.#switch.isKilled(account.id),
      orderView: (order) => this.#orderView(order),
    });
    this.#runners.set(account.id, runner);
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
    for (const runner of this.#runners.values()) {
      const instrument = runner.state.volatile.settings.directory.byId(quote.instrumentId);
      if (instrument === undefined) continue;
      this.#setRate(runner.state, instrument.quoteCurrency);
      runner.tell({ kind: 'quote', quote });
    }
  }

  #onEvents(events: readonly DurableEvent[]): void {
    this.#waiter.look();
    if (this.#listeners.size === 0) return;
    for (const event of events) {
      const view = feedEvent(event);
      for (const listener of this.#listeners) listener(view);
    }
  }

  #impossible({ parsed, route }: SignalSubmission): Reason | undefined {
    const runners = route.accounts.map((account) => this.#runners.get(account)).filter((runner) => runner !== undefined);
    if (runners.length === 0) return { code: 'ACCOUNT_UNKNOWN', values: { account: route.accounts.join(', ') } };
    for (const command of parsed.commands) {
      const stranger = OWN_ACCOUNT_NAMES.has(parsed.format) && command.account !== undefined && !route.accounts.includes(command.account);
      if (stranger) return { code: 'ACCOUNT_UNKNOWN', values: { account: command.account ?? '' } };
      const problems = runners.map((runner) => symbolProblem(runner, command, route));
      const first = problems[0];
      if (first !== undefined && problems.every((problem) => problem !== undefined)) return first;
    }
    return undefined;
  }

  #marketFacts(): MarketFacts {
    const { source } = this.#options.market;
    return { source, simulated: source === 'simulated' };
  }

  #orderView(order: Order): OrderView {
    const instrument = this.#runners
      .get(order.accountId)
      ?.state.volatile.settings.directory.byId(order.request.instrumentId);
    return orderView(order, { instrument, simulated: this.#marketFacts().simulated });
  }

  health(): Health {
    const { clock, version } = this.#options;
    const market = this.#marketFacts();
    const problems: Reason[] = [];
    const standing = [...this.#runners.values()].filter((runner) => !runner.available);
    if (standing.length > 0)
      problems.push({
        code: 'STORAGE_UNAVAILABLE',
        values: { detail: standing.map((runner) => runner.accountId).join(', ') },
      });
    if (this.#storageProblem !== undefined) problems.push(this.#storageProblem);
    return {
      status: standing.length > 0 ? 'unhealthy' : problems.length > 0 ? 'degraded' : 'healthy',
      version,
      startedAt: isoTime(this.#startedAt),
      time: isoTime(clock.now()),
      storage: problems.length > 0 ? 'unavailable' : 'ok',
      pendingSignals: this.#processor.pending,
      marketData: market.source,
      simulated: market.simulated,
      tradingState: this.#switch.server,
      problems,
    };
  }

  async submitSignal(submission: SignalSubmission) {
    const result = await this.#intake.submit(submission);
    this.#storageProblem =
      result.kind === 'unavailable' && result.reason.code === 'STORAGE_UNAVAILABLE' ? result.reason : undefined;
    return result;
  }

  keepRefused(refused: RefusedSubmission): Promise<string | undefined> {
    return this.#intake.keepRefused(refused);
  }

  /** Steps a copy of each account's state; nothing of it is kept, and nothing is placed. */
  rehearse(commands: readonly SignalCommand[], route: Route): readonly DecisionView[] {
    const now = this.#options.clock.now();
    const decisions: DecisionView[] = [];
    for (const account of route.accounts) {
      const runner = this.#runners.get(account);
      if (runner === undefined) {
        decisions.push({
          account,
          command: 0,
          outcome: 'denied',
          orderIds: [],
          reason: { code: 'ACCOUNT_UNKNOWN', values: { account } },
          checks: [],
        });
        continue;
      }
      const state = runner.rehearsalState();
      for (const [index, command] of commands.entries()) {
        const { events } = step(state, {
          kind: 'execute',
          signalId: 'rehearsal',
          source: 'rehearsal',
          index,
          command,
          route,
          receivedAt: now,
          now,
        });
        decisions.push(...decisionViews(events.map((event) => ({ accountId: account, event }))));
      }
    }
    return decisions;
  }

  async signal(signalId: string): Promise<SignalDetailView | undefined> {
    const row = await this.#options.inbox.find(signalId);
    if (row === undefined) return undefined;
    const events = await readTrail(this.#options.journal, signalId);
    const orders = await this.#orders.list({ signalId, limit: 500 });
    const decisions = decisionViews(events);
    return {
      ...this.#signalView(row, decisions),
      orders: orders.toReversed(),
      decisions,
      trail: events.map(trailEntry),
    };
  }

  async signals(query: SignalQuery): Promise<readonly (SignalView & { readonly position: number })[]> {
    const { status } = query;
    const known: readonly InboxStatus[] = ['accepted', 'refused', 'rehearsed', 'quarantined'];
    const stored = known.find((candidate) => candidate === status) ?? (status === undefined ? undefined : 'done');
    const rows = await this.#options.inbox.list({
      limit: query.limit,
      ...(query.source === undefined ? {} : { source: query.source }),
      ...(query.beforePosition === undefined ? {} : { beforePosition: query.beforePosition }),
      ...(stored === undefined ? {} : { status: stored }),
    });
    const views = await Promise.all(
      rows.map(async (row) => {
        const decisions =
          row.status === 'done' ? decisionViews(await readTrail(this.#options.journal, row.signalId)) : [];
        return { ...this.#signalView(row, decisions), position: row.position };
      }),
    );
    return status === undefined || stored === status ? views : views.filter((view) => view.status === status);
  }

  #signalView(row: InboxRow, decisions: readonly DecisionView[]): SignalView {
    const detail = decodeDetail(row.detail);
    const error = detail.error ?? signalReason(decisions);
    const webhookId = row.source.startsWith('hook:') ? row.source.slice('hook:'.length) : undefined;
    return {
      id: row.signalId,
      source: row.source,
      ...(webhookId === undefined ? {} : { webhookId }),
      receivedAt: isoTime(row.receivedAt),
      status: signalStatus(row.status, decisions),
      ...(detail.format === undefined ? {} : { format: detail.format }),
      text: row.text,
      commands: detail.commands.map((command) => this.#options.commandWire(command)),
      ignoredFields: detail.ignoredFields,
      ...(error === undefined ? {} : { error }),
    };
  }

  submitOrder(submission: OrderSubmission) {
    return this.#orders.submit(submission);
  }
  order(orderId: string) {
    return this.#orders.order(orderId);
  }
  orders(query: OrderQuery) {
    return this.#orders.list(query);
  }
  cancelOrder(actor: Actor, orderId: string) {
    return this.#orders.cancel(actor, orderId);
  }
  amendOrder(request: AmendRequest) {
    return this.#orders.amend(request);
  }
  cancelAll(actor: Actor, filter: { readonly account?: string; readonly symbol?: string }) {
    return this.#orders.cancelAll(actor, filter);
  }
  decideHeld(actor: Actor, orderId: string, approve: boolean) {
    return this.#orders.decideHeld(actor, orderId, approve);
  }
  resolveUnknown(actor: Actor, orderId: string, note: string) {
    return this.#orders.resolveUnknown(actor, orderId, note);
  }

  positions(account?: string): readonly PositionView[] {
    const market = this.#marketFacts();
    const views: PositionView[] = [];
    for (const runner of this.#runners.values()) {
      if (account !== undefined && runner.accountId !== account) continue;
      for (const position of runner.state.positions.values()) views.push(positionView(runner.state, position, market));
    }
    return views;
  }

  accounts(): readonly AccountView[] {
    return [...this.#runners.values()].map((runner) => this.#accountView(runner));
  }

  account(accountId: string): AccountView | undefined {
    const runner = this.#runners.get(accountId);
    return runner === undefined ? undefined : this.#accountView(runner);
  }

  #accountView(runner: AccountRunner): AccountView {
    return accountView(runner.state, this.#marketFacts());
  }

  async createAccount(actor: Actor, creation: AccountCreation): Promise<Result<AccountView>> {
    if (!ACCOUNT_ID.test(creation.id))
      return { kind: 'failed', reason: { code: 'ACCOUNT_ID_INVALID', values: { account: creation.id } } };
    if (this.#runners.size >= ACCOUNTS_MAX)
      return { kind: 'failed', reason: { code: 'ACCOUNTS_ABOVE_MAXIMUM', values: { maximum: String(ACCOUNTS_MAX) } } };
    const { clock, store, logger } = this.#options;
    const account: Account = { ...creation, environment: 'paper', createdAt: clock.now() };
    const document = { collection: 'account', id: account.id, time: account.createdAt, body: encodeAccount(account) };
    if (!(await store.putIfAbsent(document)))
      return { kind: 'failed', reason: { code: 'ACCOUNT_EXISTS', values: { account: account.id } } };
    logger.info({ account: account.id, actor: `${actor.kind}:${actor.id}` }, 'account created');
    return { kind: 'ok', value: this.#accountView(await this.#startAccount(account)) };
  }

  defaultAccount(): string {
    return this.#runners.keys().next().value ?? '';
  }

  instruments(account?: string): readonly InstrumentView[] {
    const runner = this.#runners.get(account ?? this.defaultAccount());
    if (runner === undefined) return [];
    return runner.state.volatile.settings.directory
      .all()
      .map((instrument) => instrumentView(instrument, this.#options.market.quote(instrument.id)));
  }

  pushPrice(price: PricePush): Result<InstrumentView> {
    const { market, clock } = this.#options;
    const instrument = this.#resolve(price.symbol);
    if (instrument.kind === 'failed') return instrument;
    const { bid, ask, bidQuantity, askQuantity } = price;
    if (bid <= 0n || ask < bid)
      return {
        kind: 'failed',
        reason: { code: 'PRICE_INVALID', values: { bid: formatDecimal(bid), ask: formatDecimal(ask) } },
      };
    market.push({
      instrumentId: instrument.value.id,
      bid,
      ask,
      last: price.last ?? middle(bid, ask),
      time: clock.now(),
      source: 'pushed',
      ...(bidQuantity === undefined ? {} : { bidQuantity }),
      ...(askQuantity === undefined ? {} : { askQuantity }),
    });
    return { kind: 'ok', value: instrumentView(instrument.value, market.quote(instrument.value.id)) };
  }

  releasePrice(symbol: string): Result<InstrumentView> {
    const instrument = this.#resolve(symbol);
    if (instrument.kind === 'failed') return instrument;
    this.#options.market.release(instrument.value.id);
    return { kind: 'ok', value: instrumentView(instrument.value, this.#options.market.quote(instrument.value.id)) };
  }

  #resolve(symbol: string) {
    const directory = this.#runners.get(this.defaultAccount())?.state.volatile.settings.directory;
    if (directory === undefined)
      return { kind: 'failed' as const, reason: { code: 'ACCOUNT_UNKNOWN', values: { account: '' } } };
    const resolved = resolveSymbol({ symbol }, directory);
    if (resolved.kind === 'resolved') return { kind: 'ok' as const, value: resolved.instrument };
    return {
      kind: 'failed' as const,
      reason: { code: resolved.code as string, values: { ...resolved.values } as Record<string, string> },
    };
  }

  setTradingState(request: TradingStateRequest) {
    return this.#switch.change(request);
  }

  tradingState() {
    return {
      server: this.#switch.server,
      accounts: this.accounts().map(({ id, tradingState, tradingStateReason }) => ({
        id,
        tradingState,
        ...(tradingStateReason === undefined ? {} : { tradingStateReason }),
      })),
    };
  }

  async resetLatch(actor: Actor, account: string, source: string): Promise<Result<AccountView>> {
    const runner = this.#runners.get(account);
    if (runner === undefined) return { kind: 'failed', reason: { code: 'ACCOUNT_UNKNOWN', values: { account } } };
    const result = await runner.submit({ kind: 'reset_latch', source, actor: `${actor.kind}:${actor.id}` });
    if (result.kind === 'unavailable')
      return { kind: 'failed', reason: { code: 'STORAGE_UNAVAILABLE', values: { detail: result.detail } } };
    return { kind: 'ok', value: this.#accountView(runner) };
  }

  async events(after: number, limit: number): Promise<readonly FeedEvent[]> {
    const records = await this.#options.journal.readAll(after, limit, 'account:');
    return records.map((record) => feedEvent(placed(record)));
  }

  lastEventSequence(): Promise<number> {
    return this.#options.journal.lastPosition();
  }

  subscribe(listener: (event: FeedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Why the account can't know what the command's symbol means; undefined when it does, or the command needs none. */
function symbolProblem(runner: AccountRunner, command: SignalCommand, route: Route): Reason | undefined {
  const resolved = resolveCommandSymbol(runner.state.volatile.settings.directory, command, route);
  return resolved === undefined || resolved.kind === 'resolved' ? undefined : { code: resolved.code, values: { ...resolved.values } };
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
