/**
 * Carries signals out: each of a signal's commands goes into the lane of its account, and the signal is settled when all of
 * them have been decided. What an account can't take now is tried again until it can, and what was decided is not asked
 * for again.
 */
import type { Reason } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { decodeEvent } from '#engine/codec.ts';
import type { EngineEvent } from '#engine/events.ts';
import { dependsOnPosition, resolveCommandSymbol } from '#engine/routing/command-symbol.ts';
import type { Clock } from '#ports/clock.ts';
import type { Journal } from '#ports/journal.ts';
import type { Logger } from '#ports/logger.ts';
import type { AccountRunner, SubmitResult } from './account-runner.ts';
import { ALL, type LaneItem } from './lanes.ts';
import { isMeantFor } from './signal-detail.ts';
import { type Candidate, type Counts, SignalProbation } from './signal-probation.ts';
import type { QueuedSignal } from './signal-window.ts';
import type { UndoneSignals } from './undone-signals.ts';

/** What became of one command at one account. */
export interface CommandOutcome {
  readonly accountId: string;
  readonly command: number;
  readonly result: SubmitResult | { readonly kind: 'skipped'; readonly reason: Reason };
}

export interface SignalDispatchOptions extends Counts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly runners: ReadonlyMap<string, AccountRunner>;
  readonly undone: UndoneSignals;
  /** A decision has come back from the journal: there is room for another. */
  readonly onDecided: () => void;
}

/** How long a signal waits before what could not be done is tried again. */
export const RETRY_DELAY_MS = 500;

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
  readonly onLane: (() => void) | undefined;
}

/** One command of a signal at one account. */
interface Item extends Target, Attempt {
  readonly command: SignalCommand;
  readonly index: number;
  readonly isRepeat: boolean;
}

/** Hears what was decided about a signal, once it has ended. */
export type Listener = (outcomes: readonly CommandOutcome[]) => void;

export class SignalDispatch {
  readonly #options: SignalDispatchOptions;
  readonly #listeners = new Map<string, Listener>();
  /** Signals of which the journal gave no certain answer: what they led to may have been written all the same. */
  readonly #uncertain = new Set<string>();
  readonly #probation: SignalProbation;
  #deciding = 0;
  #freshFrom = Number.MAX_SAFE_INTEGER;
  #stopped = false;

  constructor(options: SignalDispatchOptions) {
    this.#options = options;
    this.#probation = new SignalProbation(options);
  }

  /** Decisions on their way to the journal, and those that are held up until another signal has been counted. */
  get deciding(): number {
    return this.#deciding + this.#probation.held;
  }

  /** Signals after this position arrived in this run. */
  set freshFrom(position: number) {
    this.#freshFrom = position;
  }

  /** `listener` hears when all commands of the signal were decided. */
  listen(signalId: string, listener: Listener): void {
    this.#listeners.set(signalId, listener);
  }

  stop(): void {
    this.#stopped = true;
  }

