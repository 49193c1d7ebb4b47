/**
 * The desk of a running server: accounts, signals, orders and the switch behind one face. It is put together by `app` and
 * asked by the doors; what it does itself is to hand things on.
 */
import type { ExchangeCredentials } from '#domain/account.ts';
import { isoTime } from '#domain/iso-time.ts';
import type { Order, Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { HaltLatch } from '#ports/halt-latch.ts';
import type { Inbox } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import type { SecretBox } from '#ports/secret-box.ts';
import type { DecisionView, FeedEvent, OrderView } from '#views/shapes.ts';
import { feedEvent } from '#views/signal-view.ts';
import { AccountAdmin } from './account-admin.ts';
import { AccountBook, type AccountBookOptions } from './account-book.ts';
import { AccountCredentials } from './account-credentials.ts';
import type { DurableEvent } from './account-runner.ts';
import type {
  AccountCreation,
  Actor,
  AmendRequest,
  Desk,
  ExchangeAccountCreation,
  Health,
  OrderQuery,
  OrderSubmission,
  PricePush,
  RefusedSubmission,
  SignalQuery,
  SignalSubmission,
  SubmissionResult,
  TermsChange,
  TradingStateRequest,
} from './desk.ts';
import { DecisionPace } from './decision-pace.ts';
import { type DifferenceDecision, DifferenceDesk } from './difference-desk.ts';
import type { ExchangeCatalogue } from './exchange-terms.ts';
import { InstrumentDesk } from './instrument-desk.ts';
import { LiveMarketDesk } from './market-desk.ts';
import { OrderDesk } from './order-desk.ts';
import { OrderWaiter } from './order-waiter.ts';
import { placed } from './read-trail.ts';
import { SignalDesk } from './signal-desk.ts';
import { SignalFollowers } from './signal-followers.ts';
import { type IntakeSettings, SignalIntake } from './signal-intake.ts';
import { SignalProcessor } from './signal-processor.ts';
import { TradingSwitch } from './trading-switch.ts';

export interface LiveDeskOptions extends Omit<AccountBookOptions, 'credentials' | 'onEvents' | 'isKilled' | 'stops'> {
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly latch: HaltLatch;
  readonly version: string;
  readonly intakeSettings: () => IntakeSettings;
  readonly secretBox: SecretBox;
  readonly exchanges: ExchangeCatalogue;
  /** Whether the configuration has limits for this very account. */
  readonly hasOwnLimits: (accountId: string) => boolean;
  /** What is wrong outside the desk and does not keep it from working. */
  readonly standingProblems?: () => readonly Reason[];
  readonly commandWire: (command: SignalCommand) => Record<string, unknown>;
  /** Told of each durable event, before those who follow the feed. */
  readonly onDurable?: (event: DurableEvent) => void;
}

export class LiveDesk implements Desk {
  readonly market: LiveMarketDesk;
  readonly #options: LiveDeskOptions;
  readonly #book: AccountBook;
  readonly #admin: AccountAdmin;
  readonly #instruments: InstrumentDesk;
  readonly #processor: SignalProcessor;
  readonly #intake: SignalIntake;
  readonly #signals: SignalDesk;
  readonly #orders: OrderDesk;
  readonly #switch: TradingSwitch;
  readonly #differences: DifferenceDesk;
  readonly #followers = new SignalFollowers();
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  readonly #startedAt: number;
  #storageProblem: Reason | undefined;

  constructor(options: LiveDeskOptions) {
    const { clock, latch } = options;
    this.#options = options;
    this.#startedAt = clock.now();
    const credentials = new AccountCredentials(options);
    this.#book = new AccountBook({
      ...options,
      credentials,
      onEvents: (events) => this.#onEvents(events),
      isKilled: (accountId) => this.#switch.isKilled(accountId),
      stops: (accountId) => this.#switch.stops(accountId),
    });
    this.#admin = new AccountAdmin({ ...options, book: this.#book, credentials });
    const { runners } = this.#book;
    const accounts = {
      defaultAccount: () => this.#book.defaultAccount(),
      marketOf: (account: string) => this.#book.marketOf(account),
    };
    this.#instruments = new InstrumentDesk({ ...accounts, runners, clock });
    this.market = new LiveMarketDesk({ ...accounts, placeOf: (question) => this.#instruments.placeOf(question) });
    this.#switch = new TradingSwitch({ runners, latch, clock });
    this.#differences = new DifferenceDesk({ runners, account: (id) => this.#book.account(id) });
    const pace = new DecisionPace();
    this.#processor = new SignalProcessor({ ...options, runners, pace });
    this.#signals = new SignalDesk({ ...options, runners, orders: () => this.#orders });
    this.#intake = new SignalIntake({
      ...options,
      processor: this.#processor,
      pace,
      settings: options.intakeSettings,
      rehearse: ({ parsed, route }) => this.#signals.rehearse(parsed.commands, route),
      impossible: (submission) => this.#signals.impossible(submission),
    });
    const waiter = new OrderWaiter(clock, this.#followers);
    const view = (order: Order): OrderView => this.#book.orderView(order);
    this.#orders = new OrderDesk({ ...options, runners, intake: this.#intake, waiter, view });
  }

  /** Brings all accounts up, then takes up the signals that a previous run left undone. */
  async start(): Promise<void> {
    await this.#book.start();
    const newest = await this.#options.inbox.list({ limit: 1 });
    this.#processor.freshFrom = newest[0]?.position ?? 0;
    await this.#processor.recover();
  }

  async stop(): Promise<void> {
    this.#processor.stop();
    await this.#book.stop();
  }

  /** Applies changed limits; a decision under way keeps the ones it was made with. */
  applyLimits(): void {
    this.#book.applyLimits();
  }

  /** The view of an event is made once for all who follow the feed, and not at all when nobody does. */
  #onEvents(events: readonly DurableEvent[]): void {
    this.#followers.tell(events);
    const { onDurable } = this.#options;
    if (onDurable !== undefined) for (const event of events) onDurable(event);
    if (this.#listeners.size === 0) return;
    for (const event of events) {
      const view = feedEvent(event);
      for (const listener of this.#listeners) listener(view);
    }
  }

  health(): Health {
    const { clock, version } = this.#options;
    const market = this.#book.marketFacts();
    const problems: Reason[] = [];
    const standing = [...this.#book.runners.values()].filter((runner) => !runner.available);
    if (standing.length > 0) {
      const detail = standing.map((runner) => runner.accountId).join(', ');
      problems.push({ code: 'STORAGE_UNAVAILABLE', values: { detail } });
    } else if (this.#storageProblem !== undefined) problems.push(this.#storageProblem);
    const storage = problems.length > 0 ? 'unavailable' : 'ok';
    problems.push(...this.#book.venueProblems(), ...(this.#options.standingProblems?.() ?? []));
    return {
      status: standing.length > 0 ? 'unhealthy' : problems.length > 0 ? 'degraded' : 'healthy',
      version,
      startedAt: isoTime(this.#startedAt),
      time: isoTime(clock.now()),
      storage,
      pendingSignals: this.#processor.pending,
      marketData: market.source,
      simulated: market.simulated,
      tradingState: this.#switch.server,
      problems,
    };
  }

  async submitSignal(submission: SignalSubmission): Promise<SubmissionResult> {
    const result = await this.#intake.submit(submission);
    const broken = result.kind === 'unavailable' && result.reason.code === 'STORAGE_UNAVAILABLE';
    this.#storageProblem = broken ? result.reason : undefined;
    return result;
  }

  keepRefused(refused: RefusedSubmission): Promise<string | undefined> {
    return this.#intake.keepRefused(refused);
  }
  rehearse(commands: readonly SignalCommand[], route: Route): readonly DecisionView[] {
    return this.#signals.rehearse(commands, route);
  }
  signal(signalId: string) {
    return this.#signals.signal(signalId);
  }
  signals(query: SignalQuery) {
    return this.#signals.signals(query);
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

  positions(account?: string) {
    return this.#book.positions(account);
  }
  accounts() {
    return this.#book.accounts();
  }
  account(accountId: string) {
    return this.#book.account(accountId);
  }
  createAccount(actor: Actor, creation: AccountCreation) {
    return this.#admin.create(actor, creation);
  }
  addExchangeAccount(actor: Actor, creation: ExchangeAccountCreation) {
    return this.#admin.add(actor, creation);
  }
  checkExchangeAccount(creation: Omit<ExchangeAccountCreation, 'credentials'>) {
    return this.#admin.check(creation);
  }
  changeTerms(actor: Actor, account: string, change: TermsChange) {
    return this.#admin.changes.changeTerms(actor, account, change);
  }
  changeCredentials(actor: Actor, account: string, credentials: ExchangeCredentials) {
    return this.#admin.changes.changeCredentials(actor, account, credentials);
  }
  setArmed(actor: Actor, account: string, armed: boolean) {
    return this.#admin.changes.setArmed(actor, account, armed);
  }
  examineAccount(account: string) {
    return this.#book.examine(account);
  }
  removeAccount(actor: Actor, account: string, forced?: string) {
    return this.#admin.remove(actor, account, forced);
  }
  defaultAccount() {
    return this.#book.defaultAccount();
  }
  instruments(account?: string) {
    return this.#instruments.instruments(account);
  }
  instrument(symbol: string, account: string) {
    return this.#instruments.instrument(symbol, account);
  }
  venueBalances(account: string) {
    return this.#book.venueBalances(account);
  }
  routeProblem(route: Route) {
    return this.#signals.routeProblem(route);
  }
  pushPrice(price: PricePush) {
    return this.#instruments.pushPrice(price);
  }
  releasePrice(symbol: string, account?: string) {
    return this.#instruments.releasePrice(symbol, account);
  }

  setTradingState(request: TradingStateRequest) {
    return this.#switch.change(request);
  }

  tradingState() {
    const accounts = this.accounts().map(({ id, tradingState, tradingStateReason }) => ({
      id,
      tradingState,
      ...(tradingStateReason === undefined ? {} : { tradingStateReason }),
    }));
    return { server: this.#switch.server, accounts };
  }

  differences(account: string) {
    return this.#differences.list(account);
  }

  decideDifference(actor: Actor, of: { account: string; symbol: string }, decision: DifferenceDecision) {
    return this.#differences.decide(actor, of, decision);
  }

  resetLatch(actor: Actor, account: string, source: string) {
    return this.#book.resetLatch(actor, account, source);
  }

  async events(after: number, limit: number): Promise<readonly FeedEvent[]> {
    const records = await this.#options.journal.readAll(after, limit, 'account:');
    return records.map((record) => feedEvent(placed(record)));
  }

  lastEventSequence(): Promise<number> {
    return this.#options.journal.lastPosition();
  }

  follow(signalId: string, onChange: () => void): () => void {
    return this.#followers.follow(signalId, onChange);
  }

  subscribe(listener: (event: FeedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
