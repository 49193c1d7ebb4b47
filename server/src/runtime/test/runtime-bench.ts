/** One or two accounts on a bench: real runners, processor and switch over a journal, an inbox and a broker that can fail. */
import { createHash } from 'node:crypto';
import { orderDocument } from '#app/order-document.ts';
import { decimal, ONE } from '#domain/decimal.ts';
import { derivedIdSource, idFromBytes } from '#domain/derived-id.ts';
import type { Account, ExchangeTerms, TradingState } from '#domain/account.ts';
import type { Order } from '#domain/order.ts';
import type { Route } from '#domain/route.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import type { AccountState } from '#engine/state.ts';
import { BTC, LIMITS, ROUTE, SHARES, START, TRAITS } from '#engine/test/engine-harness.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { Notice } from '#ports/notifier.ts';
import { createManualClock } from '../../../test/venue/manual-clock.ts';
import { createMemoryJournal, type MemoryJournal } from '../../../test/venue/memory-journal.ts';
import { AccountRunner, type AccountRunnerOptions, type DurableEvent } from '../account-runner.ts';
import { DecisionPace } from '../decision-pace.ts';
import { encodeDetail } from '../signal-detail.ts';
import { type CommandOutcome, SignalProcessor } from '../signal-processor.ts';
import { TradingSwitch } from '../trading-switch.ts';
import { createJournalStore } from './journal-store.ts';
import { createMemoryInbox } from './memory-inbox.ts';
import { createScriptedBroker, type ScriptedBroker } from './scripted-broker.ts';

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

export interface RuntimeBenchOptions {
  readonly accounts?: readonly string[];
  readonly runner?: Partial<AccountRunnerOptions>;
  /** Of accounts at an exchange. */
  readonly exchange?: ExchangeTerms;
}

/** How orders are shown here. */
export const VIEWED = { instrument: BTC, simulated: true } as const;

export class RuntimeBench {
  readonly clock = createManualClock(START);
  readonly journal: MemoryJournal = createMemoryJournal();
  readonly inbox = createMemoryInbox();
  readonly store = createJournalStore(this.journal);
  readonly brokers = new Map<string, ScriptedBroker>();
  readonly runners = new Map<string, AccountRunner>();
  readonly notices: Omit<Notice, 'id'>[] = [];
  readonly fatal: string[] = [];
  readonly events: DurableEvent[] = [];
  readonly outcomes = new Map<string, readonly CommandOutcome[]>();
  /** Streams whose appends answer that nothing can be written. */
  readonly broken = new Set<string>();
  readonly accounts: readonly string[];
  latched: TradingState = 'active';
  processor!: SignalProcessor;
  switch!: TradingSwitch;
  readonly #options: RuntimeBenchOptions;
  #keys = 0;
  #life = { over: false };

  constructor(options: RuntimeBenchOptions = {}) {
    this.#options = options;
    this.accounts = options.accounts ?? ['paper'];
    const { journal, inbox, broken } = this;
    const append = journal.append.bind(journal);
    journal.append = async (batch) => {
      if (broken.has(batch.stream)) return { kind: 'unavailable', detail: 'the disk is full' };
      const outcome = await append(batch);
      if (outcome.kind === 'appended')
        for (const { signalId, status } of batch.settledSignals ?? []) inbox.mark(signalId, status);
      return outcome;
    };
    for (const id of this.accounts)
      this.brokers.set(
        id,
        createScriptedBroker(decimal, () => this.clock.now()),
      );
  }

  get runner(): AccountRunner {
    return this.runnerOf(this.accounts[0] ?? '');
  }

  get broker(): ScriptedBroker {
    const broker = this.brokers.get(this.accounts[0] ?? '');
    if (broker === undefined) throw new Error('no broker');
    return broker;
  }

  runnerOf(account: string): AccountRunner {
    const runner = this.runners.get(account);
    if (runner === undefined) throw new Error(`no account ${account}`);
    return runner;
  }

