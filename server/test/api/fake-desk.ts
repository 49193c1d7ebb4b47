/**
 * A desk in memory: enough of one that doors can be tested through real sockets. It accepts what it is given, remembers
 * it, answers repeats as duplicates, and can be told to refuse or to be unavailable.
 */
import type { ExchangeCredentials } from '#domain/account.ts';
import { formatDecimal } from '#domain/decimal.ts';
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type {
  AccountCheck,
  AddedAccount,
  AmendRequest,
  Desk,
  ExchangeAccountCreation,
  Health,
  OrderSubmission,
  PricePush,
  RefusedSubmission,
  Result,
  SignalSubmission,
  SubmissionResult,
  TermsChange,
  TradingStateRequest,
} from '#runtime/desk.ts';
import type {
  AccountView,
  BalanceView,
  DecisionView,
  DifferenceView,
  FeedEvent,
  InstrumentView,
  OrderView,
  PositionView,
  SignalDetailView,
} from '#views/shapes.ts';
import { FakeMarket } from './fake-market.ts';
import { makeAccount, makeInstrument, makeOrder, makePosition, TIME } from './fake-views.ts';

export { makeAccount, makeInstrument, makeOrder, makePosition } from './fake-views.ts';

const failed = <T>(code: string, values: Record<string, string> = {}): Result<T> => ({
  kind: 'failed',
  reason: { code, values },
});

export class FakeDesk implements Desk {
  readonly market = new FakeMarket();
  readonly submissions: SignalSubmission[] = [];
  readonly refusals: RefusedSubmission[] = [];
  readonly orderSubmissions: OrderSubmission[] = [];
  readonly stateRequests: TradingStateRequest[] = [];
  readonly pushed: PricePush[] = [];
  readonly amends: AmendRequest[] = [];
  readonly orderList: OrderView[] = [];
  readonly trails = new Map<string, NonNullable<Awaited<ReturnType<Desk['order']>>>['trail']>();
  readonly accountList: AccountView[] = [makeAccount()];
  positionList: PositionView[] = [makePosition()];
  readonly signalDetails = new Map<string, SignalDetailView>();
  readonly eventList: FeedEvent[] = [];
  readonly #byKey = new Map<string, { readonly bodyHash: string; readonly signalId: string }>();
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  readonly #followers = new Set<{ readonly signalId: string; readonly onChange: () => void }>();
  /** The next signals are answered with this. */
  forced: Exclude<SubmissionResult, { kind: 'accepted' }> | undefined;
  healthStatus: Health['status'] = 'healthy';
  /** Called when a signal was accepted, so that a test can let something become of it. */
  onAccepted: (signalId: string) => void = () => undefined;
  /** What waiting for an order finds. */
  outcome: { readonly settled: boolean; readonly orders: readonly OrderView[]; readonly reason?: Reason } = {
    settled: true,
    orders: [makeOrder()],
  };

  health(): Health {
    return {
      status: this.healthStatus,
      version: '0.1.0',
      startedAt: TIME,
      time: TIME,
      storage: 'ok',
      pendingSignals: 0,
      marketData: 'simulated',
      simulated: true,
      tradingState: 'active',
      problems: [],
    };
  }

  submitSignal(submission: SignalSubmission): Promise<SubmissionResult> {
    if (this.forced !== undefined) return Promise.resolve(this.forced);
    const name = `${submission.source} ${submission.key ?? submission.bodyHash}`;
    const known = this.#byKey.get(name);
    if (known !== undefined) {
      const kind = known.bodyHash === submission.bodyHash ? 'duplicate' : 'conflict';
      return Promise.resolve({ kind, signalId: known.signalId });
    }
    this.submissions.push(submission);
    const signalId = `signal${this.submissions.length}`;
    this.#byKey.set(name, { bodyHash: submission.bodyHash, signalId });
    if (submission.parsed.test === true || submission.route.mode === 'rehearse') {
      return Promise.resolve({ kind: 'rehearsed', signalId, decisions: this.rehearse() });
    }
    this.onAccepted(signalId);
    return Promise.resolve({ kind: 'accepted', signalId });
  }

