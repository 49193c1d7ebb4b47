/**
 * The processor takes durable signals out of the inbox and hands each of their commands to the lanes of each account of
 * the route. The inbox is the queue: memory holds a window of it, and what a burst leaves behind is read from there.
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
import { decodeDetail, type SignalDetail } from './signal-detail.ts';

export interface QueuedSignal {
  readonly signalId: string;
  readonly position: number;
  readonly source: string;
  readonly receivedAt: number;
  readonly detail: SignalDetail;
}

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

/** Signals kept in memory; beyond it they wait in the inbox. */
const WINDOW = 5_000;
/** A signal that was under way in so many crashes is set aside. */
const CRASHES_MAX = 2;
const RETRY_DELAY_MS = 500;
/** How many of the oldest undone signals are tried one at a time after a start, and how long each may keep the next. */
const SUSPECTS = 20;
const SUSPECT_PATIENCE_MS = 500;

type Listener = (outcomes: readonly CommandOutcome[]) => void;

export class SignalProcessor {
  readonly #options: SignalProcessorOptions;
  readonly #listeners = new Map<string, Listener>();
  #queue: QueuedSignal[] = [];
  #head = 0;
  #scheduled = false;
  /** The newest position that was taken into the window. */
  #taken = 0;
  /** True while newer rows wait in the inbox alone. */
  #spilled = false;
  #reading = false;
  #pending = 0;
  #stopped = false;

  constructor(options: SignalProcessorOptions) {
    this.#options = options;
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
    this.#spilled = true;
    this.#pending = await inbox.pendingCount();
    const suspects = await inbox.pending(0, SUSPECTS);
    this.#tryAll(suspects).catch((error: unknown) => {
      this.#options.logger.error({ error: String(error) }, 'undone signals could not be tried one by one');
      void this.#readBack();
    });
  }

  async #tryAll(suspects: readonly InboxRow[]): Promise<void> {
    for (const row of suspects) {
      if (this.#stopped) return;
      this.#taken = row.position;
      await this.#tryAgain(row);
    }
    await this.#readBack();
  }

  async #tryAgain(row: InboxRow): Promise<void> {
    const { inbox, logger, clock } = this.#options;
    const { signalId } = row;
    const attempts = await inbox.countAttempt(signalId);
    if (attempts > CRASHES_MAX) {
      logger.error({ signal: signalId, attempts }, 'a signal was under way in several crashes and is set aside');
      return this.#settle(signalId, 'quarantined');
    }
    const signal = this.#read(row);
    if (signal === undefined) return;
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
    if (this.#spilled || this.#queue.length - this.#head >= WINDOW) this.#spilled = true;
    else this.#take(signal);
    this.#schedule();
  }

  #take(signal: QueuedSignal): void {
    if (signal.position <= this.#taken) return;
    this.#taken = signal.position;
    this.#queue.push(signal);
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
    const { sliceMs, pauseMs } = this.#options.pace.now();
    while (this.#head < this.#queue.length && !this.#isCongested()) {
      const signal = this.#queue[this.#head];
      this.#head += 1;
      if (signal !== undefined) void this.#dispatch(signal);
      if (clock.monotonic() - begun >= sliceMs) break;
    }
    if (this.#head < this.#queue.length) return this.#schedule(pauseMs);
    this.#queue = [];
    this.#head = 0;
    if (this.#spilled) void this.#readBack();
  }

  /** Lanes are bounded too: while many commands wait for theirs, signals wait here. */
  #isCongested(): boolean {
    for (const runner of this.#options.runners.values()) if (runner.waiting > WINDOW) return true;
    return false;
  }

  async #readBack(): Promise<void> {
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    try {
      const rows = await this.#options.inbox.pending(this.#taken, WINDOW / 5);
      for (const row of rows) this.#takeRow(row);
      if (rows.length === 0) this.#spilled = false;
    } catch (error) {
      this.#options.logger.warn({ error: String(error) }, 'waiting signals could not be read');
      this.#options.clock.after(RETRY_DELAY_MS, () => void this.#readBack());
    } finally {
      this.#reading = false;
    }
    this.#schedule();
  }

  #takeRow(row: InboxRow): void {
    const signal = this.#read(row);
    if (signal === undefined) this.#taken = row.position;
    else this.#take(signal);
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
      void this.#settle(signalId, 'quarantined').catch(() => undefined);
      return undefined;
    }
  }

  #dispatch(signal: QueuedSignal): Promise<void> {
    return this.#process(signal).catch((error: unknown) => {
      this.#options.logger.error(
        { signal: signal.signalId, error: String(error) },
        'a signal could not be processed; it is tried again',
      );
      this.#options.clock.after(RETRY_DELAY_MS, () => void this.#dispatch(signal));
    });
  }

  async #process(signal: QueuedSignal): Promise<void> {
    const { route, commands } = signal.detail;
    const targets = route === undefined ? [] : this.#targets(signal, route.accounts);
    const single = targets.length === 1 && commands.length === 1;
    const outcomes: CommandOutcome[] = [];
    for (const [index, command] of commands.entries()) {
      outcomes.push(
        ...(await Promise.all(targets.map((target) => this.#run(signal, { ...target, command, index, single })))),
      );
    }
    if (outcomes.some(({ result }) => result.kind === 'unavailable')) {
      this.#options.clock.after(RETRY_DELAY_MS, () => void this.#dispatch(signal));
      return;
    }
    const settledWithCommit = single && outcomes[0]?.result.kind === 'durable' && outcomes[0].result.events.length > 0;
    if (settledWithCommit) this.#pending -= 1;
    else await this.#settle(signal.signalId, 'done');
    this.#listeners.get(signal.signalId)?.(outcomes);
    this.#listeners.delete(signal.signalId);
  }

  #targets(signal: QueuedSignal, accounts: readonly string[]): { runner: AccountRunner; account: string }[] {
    const named = signal.detail.commands[0]?.account;
    const targets: { runner: AccountRunner; account: string }[] = [];
    for (const account of accounts) {
      const runner = this.#options.runners.get(account);
      if (runner !== undefined && (named === undefined || named === account || !accounts.includes(named)))
        targets.push({ runner, account });
    }
    return targets;
  }

  async #run(
    signal: QueuedSignal,
    item: { runner: AccountRunner; account: string; command: SignalCommand; index: number; single: boolean },
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
        runner
          .submit({ kind: 'execute', signalId, source, index, command, route, receivedAt }, settles)
          .then(resolve, () => resolve({ kind: 'unavailable', detail: 'the engine stopped' }));
      };
      runner.enqueue({ ...laneOf(runner, command, route), run });
    });
    return { accountId: account, command: index, result };
  }

  /** The engine remembers the newest decisions; for signals from before this start the journal is asked. */
  async #wasDecided(signal: QueuedSignal, item: { account: string; index: number }): Promise<boolean> {
    if (signal.position > this.#freshFrom) return false;
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
    this.#pending -= 1;
  }
}

/** The lane of the command: its instrument's, or the one that waits for all of them. */
function laneOf(runner: AccountRunner, command: SignalCommand, route: Route): Omit<LaneItem, 'run'> {
  const resolved = resolveCommandSymbol(runner.state.volatile.settings.directory, command, route);
  if (resolved === undefined) return { key: ALL, waits: true };
  if (resolved.kind !== 'resolved') return { key: command.symbol ?? '', waits: false };
  return { key: resolved.instrument.id, waits: dependsOnPosition(command, resolved.instrument) };
}