  /** A process starts: everything that is not on disk or at the venue is new. */
  async start(): Promise<void> {
    this.#life.over = true;
    this.#life = { over: false };
    this.runners.clear();
    const latch = {
      read: () => this.latched,
      write: (state: TradingState) => {
        this.latched = state;
        return true;
      },
    };
    this.switch = new TradingSwitch({ runners: this.runners, latch, clock: this.clock });
    this.processor = new SignalProcessor({
      inbox: this.#lent(this.inbox),
      journal: this.#lent(this.journal),
      clock: this.#lentClock(),
      logger: SILENT,
      runners: this.runners,
      pace: new DecisionPace(),
    });
    for (const id of this.accounts) this.runners.set(id, this.#createRunner(id));
    for (const runner of this.runners.values()) await this.#soon(runner.start());
    this.processor.freshFrom = this.inbox.rows.at(-1)?.position ?? 0;
    await this.#soon(this.processor.recover());
    await this.turn();
  }

  /** The process dies: what it had in hand is gone, and nothing it started is heard any more. */
  crash(): void {
    this.#life.over = true;
  }

  /** A port as this process has it: once the process is dead it can ask nothing more of it. */
  #lent<T extends object>(port: T): T {
    const life = this.#life;
    return new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...input: unknown[]): unknown =>
          life.over ? new Promise(() => undefined) : Reflect.apply(member, target, input);
      },
    });
  }

  #lentClock(): Clock {
    const { clock } = this;
    const life = this.#life;
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (delayMs, callback) =>
        clock.after(delayMs, () => {
          if (!life.over) callback();
        }),
    };
  }

  async #soon(promise: Promise<void>): Promise<void> {
    let done = false;
    void promise.finally(() => {
      done = true;
    });
    for (let round = 0; round < 200 && !done; round += 1) await this.turn();
    await promise;
  }

  #createRunner(id: string): AccountRunner {
    const broker = this.brokers.get(id);
    if (broker === undefined) throw new Error(`no broker ${id}`);
    const account: Account = {
      id,
      name: id,
      broker: 'scripted',
      environment: 'paper',
      currency: 'USD',
      positionMode: 'netting',
      initialBalance: decimal('100000000'),
      createdAt: START,
      ...(this.#options.exchange === undefined ? {} : { exchange: this.#options.exchange }),
    };
    return new AccountRunner({
      account,
      settings: { directory: createInstrumentDirectory([BTC, SHARES]), traits: TRAITS, deriveId },
      journal: this.#lent(this.journal),
      broker: this.#lent(broker),
      clock: this.#lentClock(),
      logger: SILENT,
      orderDocument: (order) => orderDocument(order, VIEWED),
      onEvents: (events) => void this.events.push(...events),
      prime: (state) => this.prime(state),
      isKilled: () => this.switch.isKilled(id),
      compareEveryMs: () => 60_000,
      stops: () => this.switch.stops(id),
      notify: (notice) => void this.notices.push(notice),
      onFatal: (detail) => void this.fatal.push(detail),
      ...this.#options.runner,
    });
  }

  prime(state: AccountState): void {
    const { volatile } = state;
    volatile.limits = { ...LIMITS, referenceMaxAgeMs: 1_000_000_000 };
    volatile.rates.set('USDT', ONE);
    volatile.rates.set('USD', ONE);
    const quote = { bid: decimal('60000'), ask: decimal('60010'), last: decimal('60000'), time: START };
    volatile.quotes.set('BTCUSDT', { ...quote, instrumentId: 'BTCUSDT', source: 'simulated' });
  }

  /** Lets what is under way go on until nothing moves, without time passing. */
  async turn(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      this.clock.pass(0);
    }
  }

  async pass(durationMs: number): Promise<void> {
    for (let left = durationMs; left > 0; left -= 250) {
      this.clock.pass(Math.min(250, left));
      await this.turn();
    }
  }

  /** From now on no append is durable until the function it answers is called. */
  holdAppends(): () => void {
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    this.journal.delay = () => until;
    return () => {
      this.journal.delay = () => Promise.resolve();
      release();
    };
  }

  /** Makes a signal durable and hands it on, as the intake does. Answers its id. */
  async signal(commands: readonly SignalCommand[], more: { readonly route?: Partial<Route> } = {}): Promise<string> {
    this.#keys += 1;
    const route: Route = { ...ROUTE, accounts: this.accounts, maxAgeMs: 600_000, ...more.route };
    const detail = { commands, ignoredFields: [], route };
    const receivedAt = this.clock.now();
    const source = 'hook:one';
    const outcome = await this.inbox.receive({
      source,
      key: String(this.#keys),
      bodyHash: '',
      windowMs: 0,
      receivedAt,
      status: 'accepted',
      text: '',
      detail: encodeDetail(detail),
    });
    if (outcome.kind !== 'received') throw new Error('the inbox did not take it');
    const { signalId, position } = outcome;
    this.processor.enqueue({ signalId, position, source, receivedAt, detail }, (outcomes) => {
      this.outcomes.set(signalId, outcomes);
    });
    return signalId;
  }

  statusOf(signalId: string): string | undefined {
    return this.inbox.rows.find((row) => row.signalId === signalId)?.status;
  }

  orders(account = this.accounts[0] ?? ''): Order[] {
    return [...this.runnerOf(account).state.orders.values()];
  }
}

export const deriveId = (parts: readonly string[]): string =>
  idFromBytes(createHash('sha256').update(derivedIdSource(parts)).digest());
