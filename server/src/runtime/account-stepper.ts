/**
 * Steps an account: an input into the engine, its events into the journal, and its effects out once those are durable, in
 * that order and one input at a time. Here is what lives and dies with the state: its writer, its lanes, the rows of its
 * ended orders. Between a failed write and the next state nothing is taken in.
 */
import type { Order, Reason } from '#domain/order.ts';
import { shownOrder } from '#engine/algos/shown-orders.ts';
import { encodeEvent } from '#engine/codec.ts';
import type { Effect } from '#engine/effects.ts';
import type { EngineEvent } from '#engine/events.ts';
import type { EngineInput } from '#engine/inputs.ts';
import type { AccountState } from '#engine/state.ts';
import { isAnyBusy, isBusy, step, type StepResult } from '#engine/step.ts';
import type { AppendOutcome, DocumentWrite, Journal, NewRecord, SettledSignal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import { EndedOrderRows } from './ended-order-rows.ts';
import { ALL, type LaneItem, Lanes } from './lanes.ts';
import { StreamWriter } from './stream-writer.ts';

/** One durable event with its place in the public feed. */
export interface DurableEvent {
  readonly position: number;
  readonly sequence: number;
  readonly accountId: string;
  readonly correlation: string | undefined;
  readonly event: EngineEvent;
}

export type SubmitResult =
  | { readonly kind: 'durable'; readonly refusal: Reason | undefined; readonly events: readonly EngineEvent[] }
  /** Nothing of it is in the books, unless `perhapsWritten`: the journal gave no certain answer. */
  | { readonly kind: 'unavailable'; readonly detail: string; readonly perhapsWritten?: true };

export type FailedAppend = Exclude<AppendOutcome, { kind: 'appended' }>;

export interface AccountStepperOptions {
  readonly accountId: string;
  readonly stream: string;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly orderDocument: (order: Order) => DocumentWrite;
  readonly runEffect: (effect: Effect) => void;
  readonly onEvents: (events: readonly DurableEvent[]) => void;
  /** Whether nothing may run in the lane of the instrument yet. */
  readonly isHeld?: (instrumentId: string) => boolean;
  /** After each commit, when everybody has been told of it. */
  readonly onCommitted: (events: readonly EngineEvent[]) => void;
  readonly onPhase?: (phase: 'committed' | 'effects') => void;
  /** The journal has not written what the state holds already: nothing more can be written on top of it. */
  readonly onUnwritten: (outcome: FailedAppend) => void;
  /** The engine threw: the state it leaves is void. */
  readonly onBroken: (detail: string) => void;
}

const STANDING_STILL: SubmitResult = {
  kind: 'unavailable',
  detail: 'the account is starting or its storage is unavailable',
};
const NOT_COMPARED: SubmitResult = { kind: 'unavailable', detail: 'the account is being compared with its venue' };
const BROKEN: SubmitResult = { kind: 'unavailable', detail: 'the engine stopped' };

export class AccountStepper {
  readonly #options: AccountStepperOptions;
  readonly #rows: EndedOrderRows;
  #state: AccountState;
  #writer: StreamWriter | undefined;
  #lanes = this.#createLanes();
  #isCompared = false;
  #stopped = false;

  /** Nothing is taken in before `begin`. */
  constructor(state: AccountState, options: AccountStepperOptions) {
    this.#options = options;
    this.#state = state;
    this.#rows = new EndedOrderRows({ order: (id) => shownOrder(this.#state, id), row: options.orderDocument });
  }

  get state(): AccountState {
    return this.#state;
  }

  /** Whether inputs are taken in. */
  get available(): boolean {
    return this.#writer !== undefined;
  }

  /**
   * Whether the comparison with the venue is durable. Who has lost the account to another process learns it from a write:
   * before that one nothing is begun that would count against a signal.
   */
  get isCompared(): boolean {
    return this.#isCompared && this.#state.volatile.reconciled;
  }

  /** The sequence of the last durable event; undefined while nothing is taken in. */
  get durableSequence(): number | undefined {
    return this.#writer?.sequence;
  }

  get rows(): EndedOrderRows {
    return this.#rows;
  }

  /** Signals waiting for their lane. */
  get waiting(): number {
    return this.#lanes.size;
  }

  /** Goes on from this state, which is the fold of the journal. */
  begin(state: AccountState): void {
    const { journal, stream } = this.#options;
    this.#state = state;
    this.#isCompared = false;
    this.#rows.clear();
    this.#lanes.clear();
    this.#lanes = this.#createLanes();
    const lastSequence = state.sequence;
    this.#writer = new StreamWriter({ journal, stream, lastSequence, takeDocuments: () => this.#rows.take() });
  }

  /** Takes nothing in until the next `begin`; who waits for a lane learns it, and comes again. */
  standStill(): void {
    this.#writer = undefined;
    this.#state.volatile.reconciled = false;
    this.#lanes.clear();
  }

  /** Takes nothing in any more. */
  stop(): void {
    this.#stopped = true;
    this.#lanes.clear();
  }

  /** Resolves when nothing of this stream is on its way to the journal any more. */
  async drained(): Promise<void> {
    await this.#writer?.idle();
  }

  /** Looks again which lanes are free. */
  pump(): void {
    this.#lanes.pump();
  }

  /** Puts a signal's command into its lane. */
  enqueue(item: LaneItem): void {
    this.#lanes.add(item);
  }

  /** Puts one input into the engine; `resolve` hears when what it led to is durable and its effects have been started. */
  take(input: EngineInput, resolve?: (result: SubmitResult) => void, settles?: SettledSignal): void {
    const writer = this.#writer;
    if (writer === undefined || this.#stopped) return resolve?.(STANDING_STILL);
    if (input.kind === 'execute' && this.#isTooEarly(input)) return resolve?.(NOT_COMPARED);
    const sequence = this.#state.sequence;
    const outcome = this.#step(input);
    if (outcome === undefined) return resolve?.(BROKEN);
    const { events, effects, refusal } = outcome;
    if (events.length === 0) {
      this.#finish(effects);
      resolve?.({ kind: 'durable', refusal, events });
      return;
    }
    const { accountId } = this.#options;
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
        if (input.kind === 'reconciled') this.#isCompared = true;
        this.#finish(effects);
        resolve?.({ kind: 'durable', refusal, events });
        this.#options.onCommitted(events);
      },
      onFailed: (failed) => {
        resolve?.({ kind: 'unavailable', detail: failed.kind, perhapsWritten: true });
        this.#options.onUnwritten(failed);
      },
    });
    this.#lanes.pump();
  }

  /** A signal that may wait for the comparison with the venue does; one that has grown too old is told so by the engine. */
  #isTooEarly({ command, receivedAt, route, now }: Extract<EngineInput, { kind: 'execute' }>): boolean {
    return !this.isCompared && now - (command.time ?? receivedAt) <= route.maxAgeMs;
  }

  /** A mistake of ours leaves the state void: nothing of it is written, and nothing is traded on it. */
  #step(input: EngineInput): StepResult | undefined {
    try {
      return step(this.#state, input);
    } catch (error) {
      this.#options.onBroken(
        `the engine of account ${this.#options.accountId} failed at ${input.kind}: ${String(error)}`,
      );
      return undefined;
    }
  }

  /** Listeners are told; one that breaks must not keep the effects from being carried out. */
  #tell(events: readonly DurableEvent[]): void {
    const { onEvents, logger, accountId } = this.#options;
    try {
      onEvents(events);
    } catch (error) {
      logger.error({ account: accountId, error: String(error) }, 'a listener of the feed broke');
    }
  }

  #finish(effects: readonly Effect[]): void {
    const { onPhase, runEffect } = this.#options;
    if (effects.length > 0) onPhase?.('effects');
    for (const effect of effects) runEffect(effect);
    this.#lanes.pump();
  }

  /** The signal that caused the event, or the order it is about; that order is noted as changed. */
  #correlationOf(event: EngineEvent): string | undefined {
    if ('signalId' in event && event.signalId !== undefined) return event.signalId;
    const orderId = 'orderId' in event ? event.orderId : 'entryOrderId' in event ? event.entryOrderId : undefined;
    if (orderId === undefined) return undefined;
    this.#rows.changed(orderId);
    const { orders, parents } = this.#state;
    return (orders.get(orderId) ?? parents.get(orderId))?.signalId ?? orderId;
  }

  #createLanes(): Lanes {
    return new Lanes(
      (key) => (key === ALL ? isAnyBusy(this.#state) : isBusy(this.#state, key)),
      (key) => this.#options.isHeld?.(key) === true,
    );
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
