/**
 * The runner of one account: its life, from the replay to the stop. It brings the account up, and when a write fails it
 * throws the state away and comes up again the only way there is: replay, ask the venue, compare, then trade.
 */
import type { Account } from '#domain/account.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Order, Reason } from '#domain/order.ts';
import type { VenueBalance } from '#domain/report.ts';
import { createInstrumentDirectory, type InstrumentDirectory } from '#domain/symbol.ts';
import { endsUnseen } from '#engine/external.ts';
import type { EngineInput } from '#engine/inputs.ts';
import { cloneState, decodeState, SNAPSHOT_VERSION } from '#engine/snapshot.ts';
import { type AccountState, createAccountState, type EngineSettings } from '#engine/state.ts';
import type { Broker, BrokerEvent } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { DocumentWrite, Journal, SettledSignal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { Notice } from '#ports/notifier.ts';
import { AccountPrices } from './account-prices.ts';
import { HeldFunding } from './held-funding.ts';
import { ANSWER_TIMEOUT_MS, inTime } from './answer-time.ts';
import { AccountStepper, type DurableEvent, type FailedAppend, type SubmitResult } from './account-stepper.ts';
import { createEffectRunner, type UnstampedInput } from './effect-runner.ts';
import { foldJournal } from './fold-journal.ts';
import type { LaneItem } from './lanes.ts';
import { missingHalts, type Stops } from './missing-halts.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import { VenueComparison } from './venue-comparison.ts';
import { VenueLink } from './venue-link.ts';
import { VenueMoney } from './venue-money.ts';

export type { DurableEvent, SubmitResult };

export interface AccountRunnerOptions {
  readonly account: Account;
  readonly settings: EngineSettings;
  readonly journal: Journal;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The read-model row of an order that has ended, written in the same commit as the event that ended it. */
  readonly orderDocument: (order: Order) => DocumentWrite;
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  /** Prices, rates and limits for a state that has just been made. */
  readonly prime: (state: AccountState) => void;
  /** Of a source that has prices only on demand: see `MarketData.watch`. */
  readonly watch?: (instrumentId: string) => () => void;
  /** Of a source with perpetuals: see `MarketData.watchFunding`. */
  readonly watchFunding?: (instrumentId: string) => () => void;
  readonly isKilled: () => boolean;
  /** How long after one comparison with the venue the next one comes by itself, ms. */
  readonly compareEveryMs: () => number;
  readonly stops: () => Stops;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  /** The stream has another owner, or the store can't be trusted any more: the process must end. */
  readonly onFatal: (detail: string) => void;
  readonly onPlace?: (order: ApprovedOrder) => void;
  /** Asked before each batch of effects and after each commit; for the fault harness. */
  readonly onPhase?: (phase: 'committed' | 'effects') => void;
}

const RESTART_DELAY_MS = 1_000;

export const streamOf = (accountId: string): string => `account:${accountId}`;

export class AccountRunner {
  readonly #options: AccountRunnerOptions;
  readonly #stepper: AccountStepper;
  readonly #comparison: VenueComparison;
  readonly #snapshots: SnapshotKeeper;
  readonly #link: VenueLink;
  readonly #prices: AccountPrices;
  readonly #funding: HeldFunding;
  readonly #money: VenueMoney;
  /** With the newest list of the venue's instruments. */
  #settings: EngineSettings;
  /** Grows with each restart; what an earlier incarnation started is no longer heard. */
  #incarnation = 0;
  #started = false;
  #stopped = false;

  constructor(options: AccountRunnerOptions) {
    this.#options = options;
    this.#settings = options.settings;
    const accountId = options.account.id;
    const state = (): AccountState => this.state;
    const submit = (input: UnstampedInput): Promise<SubmitResult> => this.submit(input);
    this.#prices = new AccountPrices({ ...options, state, onSettled: () => this.#stepper.pump() });
    this.#funding = new HeldFunding({ ...options, state });
    this.#money = new VenueMoney({ ...options, accountId, state, submit, funding: this.#funding });
    this.#stepper = this.#createStepper();
    this.#snapshots = new SnapshotKeeper({
      ...options,
      accountId,
      stream: streamOf(accountId),
      state,
      durableSequence: () => this.#stepper.durableSequence,
    });
    this.#comparison = new VenueComparison({
      ...options,
      accountId,
      state,
      submit,
      beforeTrading: () => this.#beforeTrading(),
    });
    const isFar = options.account.exchange !== undefined;
    this.#link = new VenueLink({ ...options, accountId, isFar, state, submit });
  }

  #createStepper(): AccountStepper {
    const options = this.#options;
    const accountId = options.account.id;
    const feed = (input: UnstampedInput): void => void this.submit(input);
    return new AccountStepper(createAccountState(options.account, options.settings), {
      ...options,
      accountId,
      stream: streamOf(accountId),
      runEffect: createEffectRunner({
        ...options,
        accountId,
        feed,
        onCancelAnswered: (orderId) => this.#followCancel(orderId),
      }),
      isHeld: (instrumentId) => this.#prices.isAwaited(instrumentId),
      onCommitted: (events) => {
        this.#prices.wantRates();
        this.#prices.wantWhatWasAdded(events);
        this.#funding.look();
        this.#snapshots.consider();
      },
      onUnwritten: (outcome) => this.#startOver(outcome),
      onBroken: (detail) => {
        this.#standStill();
        options.onFatal(detail);
      },
    });
  }

  get accountId(): string {
    return this.#options.account.id;
  }

  /** For reading only. May be a few facts ahead of what is durable. */
  get state(): AccountState {
    return this.#stepper.state;
  }

  get broker(): Broker {
    return this.#options.broker;
  }

  /** Whether the account can take inputs. */
  get available(): boolean {
    return this.#stepper.available;
  }

  /** Why the venue can not be asked; undefined while it can. */
  get venueProblem(): Reason | undefined {
    return this.#link.problem;
  }

  /** Why the venue's truth could not be compared for a while, although the venue can be reached. */
  get comparisonProblem(): Reason | undefined {
    return this.venueProblem === undefined ? this.#comparison.problem : undefined;
  }

  /** The sequence of the last durable event; undefined while nothing is taken in. */
  get durableSequence(): number | undefined {
    return this.#stepper.durableSequence;
  }

  /** Whether the account has been compared with its venue, durably: signals are carried out from then on. */
  get isCompared(): boolean {
    return this.#stepper.isCompared;
  }

  /** Rows of ended orders that the store may not have yet; memory may have forgotten their orders. */
  get rowsOnTheirWay(): readonly DocumentWrite[] {
    return this.#stepper.rows.onTheirWay;
  }

  /** The row of an ended order that the store may not have yet. */
  rowOnItsWay(orderId: string): DocumentWrite | undefined {
    return this.#stepper.rows.find(orderId);
  }

  /** Signals waiting for their lane. */
  get waiting(): number {
    return this.#stepper.waiting;
  }

  /** A copy to rehearse on. */
  rehearsalState(): AccountState {
    return cloneState(this.state);
  }

  /** Brings the account up: replay, broker, reconciliation. Resolves when it may trade, or when the broker can't be reached yet. */
  async start(): Promise<void> {
    await this.#replay();
    await this.#link.begin(
      (listener) => this.#options.broker.start(listener),
      (event) => this.#onBrokerEvent(event),
    );
    this.#started = true;
    if (!(await this.#open())) return;
    await this.#link.settle();
    // One that is down says when it is up.
    if (this.venueProblem === undefined) await this.reconcile();
  }

  /** The first inputs after each replay. False when they could not be written: the account then starts over. */
  async #open(): Promise<boolean> {
    if (this.state.sequence === 0) await this.submit({ kind: 'open_account', account: this.#options.account });
    const recovered = await this.submit({ kind: 'recovered' });
    return recovered.kind === 'durable';
  }

  /** Stops for good, and leaves the stream to somebody else: resolves when nothing of it is on its way any more. */
  async retire(): Promise<void> {
    const stopping = this.stop();
    await this.#stepper.drained();
    await stopping;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#comparison.abandon();
    this.#prices.stop();
    this.#funding.stop();
    this.#stepper.stop();
    await this.#stopBroker();
    await this.#snapshots.end();
  }

  /** One at an exchange may wait for a line that is dead: it is given a while. */
  async #stopBroker(): Promise<void> {
    const { account, broker, clock, logger } = this.#options;
    const stopping = broker.stop();
    if (account.exchange === undefined) return await stopping;
    await inTime(stopping, clock, ANSWER_TIMEOUT_MS).catch((error: unknown) =>
      logger.warn({ account: account.id, error: String(error) }, 'the broker of the account did not stop'),
    );
  }

  /** Puts one input into the engine. Resolves when what it led to is durable; the effects have been started by then. */
  submit(input: UnstampedInput, settles?: SettledSignal): Promise<SubmitResult> {
    return new Promise((resolve) => {
      this.#stepper.take({ ...input, now: this.#options.clock.now() } as EngineInput, resolve, settles);
    });
  }

  /** A volatile input (price, rate, limits): nothing of it is journaled unless it leads to something. */
  tell(input: UnstampedInput): void {
    if (!this.available) return;
    this.#stepper.take({ ...input, now: this.#options.clock.now() } as EngineInput);
    if (input.kind === 'quote') this.#prices.hear(input.quote.instrumentId);
  }

  /** Wants fresh prices of the instrument; a name that is none is passed over. */
  wantPrice(instrumentId: string): void {
    this.#prices.want(instrumentId);
  }

  /** Puts a signal's command into its lane. */
  enqueue(item: LaneItem): void {
    this.wantPrice(item.key);
    this.#stepper.enqueue(item);
  }

  /** Asks the venue about everything open and compares positions. */
  reconcile(): Promise<void> {
    return this.#comparison.run();
  }

  /** An order of others is followed by comparisons alone: a cancel of one is not over before the next. */
  #followCancel(orderId: string): void {
    const order = this.state.orders.get(orderId);
    if (order !== undefined && endsUnseen(order)) this.#comparison.soon();
  }

  async #beforeTrading(): Promise<void> {
    await this.#haltAgain();
    await this.#money.note();
  }

  /** The venue's own word on the account's money, asked now; undefined when there is none in time. */
  askBalances(): Promise<readonly VenueBalance[] | undefined> {
    return this.#money.ask();
  }

  /** A halt that could not be journaled when it was ordered is made up for before anything may trade. */
  async #haltAgain(): Promise<void> {
    for (const input of missingHalts(this.state, this.#options.stops())) await this.submit(input);
  }

  #onBrokerEvent(event: BrokerEvent): void {
    if (this.#stopped) return;
    switch (event.kind) {
      case 'connected':
        this.#link.hear(event);
        if (this.#started && this.available) void this.reconcile();
        return;
      case 'disconnected':
        this.#link.hear(event);
        if (this.#started && this.available) void this.#link.settle();
        return;
      case 'instruments':
        return this.#takeInstruments(event.instruments);
      case 'notice': {
        const { kind: _kind, ...notice } = event;
        return this.#options.notify({ ...notice, accountId: this.accountId });
      }
      default:
        void this.submit({ kind: 'report', report: event });
    }
  }

  /** The venue's list of a later moment: for the state there is, and for those that a replay will make. */
  #takeInstruments(instruments: readonly Instrument[]): void {
    let directory: InstrumentDirectory;
    try {
      directory = createInstrumentDirectory(instruments);
    } catch (error) {
      const { logger } = this.#options;
      logger.error({ account: this.accountId, error: String(error) }, 'a list of instruments could not be taken');
      return;
    }
    this.#settings = { ...this.#settings, directory };
    if (!this.available) return;
    this.tell({ kind: 'directory', directory });
    this.#options.prime(this.state);
    this.#prices.wantWhatIsHeld();
    this.#funding.look();
  }

  async #replay(): Promise<void> {
    const { journal, account } = this.#options;
    const settings = this.#settings;
    const stream = streamOf(account.id);
    const snapshot = await journal.loadSnapshot(stream, SNAPSHOT_VERSION);
    const state = snapshot === undefined ? createAccountState(account, settings) : decodeState(snapshot.body, settings);
    await foldJournal(state, journal, stream);
    this.#snapshots.beginAt(snapshot?.sequence ?? 0);
    this.#options.prime(state);
    this.#stepper.begin(state);
    this.#prices.wantWhatIsHeld();
  }

  #startOver(outcome: FailedAppend): void {
    if (!this.available) return;
    this.#standStill();
    if (outcome.kind === 'fenced') {
      this.#options.onFatal(`another process writes the journal of account ${this.accountId}`);
      return;
    }
    this.#options.logger.error(
      { account: this.accountId, detail: outcome.detail },
      'the journal could not be written; the account stands still',
    );
    this.#incarnation += 1;
    this.#retryStart(this.#incarnation);
  }

  #standStill(): void {
    this.#comparison.abandon();
    this.#stepper.standStill();
  }

  #retryStart(incarnation: number): void {
    this.#options.clock.after(RESTART_DELAY_MS, () => {
      if (this.#stopped || incarnation !== this.#incarnation) return;
      this.#comeBack().catch(() => this.#retryStart(incarnation));
    });
  }

  async #comeBack(): Promise<void> {
    await this.#replay();
    if (!(await this.#open())) return;
    await this.reconcile();
    this.#options.logger.info({ account: this.accountId }, 'the account is up again');
  }
}
