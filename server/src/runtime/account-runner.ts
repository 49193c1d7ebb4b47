/**
 * The runner of one account: inputs in, events durable, effects out, in that order and one at a time. It owns the state and
 * the stream; when a write fails it throws both away and comes up again the only way there is: replay, ask the venue,
 * compare, then trade.
 */
import type { Account } from '#domain/account.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { Order, Reason } from '#domain/order.ts';
import { encodeEvent } from '#engine/codec.ts';
import type { Effect } from '#engine/effects.ts';
import type { EngineEvent } from '#engine/events.ts';
import type { EngineInput } from '#engine/inputs.ts';
import { cloneState, decodeState, SNAPSHOT_VERSION } from '#engine/snapshot.ts';
import { type AccountState, createAccountState, type EngineSettings } from '#engine/state.ts';
import { isAnyBusy, isBusy, step, type StepResult } from '#engine/step.ts';
import type { Broker, BrokerEvent } from '#ports/broker.ts';
import type { Clock } from '#ports/clock.ts';
import type { AppendOutcome, DocumentWrite, Journal, NewRecord, SettledSignal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { Notice } from '#ports/notifier.ts';
import { createEffectRunner, type UnstampedInput } from './effect-runner.ts';
import { EndedOrderRows } from './ended-order-rows.ts';
import { foldJournal } from './fold-journal.ts';
import { ALL, type LaneItem, Lanes } from './lanes.ts';
import { missingHalts, type Stops } from './missing-halts.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import { StreamWriter } from './stream-writer.ts';
import { VenueComparison } from './venue-comparison.ts';

/** One durable event with its place in the public feed. */
export interface DurableEvent {
  readonly position: number;
  readonly sequence: number;
  readonly accountId: string;
  readonly correlation: string | undefined;
  readonly event: EngineEvent;
}

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
  readonly isKilled: () => boolean;
  readonly stops: () => Stops;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  /** The stream has another owner, or the store can't be trusted any more: the process must end. */
  readonly onFatal: (detail: string) => void;
  readonly onPlace?: (order: ApprovedOrder) => void;
  /** Asked before each batch of effects and after each commit; for the fault harness. */
  readonly onPhase?: (phase: 'committed' | 'effects') => void;
}

