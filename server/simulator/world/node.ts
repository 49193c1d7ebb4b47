/**
 * A node: the production desk over this world's ports, one life after the other. It comes up by itself some seconds after
 * each death, as a supervisor would bring it up.
 */
import { createHash } from 'node:crypto';
import { derivedIdSource, idFromBinary } from '#domain/derived-id.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import type { Account } from '#domain/account.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { RunnerHooks } from '#runtime/account-book.ts';
import { encodeAccount } from '#runtime/account-document.ts';
import type { ExchangeCatalogue } from '#runtime/exchange-terms.ts';
import { AccountRunner } from '#runtime/account-runner.ts';
import { LiveDesk } from '#runtime/live-desk.ts';
import type { Clock } from '#ports/clock.ts';
import type { Logger } from '#ports/logger.ts';
import type { SecretBox } from '#ports/secret-box.ts';
import type { Store } from '#ports/store.ts';
import { Life } from '../kernel/life.ts';
import { amendsOf, requestDeadlineOf } from '../venue/venue-kind.ts';
import { PoisonWatch } from '../oracle/poison-watch.ts';
import type { WorldParts } from './parts.ts';
import { accountOf, limitsOf } from './trading-terms.ts';

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

/** Nobody adds an account here. */
const NO_EXCHANGES: ExchangeCatalogue = {
  names: [],
  named: () => undefined,
  obstacle: () => Promise.resolve(undefined),
};
const NO_KEY = { kind: 'failed', reason: { code: 'SECRET_KEY_MISSING', values: { keyId: '' } } } as const;
const NO_SECRETS: SecretBox = {
  seal: () => Promise.resolve(NO_KEY),
  open: () => Promise.resolve(NO_KEY),
  isCurrent: () => Promise.resolve(true),
};

const RESTART_LEAST_MS = 300;
const RESTART_MOST_MS = 6_000;

let digests = new Map<string, string>();
const DIGESTS_MAX = 50_000;

/** The production derivation; remembered, because neighboring runs ask for the same ids again. */
function deriveId(parts: readonly string[]): string {
  const source = derivedIdSource(parts);
  const known = digests.get(source);
  if (known !== undefined) return known;
  if (digests.size >= DIGESTS_MAX) digests = new Map();
  const id = idFromBinary(createHash('sha256').update(source).digest('binary'));
  digests.set(source, id);
  return id;
}

export interface NodeOptions {
  readonly name: string;
  /** Numbers the lives of all nodes, in order. */
  readonly nextLife: () => number;
  /** Called when a life begins to serve. */
  readonly onUp: (node: SimulatedNode) => void;
  readonly onNotice: (code: string, life: number) => void;
}

export class SimulatedNode {
  readonly name: string;
  readonly #parts: WorldParts;
  readonly #options: NodeOptions;
  #life: Life | undefined;
  #lifeNumber = 0;
  #desk: LiveDesk | undefined;
  #isUp = false;
  #isRetired = false;
  /** Another node has the account: this one is not brought up again after it dies. */
  isStandby = false;
  /** Whether this life has learned that trading in an instrument is suspended: it does not hear when that is over. */
  knowsOfSuspension = false;
  readonly #poisonWatch: PoisonWatch;
  /** How far this machine's wall clock is off, ms. */
  #wallOffsetMs = 0;

  constructor(parts: WorldParts, options: NodeOptions) {
    this.#parts = parts;
    const { disk, poison, deaths } = parts;
    this.#poisonWatch = new PoisonWatch({ contents: disk.contents, poison, deaths });
    this.#options = options;
    this.name = options.name;
  }

  /** The desk, while it serves and hears. */
  get desk(): LiveDesk | undefined {
    return this.#isUp && this.#life?.isOver === false ? this.#desk : undefined;
  }

  get life(): Life | undefined {
    return this.#life;
  }

  get lifeNumber(): number {
    return this.#lifeNumber;
  }

  /** The runner's state of the account, for the oracles. */
  get runner(): AccountRunner | undefined {
    return this.#life?.isOver === false ? this.#runner : undefined;
  }
  #runner: AccountRunner | undefined;