  keepRefused(submission: RefusedSubmission): Promise<string | undefined> {
    this.refusals.push(submission);
    return Promise.resolve(`refused${this.refusals.length}`);
  }

  rehearse(): readonly DecisionView[] {
    return [{ account: 'paper', command: 0, outcome: 'orders', orderIds: [], checks: [] }];
  }

  signal(signalId: string): Promise<SignalDetailView | undefined> {
    return Promise.resolve(this.signalDetails.get(signalId));
  }

  signals() {
    const all = [...this.signalDetails.values()].map((signal, index) => ({ ...signal, position: index + 1 }));
    return Promise.resolve(all.toReversed());
  }

  submitOrder(submission: OrderSubmission) {
    const name = `order ${submission.actor.id} ${submission.idempotencyKey}`;
    const known = this.#byKey.get(name);
    if (known !== undefined && known.bodyHash !== submission.bodyHash) {
      return Promise.resolve(failed<never>('IDEMPOTENCY_KEY_CONFLICT'));
    }
    if (known === undefined) this.orderSubmissions.push(submission);
    const signalId = known?.signalId ?? `order-signal${this.orderSubmissions.length}`;
    this.#byKey.set(name, { bodyHash: submission.bodyHash, signalId });
    const waited = submission.waitMs > 0 ? this.outcome : { settled: false, orders: [] };
    return Promise.resolve({ kind: 'ok', value: { signalId, duplicate: known !== undefined, ...waited } } as const);
  }

  order(orderId: string) {
    const order = this.orderList.find((one) => one.id === orderId);
    return Promise.resolve(order === undefined ? undefined : { ...order, trail: this.trails.get(orderId) ?? [] });
  }

  orders(query: Parameters<Desk['orders']>[0]): Promise<readonly OrderView[]> {
    const { before } = query;
    const found = this.orderList
      .filter((order) => query.account === undefined || order.account === query.account)
      .filter((order) => query.statuses === undefined || query.statuses.includes(order.status))
      .filter((order) => query.signalId === undefined || order.signalId === query.signalId)
      .toSorted(
        (left, right) => Date.parse(right.createdAt) - Date.parse(left.createdAt) || (left.id < right.id ? 1 : -1),
      )
      .filter((order) => {
        const time = Date.parse(order.createdAt);
        return before === undefined || time < before.time || (time === before.time && order.id < before.id);
      });
    return Promise.resolve(found.slice(0, query.limit));
  }

  cancelOrder(_actor: unknown, orderId: string) {
    return this.#change(orderId, 'pending_cancel');
  }

  amendOrder(request: AmendRequest) {
    this.amends.push(request);
    return this.#change(request.orderId, 'pending_amend');
  }

  cancelAll() {
    return Promise.resolve({ requested: this.orderList.map((order) => order.id), failed: [] });
  }

  decideHeld(_actor: unknown, orderId: string, approve: boolean) {
    return this.#change(orderId, approve ? 'approved' : 'denied');
  }

  resolveUnknown(_actor: unknown, orderId: string) {
    return this.#change(orderId, 'expired');
  }