export type SubmitResult =
  | { readonly kind: 'durable'; readonly refusal: Reason | undefined; readonly events: readonly EngineEvent[] }
  /** Nothing of it is in the books, unless `perhapsWritten`: the journal gave no certain answer. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly perhapsWritten?: true };

const RESTART_DELAY_MS = 1_000;

export const streamOf = (accountId: string): string => `account:${accountId}`;

export class AccountRunner {
  readonly #options: AccountRunnerOptions;
  readonly #runEffect: (effect: Effect) => void;
  readonly #comparison: VenueComparison;
  readonly #snapshots: SnapshotKeeper;
  readonly #rows: EndedOrderRows;
  #state: AccountState;
  #writer: StreamWriter | undefined;
  #lanes: Lanes;
  /** Grows with each restart; what an earlier incarnation started is no longer heard. */
  #incarnation = 0;
  #started = false;
  #stopped = false;

  constructor(options: AccountRunnerOptions) {
    this.#options = options;
    this.#state = createAccountState(options.account, options.settings);
    this.#lanes = this.#createLanes();
    this.#rows = new EndedOrderRows({
      order: (id) => this.#state.orders.get(id),
      row: options.orderDocument,
    });
    const { account, broker, clock, journal, logger } = options;
    this.#snapshots = new SnapshotKeeper({
      accountId: account.id,
      stream: streamOf(account.id),
      journal,
      clock,
      logger,
      state: () => this.#state,
      durableSequence: () => this.#writer?.sequence,
    });
    this.#comparison = new VenueComparison({
      accountId: options.account.id,
      broker,
      clock,
      logger,
      state: () => this.#state,
      submit: (input) => this.submit(input),
      beforeTrading: () => this.#haltAgain(),
    });
    this.#runEffect = createEffectRunner({
      accountId: options.account.id,
      broker: options.broker,
      clock: options.clock,
      feed: (input) => void this.submit(input),
      isKilled: options.isKilled,
      notify: options.notify,
      ...(options.onPlace === undefined ? {} : { onPlace: options.onPlace }),
    });
  }

  get accountId(): string {
    return this.#options.account.id;
  }

  /** For reading only. May be a few facts ahead of what is durable. */
  get state(): AccountState {
    return this.#state;
  }

  get broker(): Broker {
    return this.#options.broker;
  }

  /** Whether the account can take inputs. */
  get available(): boolean {
    return this.#writer !== undefined;
  }

  /** Rows of ended orders that the store may not have yet; memory may have forgotten their orders. */
  get rowsOnTheirWay(): readonly DocumentWrite[] {
    return this.#rows.onTheirWay;
  }

  /** The row of an ended order that the store may not have yet. */
  rowOnItsWay(orderId: string): DocumentWrite | undefined {
    return this.#rows.find(orderId);
  }

  /** Signals waiting for their lane. */
  get waiting(): number {
    return this.#lanes.size;
  }

  /** A copy to rehearse on. */
  rehearsalState(): AccountState {
    return cloneState(this.#state);
  }

  /** Brings the account up: replay, broker, reconciliation. Resolves when it may trade, or when the broker can't be reached yet. */
  async start(): Promise<void> {
    await this.#replay();
    await this.#options.broker.start((event) => this.#onBrokerEvent(event));
    this.#started = true;
    if (await this.#open()) await this.reconcile();
  }

  /** The first inputs after each replay. False when they could not be written: the account then starts over. */
  async #open(): Promise<boolean> {
    if (this.#state.sequence === 0) await this.submit({ kind: 'open_account', account: this.#options.account });
    const recovered = await this.submit({ kind: 'recovered' });
    return recovered.kind === 'durable';
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#comparison.abandon();
    this.#lanes.clear();
    await this.#options.broker.stop();
    await this.#snapshots.end();
  }

  /** Puts one input into the engine. Resolves when what it led to is durable; the effects have been started by then. */
  submit(input: UnstampedInput, settles?: SettledSignal): Promise<SubmitResult> {
    return new Promise((resolve) => {
      this.#take({ ...input, now: this.#options.clock.now() } as EngineInput, resolve, settles);
    });
  }

  /** A volatile input (price, rate, limits): nothing of it is journaled unless it leads to something. */
  tell(input: UnstampedInput): void {
    if (this.#writer === undefined) return;
    this.#take({ ...input, now: this.#options.clock.now() } as EngineInput);
  }

  /** Puts a signal's command into its lane. */
  enqueue(item: LaneItem): void {
    this.#lanes.add(item);
  }

  /** Asks the venue about everything open and compares positions. */
  reconcile(): Promise<void> {
    return this.#comparison.run();
  }

  /** A halt that could not be journaled when it was ordered is made up for before anything may trade. */
  async #haltAgain(): Promise<void> {
    for (const input of missingHalts(this.#state, this.#options.stops())) await this.submit(input);
  }

  #onBrokerEvent(event: BrokerEvent): void {
    if (this.#stopped) return;
    if (event.kind === 'connected' || event.kind === 'disconnected') {
      if (event.kind === 'connected' && this.#started && this.available) void this.reconcile();
      return;
    }
    void this.submit({ kind: 'report', report: event });
  }

  #take(input: EngineInput, resolve?: (result: SubmitResult) => void, settles?: SettledSignal): void {
    const writer = this.#writer;
    if (writer === undefined || this.#stopped) {
      resolve?.({ kind: 'unavailable', detail: 'the account is starting or its storage is unavailable' });
      return;
    }
    if (input.kind === 'execute' && this.#isTooEarly(input)) {
      resolve?.({ kind: 'unavailable', detail: 'the account is being compared with its venue' });
      return;
    }
    const sequence = this.#state.sequence;
    const outcome = this.#step(input);
    if (outcome === undefined) {
      resolve?.({ kind: 'unavailable', detail: 'the engine stopped' });
      return;
    }
    const { events, effects, refusal } = outcome;
    if (events.length === 0) {
      this.#finish(effects);
      resolve?.({ kind: 'durable', refusal, events });
      return;
    }
    const { accountId } = this;
    const correlations = events.map((event) => this.#correlationOf(event));
    this.#rows.note();
    writer.write({
      records: events.map((event, index) => recordOf(event, correlations[index])),
      settledSignals: settles === undefined ? [] : [settles],
      onDurable: (position) => {
        this.#options.onPhase?.('committed');
        this.#tell(
          events.map((event, index) => ({
            position: position + index,
            sequence: sequence + index + 1,
            accountId,
            correlation: correlations[index],
            event,
          })),
        );
        this.#finish(effects);
        resolve?.({ kind: 'durable', refusal, events });
        this.#snapshots.consider();
      },
      onFailed: (outcome) => {
        resolve?.({ kind: 'unavailable', detail: outcome.kind, perhapsWritten: true });
        this.#startOver(outcome);
      },
    });
    this.#lanes.pump();
  }

  /** A signal that may wait for the comparison with the venue does; one that has grown too old is told so by the engine. */
  #isTooEarly({ command, receivedAt, route, now }: Extract<EngineInput, { kind: 'execute' }>): boolean {
    return !this.#state.volatile.reconciled && now - (command.time ?? receivedAt) <= route.maxAgeMs;
  }

  /** A mistake of ours leaves the state void: nothing of it is written, nothing is traded on it, and the process ends. */
  #step(input: EngineInput): StepResult | undefined {
    try {
      return step(this.#state, input);
    } catch (error) {
      this.#standStill();
      this.#options.onFatal(`the engine of account ${this.accountId} failed at ${input.kind}: ${String(error)}`);
      return undefined;
    }
  }

  /** Listeners are told; one that breaks must not keep the effects from being carried out. */
  #tell(events: readonly DurableEvent[]): void {
    try {
      this.#options.onEvents(events);
    } catch (error) {
      this.#options.logger.error({ account: this.accountId, error: String(error) }, 'a listener of the feed broke');
    }
  }

  #finish(effects: readonly Effect[]): void {
    if (effects.length > 0) this.#options.onPhase?.('effects');
    for (const effect of effects) this.#runEffect(effect);
    this.#lanes.pump();
  }

  #correlationOf(event: EngineEvent): string | undefined {
    if ('signalId' in event && event.signalId !== undefined) return event.signalId;
    const orderId = 'orderId' in event ? event.orderId : 'entryOrderId' in event ? event.entryOrderId : undefined;
    if (orderId === undefined) return undefined;
    this.#rows.changed(orderId);
    return this.#state.orders.get(orderId)?.signalId ?? orderId;
  }

  async #replay(): Promise<void> {
    const { journal, settings, account } = this.#options;
    const stream = streamOf(account.id);
    const snapshot = await journal.loadSnapshot(stream, SNAPSHOT_VERSION);
    const state = snapshot === undefined ? createAccountState(account, settings) : decodeState(snapshot.body, settings);
    await foldJournal(state, journal, stream);
    this.#state = state;
    this.#rows.clear();
    this.#lanes.clear();
    this.#lanes = this.#createLanes();
    this.#snapshots.beginAt(snapshot?.sequence ?? 0);
    this.#options.prime(state);
    this.#writer = new StreamWriter({
      journal,
      stream,
      lastSequence: state.sequence,
      takeDocuments: () => this.#rows.take(),
    });
  }

  #createLanes(): Lanes {
    return new Lanes((key) => (key === ALL ? isAnyBusy(this.#state) : isBusy(this.#state, key)));
  }

  #startOver(outcome: Exclude<AppendOutcome, { kind: 'appended' }>): void {
    if (this.#writer === undefined) return;
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

  /** Takes nothing in any more; who waits for a lane learns it, and comes again. */
  #standStill(): void {
    this.#writer = undefined;
    this.#comparison.abandon();
    this.#state.volatile.reconciled = false;
    this.#lanes.clear();
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

function recordOf(event: EngineEvent, correlation: string | undefined): NewRecord {
  return {
    time: event.time,
    kind: event.kind,
    body: encodeEvent(event),
    ...(correlation === undefined ? {} : { correlation }),
  };
}
