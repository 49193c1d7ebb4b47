/**
 * The processor takes durable signals out of the inbox in their turn and has them carried out: as many at once as the pace,
 * the lanes and the journal let through. What a previous run left comes first.
 */
import type { Clock } from '#ports/clock.ts';
import type { Inbox, InboxRow } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { AccountRunner } from './account-runner.ts';
import type { DecisionPace } from './decision-pace.ts';
import { decodeDetail } from './signal-detail.ts';
import { type CommandOutcome, type Listener, RETRY_DELAY_MS, SignalDispatch } from './signal-dispatch.ts';
import { type QueuedSignal, SignalWindow, WINDOW } from './signal-window.ts';
import { UndoneSignals } from './undone-signals.ts';

export type { CommandOutcome };

export interface SignalProcessorOptions {
  readonly inbox: Inbox;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly pace: DecisionPace;
}

/** A signal that was under way in so many crashes is set aside. */
const CRASHES_MAX = 2;
/** Decisions that may wait for their commit at once: enough to fill one, few enough that memory stays young. */
const DECIDING_MAX = 40;
/** How long signals wait before it is looked again whether the lanes have room. */
const CONGESTED_PAUSE_MS = 20;
/** How many of the oldest undone signals go ahead of all others after a start. */
const SUSPECTS = 20;

export class SignalProcessor {
  readonly #options: SignalProcessorOptions;
  readonly #undone: UndoneSignals;
  readonly #dispatch: SignalDispatch;
  readonly #window: SignalWindow;
  #scheduled = false;
  #recovering = false;
  #stopped = false;

  constructor(options: SignalProcessorOptions) {
    this.#options = options;
    const undone = new UndoneSignals(options.inbox);
    this.#undone = undone;
    this.#window = new SignalWindow({
      inbox: options.inbox,
      logger: options.logger,
      isTakenUp: (signalId) => undone.isTakenUp(signalId),
      takeUp: (signalId) => undone.takeUp(signalId),
      read: (row) => this.#read(row),
    });
    this.#dispatch = new SignalDispatch({
      ...options,
      undone,
      countAttempt: (signalId) => this.#countAttempt(signalId),
      takeBackAttempt: (signalId) => options.inbox.takeBackAttempt(signalId),
      onDecided: () => this.#onDecided(),
    });
  }

  /** Signals after this position arrived in this run. */
  set freshFrom(position: number) {
    this.#dispatch.freshFrom = position;
  }

  /** Signals that are durable and not settled yet. */
  get pending(): number {
    return this.#undone.count;
  }

  /**
   * Takes up what a previous run left; call it once, after the accounts are up. The one that ends the process again and
   * again is set aside, and no other is. Resolves once it is known how many there are; new signals line up behind them.
   */
  async recover(): Promise<void> {
    const { inbox } = this.#options;
    this.#window.spill();
    await this.#undone.countAll();
    this.#recovering = true;
    const suspects = await inbox.pending(0, SUSPECTS);
    this.#window.passOver(suspects.at(-1)?.position ?? 0);
    void this.#goAhead(suspects);
  }

  /** The oldest ones are in their lanes, in their order, before the others are read back. */
  async #goAhead(suspects: readonly InboxRow[]): Promise<void> {
    for (const row of suspects) {
      if (this.#stopped) return;
      const signal = this.#undone.isTakenUp(row.signalId) ? undefined : this.#read(row);
      if (signal === undefined || !this.#undone.takeUp(signal.signalId)) continue;
      await new Promise<void>((resolve) => void this.#dispatch.carryOut(signal, undefined, resolve).then(resolve));
    }
    this.#recovering = false;
    await this.#readBack();
  }

  /** Counted before it is looked at; false when it has been the last one looked at too often, and is set aside. */
  async #countAttempt(signalId: string): Promise<boolean> {
    const attempts = await this.#options.inbox.countAttempt(signalId);
    if (attempts > CRASHES_MAX) {
      this.#options.logger.error(
        { signal: signalId, attempts },
        'a signal was under way in several crashes and is set aside',
      );
      this.#setAside(signalId);
      return false;
    }
    return true;
  }

  stop(): void {
    this.#stopped = true;
    this.#dispatch.stop();
  }

  /** Takes in a signal that has just become durable. `listener` hears when all its commands were decided. */
  enqueue(signal: QueuedSignal, listener?: Listener): void {
    this.#undone.add();
    if (listener !== undefined) this.#dispatch.listen(signal.signalId, listener);
    this.#window.add(signal);
    this.#schedule();
  }

  #schedule(delayMs = 0): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    this.#options.clock.after(delayMs, () => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const { clock } = this.#options;
    const begun = clock.monotonic();
    const { sliceMs, pauseMs, countMax } = this.#options.pace.at(begun);
    for (let count = 0; count < countMax && this.#hasRoom(); count += 1) {
      const signal = this.#window.next();
      if (signal !== undefined) void this.#dispatch.carryOut(signal);
      if (clock.monotonic() - begun >= sliceMs) break;
    }
    // Whoever is decided next makes room, and schedules.
    if (this.#dispatch.deciding >= DECIDING_MAX) return;
    if (!this.#window.isEmpty)
      return this.#schedule(this.#isCongested() ? Math.max(pauseMs, CONGESTED_PAUSE_MS) : pauseMs);
    if (this.#window.isSpilled && !this.#recovering) void this.#readBack();
  }

  /** Without it, what waits in the inbox alone would wait there until somebody else comes. */
  #onDecided(): void {
    if (!this.#window.isEmpty || this.#window.isSpilled) this.#schedule();
  }

  #hasRoom(): boolean {
    return !this.#window.isEmpty && this.#dispatch.deciding < DECIDING_MAX && !this.#isCongested();
  }

  /** Lanes are bounded too: while many commands wait for theirs, signals wait here. */
  #isCongested(): boolean {
    for (const runner of this.#options.runners.values()) if (runner.waiting > WINDOW) return true;
    return false;
  }

  async #readBack(): Promise<void> {
    if (this.#stopped) return;
    const outcome = await this.#window.refill();
    if (outcome === 'read') this.#schedule();
    else if (outcome === 'unavailable') this.#options.clock.after(RETRY_DELAY_MS, () => void this.#readBack());
  }

  /** What an inbox row holds; one that can't be read is set aside. */
  #read(row: InboxRow): QueuedSignal | undefined {
    const { signalId, position, source, receivedAt } = row;
    try {
      return { signalId, position, source, receivedAt, detail: decodeDetail(row.detail) };
    } catch (error) {
      this.#options.logger.error(
        { signal: signalId, error: String(error) },
        'a waiting signal can not be read and is set aside',
      );
      this.#setAside(signalId);
      return undefined;
    }
  }

  /** Marked as soon as that can be written. */
  #setAside(signalId: string): void {
    this.#undone.takeUp(signalId);
    this.#undone.settle(signalId, 'quarantined').catch(() => {
      if (!this.#stopped) this.#options.clock.after(RETRY_DELAY_MS, () => this.#setAside(signalId));
    });
  }
}