  #change(orderId: string, status: string): Promise<Result<OrderView>> {
    const order = this.orderList.find((one) => one.id === orderId);
    const result: Result<OrderView> =
      order === undefined ? failed('ORDER_NOT_FOUND', { orderId }) : { kind: 'ok', value: { ...order, status } };
    return Promise.resolve(result);
  }

  positions(account?: string): readonly PositionView[] {
    return this.positionList.filter((position) => account === undefined || position.account === account);
  }

  accounts(): readonly AccountView[] {
    return this.accountList;
  }

  account(accountId: string): AccountView | undefined {
    return this.accountList.find((account) => account.id === accountId);
  }

  createAccount(_actor: unknown, creation: Parameters<Desk['createAccount']>[1]): Promise<Result<AccountView>> {
    const balance = formatDecimal(creation.initialBalance);
    const account = makeAccount({ ...creation, initialBalance: undefined, balance } as Partial<AccountView>);
    this.accountList.push(account);
    return Promise.resolve({ kind: 'ok', value: account });
  }

  readonly added: ExchangeAccountCreation[] = [];

  addExchangeAccount(_actor: unknown, creation: ExchangeAccountCreation): Promise<Result<AddedAccount>> {
    this.added.push(creation);
    const { id, name, environment, exchange } = creation;
    if (exchange === 'nowhere') return Promise.resolve(failed('EXCHANGE_UNKNOWN', { exchange, known: 'binance' }));
    const account = makeAccount({ id, name, environment, broker: `ccxt:${exchange}`, simulated: false });
    this.accountList.push(account);
    const notices =
      exchange === 'huobi' ? [{ code: 'EXCHANGE_RENAMED', values: { given: exchange, exchange: 'htx' } }] : [];
    return Promise.resolve({ kind: 'ok', value: { account, notices } });
  }

  checkExchangeAccount({ exchange }: Pick<ExchangeAccountCreation, 'exchange'>): Promise<Result<undefined>> {
    if (exchange === 'nowhere') return Promise.resolve(failed('EXCHANGE_UNKNOWN', { exchange, known: 'binance' }));
    return Promise.resolve({ kind: 'ok', value: undefined });
  }

  readonly termsChanges: TermsChange[] = [];

  changeTerms(_actor: unknown, id: string, change: TermsChange): Promise<Result<AccountView>> {
    this.termsChanges.push(change);
    return Promise.resolve(this.#known(id));
  }

  readonly credentials = new Map<string, ExchangeCredentials>();

  changeCredentials(_actor: unknown, id: string, credentials: ExchangeCredentials): Promise<Result<AccountView>> {
    this.credentials.set(id, credentials);
    return Promise.resolve(this.#known(id));
  }

  setArmed(_actor: unknown, id: string, armed: boolean): Promise<Result<AccountView>> {
    const known = this.#known(id);
    return Promise.resolve(known.kind === 'ok' ? { kind: 'ok', value: { ...known.value, armed } } : known);
  }

  examineAccount(id: string): Promise<Result<readonly AccountCheck[]>> {
    const known = this.#known(id);
    if (known.kind === 'failed') return Promise.resolve(known);
    return Promise.resolve({ kind: 'ok', value: [{ name: 'clock', status: 'ok', values: { offsetMs: '3' } }] });
  }

  removeAccount(_actor: unknown, id: string, forced?: string): Promise<Result<undefined>> {
    const known = this.#known(id);
    if (known.kind === 'failed') return Promise.resolve(known);
    const { positions, openOrders } = known.value;
    const values = { account: id, positions: String(positions), orders: String(openOrders) };
    if (positions > 0 && forced !== id) return Promise.resolve(failed('ACCOUNT_NOT_FLAT', values));
    this.accountList.splice(this.accountList.indexOf(known.value), 1);
    return Promise.resolve({ kind: 'ok', value: undefined });
  }

  #known(account: string): Result<AccountView> {
    const found = this.account(account);
    return found === undefined ? failed('ACCOUNT_UNKNOWN', { account }) : { kind: 'ok', value: found };
  }

  defaultAccount(): string {
    return 'paper';
  }

  instruments(): readonly InstrumentView[] {
    return [makeInstrument(), makeInstrument({ symbol: '600000.SH', lotSize: '100', quoteSource: 'pushed' })];
  }

  instrument(symbol: string, account: string): Result<InstrumentView> {
    if (this.account(account) === undefined) return failed('ACCOUNT_UNKNOWN', { account });
    const id = symbol.replaceAll('/', '').toUpperCase();
    const found = this.instruments().find((instrument) => instrument.symbol === id);
    return found === undefined ? failed('SYMBOL_UNKNOWN', { symbol }) : { kind: 'ok', value: found };
  }

  /** What the venue says when it is asked. */
  balances: readonly BalanceView[] | undefined;

  venueBalances(account: string): Promise<Result<readonly BalanceView[]>> {
    const { balances } = this;
    const result: Result<readonly BalanceView[]> =
      balances === undefined ? failed('VENUE_UNREACHABLE', { account }) : { kind: 'ok', value: balances };
    return Promise.resolve(result);
  }

  routeProblem(route: Route): Reason | undefined {
    const symbol = [...route.symbolMap.values()].find((target) => target === 'NOPE');
    return symbol === undefined ? undefined : { code: 'SYMBOL_UNKNOWN', values: { symbol } };
  }

  pushPrice(price: PricePush): Result<InstrumentView> {
    this.pushed.push(price);
    const { bid, ask } = price;
    const view = makeInstrument({ bid: formatDecimal(bid), ask: formatDecimal(ask), quoteSource: 'pushed' });
    return price.symbol === 'BTCUSDT'
      ? { kind: 'ok', value: view }
      : failed('SYMBOL_UNKNOWN', { symbol: price.symbol });
  }

  releasePrice(symbol: string): Result<InstrumentView> {
    return symbol === 'BTCUSDT' ? { kind: 'ok', value: makeInstrument() } : failed('SYMBOL_UNKNOWN', { symbol });
  }

  setTradingState(request: TradingStateRequest) {
    this.stateRequests.push(request);
    const accounts = [{ account: 'paper', state: request.state, durable: true }];
    return Promise.resolve({ accounts, stillStopped: [], cancelsRequested: [], notCanceled: [], entryOrdersOpen: [] });
  }

  /** Of the server and of its account. */
  state: TradingStateRequest['state'] = 'active';

  tradingState() {
    return { server: this.state, accounts: [{ id: 'paper', tradingState: this.state }] };
  }

  readonly differenceList: DifferenceView[] = [];
  readonly decidedDifferences: string[] = [];

  differences(account: string): Result<readonly DifferenceView[]> {
    const known = this.#known(account);
    return known.kind === 'failed' ? known : { kind: 'ok', value: this.differenceList };
  }

  decideDifference(
    _actor: unknown,
    { account, symbol }: { account: string; symbol: string },
    decision: string,
  ): Promise<Result<AccountView>> {
    const known = this.#known(account);
    const found = this.differenceList.some((difference) => difference.symbol === symbol);
    if (known.kind === 'ok' && !found) return Promise.resolve(failed('DIFFERENCE_NOT_FOUND', { symbol }));
    this.decidedDifferences.push(`${decision} ${symbol}`);
    return Promise.resolve(known);
  }

  resetLatch(_actor: unknown, account: string): Promise<Result<AccountView>> {
    const view = this.account(account);
    return Promise.resolve(view === undefined ? failed('ACCOUNT_UNKNOWN', { account }) : { kind: 'ok', value: view });
  }

  events(after: number, limit: number): Promise<readonly FeedEvent[]> {
    return Promise.resolve(this.eventList.filter((event) => event.sequence > after).slice(0, limit));
  }

  lastEventSequence(): Promise<number> {
    return Promise.resolve(this.eventList.at(-1)?.sequence ?? 0);
  }

  subscribe(listener: (event: FeedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  follow(signalId: string, onChange: () => void): () => void {
    const follower = { signalId, onChange };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  get followerCount(): number {
    return this.#followers.size;
  }

  /** Something happens: it is durable, and whoever listens is told. */
  publish(change: Partial<FeedEvent> = {}): FeedEvent {
    const sequence = (this.eventList.at(-1)?.sequence ?? 0) + 1;
    const event = {
      sequence,
      account: 'paper',
      accountSequence: sequence,
      time: TIME,
      kind: 'order_filled',
      data: {},
      ...change,
    };
    this.eventList.push(event);
    for (const listener of this.#listeners) listener(event);
    for (const { signalId, onChange } of this.#followers) if (signalId === event.correlation) onChange();
    return event;
  }
}
