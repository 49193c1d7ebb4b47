/**
 * The processor takes durable signals out of the inbox and hands each of their commands to the lanes of each account of
 * the route, and settles it when all of them have been decided.
 */
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { decodeEvent } from '#engine/codec.ts';
import type { EngineEvent } from '#engine/events.ts';
import { dependsOnPosition, resolveCommandSymbol } from '#engine/routing/command-symbol.ts';
import type { Clock } from '#ports/clock.ts';
import type { Inbox, InboxRow } from '#ports/inbox.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { AccountRunner, SubmitResult } from './account-runner.ts';
import type { DecisionPace } from './decision-pace.ts';
import { ALL, type LaneItem } from './lanes.ts';
import { decodeDetail, isMeantFor } from './signal-detail.ts';
import { type QueuedSignal, SignalWindow, WINDOW } from './signal-window.ts';

/** What became of one command at one account. */
export interface CommandOutcome {
  readonly accountId: string;
  readonly command: number;
  readonly result: SubmitResult | { readonly kind: 'skipped'; readonly reason: Reason };
}

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
const RETRY_DELAY_MS = 500;
/** Decisions that may wait for their commit at once: enough to fill one, few enough that memory stays young. */
const DECIDING_MAX = 40;
/** How long signals wait before it is looked again whether the lanes have room. */
const CONGESTED_PAUSE_MS = 20;
/** How many of the oldest undone signals are tried one at a time after a start, and how long each may keep the next. */
const SUSPECTS = 20;
const SUSPECT_PATIENCE_MS = 500;

/** By account and command. */
type Outcomes = ReadonlyMap<string, CommandOutcome>;

/** An account with what it is to carry out of a signal. */
interface Target {
  readonly runner: AccountRunner;
  readonly account: string;
  readonly commands: readonly (readonly [index: number, command: SignalCommand])[];
}

interface Attempt {
  /** Whether the signal is one command at one account: it is settled in the same commit then. */
  readonly single: boolean;
  readonly outcomes: Map<string, CommandOutcome>;
}

type Listener = (outcomes: readonly CommandOutcome[]) => void;

export class SignalProcessor {
  readonly #options: SignalProcessorOptions;
  readonly #listeners = new Map<string, Listener>();
  /** Signals taken up and not settled yet. */
  readonly #underWay = new Set<string>();
  /** Signals of which the journal gave no certain answer: what they led to may have been written all the same. */
  readonly #uncertain = new Set<string>();
  readonly #window: SignalWindow;
  #scheduled = false;
  /** Decisions on their way to the journal. */
  #deciding = 0;
  #pending = 0;
  #stopped = false;