  now(): number {
    return Math.floor(this.#parts.wallMs() + this.#wallOffsetMs);
  }

  jumpClock(offsetMs: number): void {
    this.#wallOffsetMs = offsetMs;
  }

  start(): void {
    const { kernel, trace, disk, prices, faults, crash } = this.#parts;
    const wallMs = (): number => this.#parts.wallMs() + this.#wallOffsetMs;
    const life = new Life(kernel, wallMs, (living) => {
      if (!faults.strikes('out_of_memory')) return false;
      crash(living, 'out of memory');
      return true;
    });
    this.#life = life;
    this.#lifeNumber = this.#options.nextLife();
    this.#isUp = false;
    trace.say('node', `${this.name} starts (life ${this.#lifeNumber})`);
    this.#poisonWatch.begin();
    const { journal, inbox, store, latch } = disk.connect(life);
    const clock = life.clock();
    const number = this.#lifeNumber;
    const market = prices.connect(life);
    const desk = new LiveDesk({
      journal,
      inbox: this.#poisonWatch.overheard(inbox),
      store,
      clock,
      logger: SILENT,
      latch,
      version: 'simulated',
      intakeSettings: () => ({
        duplicateWindowMs: 60_000,
        explicitKeyWindowMs: 86_400_000,
        futureToleranceMs: 5_000,
        pendingMax: 10_000,
      }),
      limitsFor: () => limitsOf(this.#parts.limitsVersion, this.#parts.messageRate),
      commandWire: (command) => ({ ...command }),
      openAccount: (account, hooks) =>
        Promise.resolve({
          runner: this.#createRunner({ account, hooks, life, number, journal, clock }),
          market,
        }),
      secretBox: NO_SECRETS,
      exchanges: NO_EXCHANGES,
      hasOwnLimits: () => true,
    });
    this.#desk = desk;
    this.#serve(desk, { life, store }).catch((error: unknown) => crash(life, `start failed: ${String(error)}`));
  }

  /** The account is there from the first start on, as the first start of the server makes it. */
  async #serve(desk: LiveDesk, { life, store }: { readonly life: Life; readonly store: Store }): Promise<void> {
    const account = accountOf();
    const row = { collection: 'account', id: account.id, time: account.createdAt, body: encodeAccount(account) };
    await store.putIfAbsent(row);
    await desk.start();
    if (life.isOver) return;
    this.#isUp = true;
    this.#parts.trace.say('node', `${this.name} serves`);
    this.#options.onUp(this);
  }

  #createRunner(made: {
    readonly account: Account;
    readonly hooks: RunnerHooks;
    readonly life: Life;
    readonly number: number;
    readonly journal: ConstructorParameters<typeof AccountRunner>[0]['journal'];
    readonly clock: Clock;
  }): AccountRunner {
    const { account, hooks, life, number, journal, clock } = made;
    const { venue, manner, isSpot, faults, poison, crash, random, compareEveryMs } = this.#parts;
    const runner = new AccountRunner({
      account,
      settings: {
        directory: createInstrumentDirectory(this.#instruments()),
        traits: {
          ...manner.capabilities,
          requestDeadlineMs: requestDeadlineOf(random),
          amend: amendsOf(random, { isSpot }),
        },
        deriveId: (parts) => {
          if (poison.size > 0 && !life.isOver && this.#poisonWatch.kills(parts)) crash(life, 'poison');
          return deriveId(parts);
        },
      },
      broker: venue.connect(life, number),
      clock,
      journal,
      logger: SILENT,
      orderDocument: (order) => ({
        collection: 'order',
        id: order.id,
        account: order.accountId,
        status: order.status,
        time: order.createdAt,
        body: '{}',
        ...(order.signalId === undefined ? {} : { reference: order.signalId }),
      }),
      onEvents: hooks.onEvents,
      prime: hooks.prime,
      isKilled: hooks.isKilled,
      compareEveryMs: () => compareEveryMs,
      stops: hooks.stops,
      notify: ({ code }) => {
        if (faults.strikes('notifier_down')) return;
        this.#options.onNotice(code, number);
      },
      onFatal: (detail) => crash(life, `fatal: ${detail}`),
      onPhase: (phase) => {
        if (phase === 'committed' && faults.strikes('crash_after_commit', 0.3)) crash(life, 'after a commit');
      },
      onPlace: () => {
        if (faults.strikes('crash_before_send')) crash(life, 'before a send');
      },
    });
    this.#runner = runner;
    return runner;
  }

  #instruments(): readonly Instrument[] {
    this.knowsOfSuspension = this.#parts.suspended.size > 0;
    return this.#parts.instruments.map((one) =>
      this.#parts.suspended.has(one.id) ? { ...one, tradable: false } : one,
    );
  }

  /** The process is gone; it is brought up again later unless the node is retired. */
  died(why: string): void {
    const { kernel, random, trace } = this.#parts;
    if (this.#life === undefined || this.#life.isOver) return;
    trace.say('node', `${this.name} dies: ${why}`);
    if (why !== 'poison') this.#poisonWatch.suspectLastCounted();
    this.#life.end();
    this.#isUp = false;
    if (this.#isRetired || this.isStandby) return;
    kernel.after(random.skewed(RESTART_LEAST_MS, RESTART_MOST_MS), () => {
      if (!this.#isRetired && this.#life?.isOver === true) this.start();
    });
  }

  /** Asks the server to stop, as a deploy does; what it does not manage in a second is cut off. */
  stopGracefully(): void {
    const { kernel } = this.#parts;
    const { desk, life } = this;
    if (desk === undefined || life === undefined) return;
    let isDone = false;
    const end = (): void => {
      if (!isDone && this.#life === life) this.died('stopped');
      isDone = true;
    };
    this.#isUp = false;
    desk.stop().then(end, end);
    kernel.after(1_000, end);
  }

  /** This node stays down from now on. */
  retire(why: string): void {
    this.#isRetired = true;
    this.died(why);
  }
}