  /**
   * Carries a signal out; what could not be done is done later. `known` has the outcomes of an earlier attempt. Resolves
   * after the first attempt. `onLane` hears when the first command is in its lane, should it come so far.
   */
  async carryOut(signal: QueuedSignal, known: Outcomes = new Map(), onLane?: () => void): Promise<void> {
    if (this.#stopped || this.#probation.isSetAside(signal.signalId)) return;
    const outcomes = new Map(known);
    const done = await this.#process(signal, outcomes, onLane).catch((error: unknown) => {
      this.#options.logger.error(
        { signal: signal.signalId, error: String(error) },
        'a signal could not be processed; it is tried again',
      );
      return false;
    });
    if (!done) await this.#probation.endured(signal.signalId);
    this.#probation.leave(signal.signalId);
    if (!done) this.#options.clock.after(RETRY_DELAY_MS, () => void this.carryOut(signal, outcomes));
  }

  /** True when the signal has ended. What `outcomes` knows already is not asked for again. */
  async #process(signal: QueuedSignal, outcomes: Map<string, CommandOutcome>, onLane?: () => void): Promise<boolean> {
    const targets = this.#targets(signal);
    const single = targets.length === 1 && targets[0]?.commands.length === 1;
    const attempt = { single, outcomes, onLane };
    const ended = await Promise.all(targets.map((target) => this.#runAll(signal, { ...target, ...attempt })));
    if (ended.includes(false)) return false;
    const [first] = outcomes.values();
    const settledWithCommit = single && first?.result.kind === 'durable' && first.result.events.length > 0;
    if (settledWithCommit) this.#options.undone.ended(signal.signalId);
    else await this.#options.undone.settle(signal.signalId, 'done');
    this.#uncertain.delete(signal.signalId);
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

  async #run(signal: QueuedSignal, item: Item): Promise<CommandOutcome> {
    const { index, account } = item;
    const { route } = signal.detail;
    if (route === undefined || (await this.#wasDecided(signal, item))) {
      return {
        accountId: account,
        command: index,
        result: { kind: 'skipped', reason: { code: 'ALREADY_DECIDED', values: {} } },
      };
    }
    const result = await this.#decide(signal, item, route);
    if (result.kind === 'durable') this.#probation.survived(signal.signalId);
    return { accountId: account, command: index, result };
  }

  /** Through its lane, and the count if it is a suspect, into the engine. */
  #decide(signal: QueuedSignal, item: Item, route: Route): Promise<SubmitResult> {
    const { runner, command, account, onLane } = item;
    const { signalId, position, receivedAt } = signal;
    const lane = laneOf(runner, command, route);
    return new Promise((resolve) => {
      const candidate: Candidate = {
        signalId,
        account,
        ...lane,
        isSuspect: () =>
          position <= this.#freshFrom &&
          isLookedAt(runner, { sentAt: command.time ?? receivedAt, route, now: this.#options.clock.now() }),
        pass: () => void this.#submit(signal, item, route).then(resolve),
        refuse: (detail) => {
          this.#options.onDecided();
          resolve({ kind: 'unavailable', detail });
        },
        enter: () => {
          let isIn = true;
          const run = (): void => {
            isIn = false;
            this.#probation.admit(candidate);
          };
          runner.enqueue({ ...lane, run });
          if (isIn) this.#probation.leave(signalId);
        },
      };
      candidate.enter();
      onLane?.();
    });
  }

  async #submit(signal: QueuedSignal, item: Item, route: Route): Promise<SubmitResult> {
    const { signalId, source, receivedAt } = signal;
    const { runner, index, command, single } = item;
    const settles = single ? { signalId, status: 'done' as const } : undefined;
    this.#deciding += 1;
    const result = await runner
      .submit({ kind: 'execute', signalId, source, index, command, route, receivedAt }, settles)
      .catch((): SubmitResult => ({ kind: 'unavailable', detail: 'the engine stopped' }));
    this.#deciding -= 1;
    this.#options.onDecided();
    return result;
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
}

/** The lane of the command: its instrument's, or the one that waits for all of them. */
function laneOf(runner: AccountRunner, command: SignalCommand, route: Route): Omit<LaneItem, 'run'> {
  const resolved = resolveCommandSymbol(runner.state.volatile.settings.directory, command, route);
  if (resolved === undefined) return { key: ALL, waits: true };
  if (resolved.kind !== 'resolved') return { key: command.symbol ?? '', waits: false };
  return { key: resolved.instrument.id, waits: dependsOnPosition(command, resolved.instrument) };
}

/**
 * Whether the engine would look into the command now. An account that can take none answers without doing so, and of one
 * that has grown too old only its age is read.
 */
function isLookedAt(
  { available, isCompared }: AccountRunner,
  { sentAt, route, now }: { readonly sentAt: number; readonly route: Route; readonly now: number },
): boolean {
  return available && isCompared && now - sentAt <= route.maxAgeMs;
}