  constructor(options: SignalProcessorOptions) {
    this.#options = options;
    this.#window = new SignalWindow({
      inbox: options.inbox,
      logger: options.logger,
      isTakenUp: (signalId) => this.#underWay.has(signalId),
      takeUp: (signalId) => {
        if (this.#underWay.has(signalId)) return false;
        this.#underWay.add(signalId);
        return true;
      },
      read: (row) => this.#read(row),
    });
  }

  /** Signals that are durable and not settled yet. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Takes up what a previous run left; call it once, after the accounts are up. The first ones are tried one at a time,
   * each counted before it is touched: the one that ends the process again and again is set aside, and no other is.
   * Resolves once it is known how many there are; new signals line up behind them.
   */
  async recover(): Promise<void> {
    const { inbox } = this.#options;
    this.#window.spill();
    this.#pending = await inbox.pendingCount();
    const suspects = await inbox.pending(0, SUSPECTS);
    this.#tryAll(suspects).catch((error: unknown) => {
      this.#options.logger.error({ error: String(error) }, 'undone signals could not be tried one by one');
      this.#window.spill();
      void this.#readBack();
    });
  }

  async #tryAll(suspects: readonly InboxRow[]): Promise<void> {
    for (const row of suspects) {
      if (this.#stopped) return;
      if (!this.#underWay.has(row.signalId)) await this.#tryAgain(row);
    }
    await this.#readBack();
  }

  async #tryAgain(row: InboxRow): Promise<void> {
    const { inbox, logger, clock } = this.#options;
    const { signalId } = row;
    const attempts = await inbox.countAttempt(signalId);
    if (this.#underWay.has(signalId)) return;
    if (attempts > CRASHES_MAX) {
      logger.error({ signal: signalId, attempts }, 'a signal was under way in several crashes and is set aside');
      return this.#setAside(signalId);
    }
    const signal = this.#read(row);
    if (signal === undefined) return;
    this.#underWay.add(signalId);
    const patience = new Promise<void>((resolve) => void clock.after(SUSPECT_PATIENCE_MS, resolve));
    await Promise.race([this.#dispatch(signal), patience]);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Takes in a signal that has just become durable. `listener` hears when all its commands were decided. */
  enqueue(signal: QueuedSignal, listener?: Listener): void {
    this.#pending += 1;
    if (listener !== undefined) this.#listeners.set(signal.signalId, listener);
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
      if (signal !== undefined) void this.#dispatch(signal);
      if (clock.monotonic() - begun >= sliceMs) break;
    }
    // Whoever is decided next makes room, and schedules.
    if (this.#deciding >= DECIDING_MAX) return;
    if (!this.#window.isEmpty)
      return this.#schedule(this.#isCongested() ? Math.max(pauseMs, CONGESTED_PAUSE_MS) : pauseMs);
    if (this.#window.isSpilled) void this.#readBack();
  }

  #hasRoom(): boolean {
    return !this.#window.isEmpty && this.#deciding < DECIDING_MAX && !this.#isCongested();
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
    this.#underWay.add(signalId);
    this.#settle(signalId, 'quarantined').catch(() => {
      if (!this.#stopped) this.#options.clock.after(RETRY_DELAY_MS, () => this.#setAside(signalId));
    });
  }

  /** Carries a signal out; what could not be done is done later. `known` has the outcomes of an earlier attempt. */
  async #dispatch(signal: QueuedSignal, known: Outcomes = new Map()): Promise<void> {
    if (this.#stopped) return;
    const outcomes = new Map(known);
    const done = await this.#process(signal, outcomes).catch((error: unknown) => {
      this.#options.logger.error(
        { signal: signal.signalId, error: String(error) },
        'a signal could not be processed; it is tried again',
      );
      return false;
    });
    if (!done) this.#options.clock.after(RETRY_DELAY_MS, () => void this.#dispatch(signal, outcomes));
  }

  /** True when the signal has ended. What `outcomes` knows already is not asked for again. */
  async #process(signal: QueuedSignal, outcomes: Map<string, CommandOutcome>): Promise<boolean> {
    const targets = this.#targets(signal);
    const single = targets.length === 1 && targets[0]?.commands.length === 1;
    const ended = await Promise.all(targets.map((target) => this.#runAll(signal, { ...target, single, outcomes })));
    if (ended.includes(false)) return false;
    const [first] = outcomes.values();
    const settledWithCommit = single && first?.result.kind === 'durable' && first.result.events.length > 0;
    if (settledWithCommit) this.#ended(signal.signalId);
    else await this.#settle(signal.signalId, 'done');
    this.#announce(signal.signalId, [...outcomes.values()]);
    return true;
  }

  /** One account's commands in their order; false when it can't take one now, and then none of those after it either. */
  async #runAll(signal: QueuedSignal, target: Target & Attempt): Promise<boolean> {
    const { outcomes, account } = target;
    const isRepeat = this.#uncertain.has(signal.signalId);
    for (const [index, command] of target.commands) {
      const key = `${account}/${index}`;
      if (outcomes.has(key)) continue;
      const outcome = await this.#run(signal, { ...target, command, index, isRepeat });
      if (outcome.result.kind === 'unavailable') {
        if (outcome.result.perhapsWritten === true) this.#uncertain.add(signal.signalId);
        return false;
      }
      outcomes.set(key, outcome);
    }
    return true;
  }

  #announce(signalId: string, outcomes: readonly CommandOutcome[]): void {
    const listener = this.#listeners.get(signalId);
    this.#listeners.delete(signalId);
    try {
      listener?.(outcomes);
    } catch (error) {
      this.#options.logger.error({ signal: signalId, error: String(error) }, 'who waited for a signal broke');
    }
  }

  /** The accounts of the route with the commands that each of them is to carry out. */
  #targets({ detail: { route, commands } }: QueuedSignal): Target[] {
    const targets: Target[] = [];
    for (const account of new Set(route?.accounts)) {
      const runner = this.#options.runners.get(account);
      if (route === undefined || runner === undefined) continue;
      const own = [...commands.entries()].filter(([, command]) => isMeantFor(command, account, route));
      if (own.length > 0) targets.push({ runner, account, commands: own });
    }
    return targets;
  }

  async #run(
    signal: QueuedSignal,
    item: Target & Attempt & { readonly command: SignalCommand; readonly index: number; readonly isRepeat: boolean },
  ): Promise<CommandOutcome> {
    const { runner, command, index, account } = item;
    const { route } = signal.detail;
    if (route === undefined || (await this.#wasDecided(signal, item))) {
      return {
        accountId: account,
        command: index,
        result: { kind: 'skipped', reason: { code: 'ALREADY_DECIDED', values: {} } },
      };
    }
    const result = await new Promise<SubmitResult>((resolve) => {
      const { signalId, source, receivedAt } = signal;
      const run = (): void => {
        const settles = item.single ? { signalId, status: 'done' as const } : undefined;
        this.#deciding += 1;
        void runner
          .submit({ kind: 'execute', signalId, source, index, command, route, receivedAt }, settles)
          .catch((): SubmitResult => ({ kind: 'unavailable', detail: 'the engine stopped' }))
          .then((result) => {
            this.#deciding -= 1;
            if (!this.#window.isEmpty || this.#window.isSpilled) this.#schedule();
            resolve(result);
          });
      };
      runner.enqueue({ ...laneOf(runner, command, route), run });
    });
    return { accountId: account, command: index, result };
  }

  /** The engine remembers the newest decisions; for signals from before this start, and for repeats, the journal is asked. */
  async #wasDecided(
    signal: QueuedSignal,
    item: { readonly account: string; readonly index: number; readonly isRepeat: boolean },
  ): Promise<boolean> {
    if (signal.position > this.#freshFrom && !item.isRepeat) return false;
    const records = await this.#options.journal.trail(signal.signalId, 1_000);
    return records.some((record) => {
      if (record.kind !== 'signal_decided' || record.stream !== `account:${item.account}`) return false;
      const event: EngineEvent = decodeEvent(record.body);
      return event.kind === 'signal_decided' && event.command === item.index;
    });
  }

  #freshFrom = Number.MAX_SAFE_INTEGER;

  /** Signals after this position arrived in this run. */
  set freshFrom(position: number) {
    this.#freshFrom = position;
  }

  async #settle(signalId: string, status: 'done' | 'quarantined'): Promise<void> {
    await this.#options.inbox.settle(signalId, status);
    this.#ended(signalId);
  }

  #ended(signalId: string): void {
    this.#pending -= 1;
    this.#underWay.delete(signalId);
    this.#uncertain.delete(signalId);
  }
}

/** The lane of the command: its instrument's, or the one that waits for all of them. */
function laneOf(runner: AccountRunner, command: SignalCommand, route: Route): Omit<LaneItem, 'run'> {
  const resolved = resolveCommandSymbol(runner.state.volatile.settings.directory, command, route);
  if (resolved === undefined) return { key: ALL, waits: true };
  if (resolved.kind !== 'resolved') return { key: command.symbol ?? '', waits: false };
  return { key: resolved.instrument.id, waits: dependsOnPosition(command, resolved.instrument) };
}
