/** One seed's world, from its beginning to its rest, and what was wrong in it. */
import { ZERO } from '#domain/decimal.ts';
import { isTerminal } from '#domain/order.ts';
import type { AccountState } from '#engine/state.ts';
import { SimulatedDisk } from '../disk/simulated-disk.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Life } from '../kernel/life.ts';
import { Random } from '../kernel/random.ts';
import { AnswerWatch } from '../oracle/answer-watch.ts';
import { checkAtRest, checkProvable } from '../oracle/at-rest.ts';
import { JournalWatch } from '../oracle/journal-watch.ts';
import { checkResumed } from '../oracle/trading-state.ts';
import { VenueWatch } from '../oracle/venue-watch.ts';
import { WaitingWatch } from '../oracle/waiting-watch.ts';
import { Trace } from '../trace/trace.ts';
import { SimulatedVenue } from '../venue/simulated-venue.ts';
import { mannerOf, VENUE_KINDS, type VenueKind } from '../venue/venue-kind.ts';
import { SimulatedNode } from './node.ts';
import { Operator } from './operator.ts';
import type { WorldParts } from './parts.ts';
import { Prices } from './prices.ts';
import { type RunOptions, type RunResult, WORLDS, type WorldName } from './run-seed-types.ts';
import { Sender } from './sender.ts';
import { ACCOUNT_ID, CURRENCY, INSTRUMENTS, messageRateOf, WALL_START_MS } from './trading-terms.ts';

/** After the faults have stopped: what orders may need to come to their end, and then a person's word and its effects. */
const CALM_MS = 100_000;
const BY_HAND_MS = 30_000;
/** How many of the worlds have a stream that loses reports unnoticed. */
const WITHOUT_NUMBERS = 0.35;
const VIOLATIONS_MAX = 20;
/** How often it is looked whether a server that is to be stopped has come up. */
const RESTART_LOOK_MS = 500;
const NODES_MAX = 6;
/** The longest is the product's own; the shorter ones meet orders on their way. */
const COMPARE_EVERY_MS = [10_000, 30_000, 60_000] as const;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const world = new World(options);
  return await world.run();
}

class World {
  readonly #options: RunOptions;
  readonly #kernel = new Kernel();
  readonly #random: Random;
  readonly #name: WorldName;
  readonly #faults: FaultPlan;
  readonly #trace: Trace;
  readonly #parts: WorldParts;
  readonly #nodes: SimulatedNode[] = [];
  readonly #sender: Sender;
  readonly #operator: Operator;
  readonly #journal: JournalWatch;
  readonly #venueWatch: VenueWatch;
  readonly #answers: AnswerWatch;
  readonly #waiting: WaitingWatch;
  readonly #violations = new Set<string>();
  readonly #coverage: Record<string, number> = {};
  /** When each life began; the first is number 1. */
  readonly #lives: number[] = [];
  #seenRecords = 0;
  #seenRevision = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    const { seed } = options;
    this.#random = new Random(seed);
    this.#name = options.world ?? this.#random.fork('world').pick(WORLDS);
    this.#trace = new Trace(() => this.#kernel.now, options.keepsTrace === true);
    this.#faults = new FaultPlan(seed, options.faults ?? {}, {
      now: () => this.#kernel.now,
      onInjected: ({ name, ordinal }) => this.#noteFault(name, ordinal),
    });
    this.#parts = this.#createParts();
    const nodes = (): readonly SimulatedNode[] => this.#nodes;
    this.#sender = new Sender(this.#parts, { nodes, onAnswer: () => undefined });
    const takeovers = this.#random.fork('second owners');
    this.#operator = new Operator(this.#parts, {
      nodes,
      takeOver: () => {
        if (this.#name === 'two_nodes' && this.#nodes.length < NODES_MAX) this.#takeOver(takeovers);
      },
    });
    const say = (sentence: string): void => this.#violate(sentence);
    const isClockTrue = (): boolean => !this.#faults.has('clock_jump');
    this.#journal = new JournalWatch(
      {
        isClockTrue,
        messageRate: this.#parts.messageRate,
        venueReduces: mannerOf(this.#parts.venueKind).capabilities.reduceOnly,
        priceAgeMs: (time) => this.#priceAgeMs(time),
        wasInForce: (version, time) => this.#wasInForce(version, time),
      },
      say,
    );
    this.#answers = this.#createAnswerWatch();
    this.#waiting = new WaitingWatch({
      facts: this.#journal.facts,
      faults: this.#faults,
      now: () => this.#kernel.now,
      state: () => this.#servingState(),
      say,
    });
    this.#venueWatch = new VenueWatch({
      truth: this.#parts.venue,
      facts: this.#journal.facts,
      kills: this.#operator.kills,
      venueReduces: mannerOf(this.#parts.venueKind).capabilities.reduceOnly,
      isClockTrue,
      lifeBeganAt: (life) => this.#lives[life - 1] ?? 0,
      say,
    });
  }

  #createAnswerWatch(): AnswerWatch {
    const { venue, faults, kernel } = this.#parts;
    return new AnswerWatch({
      truth: venue,
      heard: venue,
      facts: this.#journal.facts,
      faults,
      now: () => kernel.now,
      life: () => {
        const { life, lifeNumber } = this.#nodes.at(-1) ?? {};
        return life?.isOver === false && !life.isPaused ? lifeNumber : undefined;
      },
      say: (sentence) => this.#violate(sentence),
    });
  }

  /** Of the process that has the account and hears; another object for each life. */
  #servingState(): AccountState | undefined {
    const { life, runner } = this.#nodes.at(-1) ?? {};
    const state = life?.isPaused === false ? runner?.state : undefined;
    return state?.volatile.reconciled === true ? state : undefined;
  }

  async run(): Promise<RunResult> {
    const activeMs = this.#random.fork('length').skewed(4_000, 40_000);
    this.#addNode('a').start();
    this.#sender.begin(activeMs);
    this.#operator.begin();
    if (this.#name === 'two_nodes') this.#scheduleTakeovers(activeMs);
    const look = (): void => this.#look();
    const never = (): boolean => this.#violations.size >= VIOLATIONS_MAX;
    await this.#kernel.run(activeMs, look, never);
    this.#faults.isOver = true;
    this.#trace.say('node', 'the faults stop');
    if (this.#name === 'two_nodes') this.#settleOwnership();
    this.#openMarkets();
    this.#operator.calm();
    await this.#kernel.run(activeMs + CALM_MS, look, never);
    this.#parts.prices.rest();
    this.#checkBeforeHand();
    for (const node of this.#nodes) this.#operator.resolveByHand(node);
    await this.#kernel.run(activeMs + CALM_MS + BY_HAND_MS, look, never);
    this.#rest();
    return this.#result();
  }

  #createParts(): WorldParts {
    const kernel = this.#kernel;
    const random = this.#random;
    const faults = this.#faults;
    const trace = this.#trace;
    const wallMs = (): number => WALL_START_MS + kernel.now;
    const venueKind: VenueKind = this.#name === 'two_nodes' ? random.fork('kind').pick(VENUE_KINDS) : this.#name;
    const prices = new Prices(kernel, faults, { random: random.fork('prices'), wallMs });
    const crash = (life: Life, why: string): void => this.#crash(life, why);
    const venue = new SimulatedVenue({
      kernel,
      faults,
      trace,
      random: random.fork('venue'),
      kind: venueKind,
      wallMs,
      price: (instrumentId) => prices.get(instrumentId),
      crash,
      currency: CURRENCY,
      instruments: INSTRUMENTS,
      numbersReports: !random.fork('reports').chance(WITHOUT_NUMBERS),
      // A hasty adapter meets the windows that a patient one has slept through.
      answerTimeoutMs: random.fork('adapter').pick([600, 1_500, 5_000]),
    });
    prices.onChange((ids) => {
      if (!prices.isResting) for (const id of ids) venue.pricesChanged(id);
    });
    const onTrespass = (stream: string): void =>
      this.#violate(`I-17: ${stream} was written by a node that had lost it`);
    const disk = new SimulatedDisk({ kernel, faults, trace, random: random.fork('disk'), crash, onTrespass });
    return {
      kernel,
      random,
      faults,
      trace,
      disk,
      venue,
      prices,
      venueKind,
      compareEveryMs: random.fork('comparison').pick(COMPARE_EVERY_MS),
      wallMs,
      messageRate: messageRateOf(random),
      limitsVersion: 2,
      suspended: new Set(),
      poison: new Set(),
      deaths: new Map(),
      limitsHistory: [{ fromMs: 0, version: 2 }],
      crash,
    };
  }

  #addNode(name: string): SimulatedNode {
    const node = new SimulatedNode(this.#parts, {
      name,
      nextLife: () => this.#lives.push(this.#kernel.now),
      onUp: () => undefined,
      onNotice: (code) => this.#trace.say('check', `notice ${code}`),
    });
    this.#nodes.push(node);
    return node;
  }

  /** Another node takes the account over, while the first one may be alive, dead or paused. */
  #scheduleTakeovers(activeMs: number): void {
    const random = this.#random.fork('takeovers');
    const count = random.int(1, 3);
    for (let index = 0; index < count; index += 1) {
      this.#kernel.after(random.next() * activeMs, () => this.#takeOver(random));
    }
  }

  #takeOver(random: Random): void {
    const [old] = this.#nodes.filter(({ life }) => life?.isOver === false);
    if (old !== undefined && random.chance(0.6)) old.life?.pause(random.skewed(200, 20_000));
    const next = this.#addNode(`node ${this.#nodes.length + 1}`);
    next.start();
    for (const node of this.#nodes) if (node !== next) node.isStandby = true;
  }

  /**
   * The last node keeps the account. Signals that an earlier owner took in and could not decide wait in the inbox for the
   * next start: nodes do not ring each other's bell yet, so the owner is started once more.
   */
  #settleOwnership(): void {
    for (const node of this.#nodes.slice(0, -1)) node.retire('replaced');
    this.#nodes.at(-1)?.stopGracefully();
  }

  /** Trading in what was suspended is open again; a server learns of it when it starts. */
  #openMarkets(): void {
    if (this.#parts.suspended.size === 0 && this.#nodes.at(-1)?.knowsOfSuspension !== true) return;
    this.#parts.suspended.clear();
    this.#restart(this.#nodes.at(-1)?.life);
  }

  /** A server that is just coming up knows already what was; it is stopped as soon as it can be. */
  #restart(life: Life | undefined): void {
    const node = this.#nodes.at(-1);
    if (life === undefined || life.isOver || node?.life !== life) return;
    if (node.desk === undefined) this.#kernel.after(RESTART_LOOK_MS, () => this.#restart(life));
    else node.stopGracefully();
  }

  #crash(life: Life, why: string): void {
    for (const node of this.#nodes) if (node.life === life) node.died(why);
  }

  #noteFault(name: string, ordinal: number): void {
    this.#trace.say('fault', `${name} #${ordinal}`);
    for (const node of this.#nodes ?? []) {
      for (const { status } of node.runner?.state.orders.values() ?? []) {
        const cell = `${name} × ${status}`;
        this.#coverage[cell] = (this.#coverage[cell] ?? 0) + 1;
      }
    }
  }

  /** What only a write can change, in the moment in which it is durable. */
  #checkMemory(): void {
    if (this.#parts.disk.contents.revision === this.#seenRevision) return;
    this.#seenRevision = this.#parts.disk.contents.revision;
    this.#checkReservations();
    const { runner, lifeNumber } = this.#nodes.at(-1) ?? {};
    if (runner?.state.volatile.reconciled === true && lifeNumber === this.#operator.resumedIn)
      checkResumed(runner.state, (sentence) => this.#violate(sentence));
  }

  /** I-12: what an order holds back it holds back for as long as it may fill. */
  #checkReservations(): void {
    const orders = this.#nodes.at(-1)?.runner?.state.orders.values() ?? [];
    const { facts } = this.#journal;
    for (const order of orders) {
      if (isTerminal(order.status) || order.reservation > ZERO) continue;
      const known = facts.orders.get(order.id);
      if (known === undefined || known.approvedReservation <= ZERO || known.submissions.length === 0) continue;
      if (order.filledQuantity < order.request.quantity)
        this.#violate(`I-12: order ${order.id} is out and holds nothing back`);
    }
  }

  #priceAgeMs(time: number): number | undefined {
    const life = this.#nodes[0]?.life;
    if (this.#name === 'two_nodes' || life === undefined || life.isOver) return undefined;
    return time - WALL_START_MS - this.#parts.prices.toldAt(life);
  }

  /** Nodes are told of a change one by one, so only a single node is held to the moment. */
  #wasInForce(version: string, time: number): boolean {
    if (this.#name === 'two_nodes') return true;
    const atMs = time - WALL_START_MS;
    const history = this.#parts.limitsHistory;
    const before = history.findLast(({ fromMs }) => fromMs <= atMs - 1);
    return history.some((one) => `v${one.version}` === version && (one === before || Math.abs(one.fromMs - atMs) <= 1));
  }

  #look(): void {
    const records = this.#parts.disk.contents.records;
    for (; this.#seenRecords < records.length; this.#seenRecords += 1) {
      const record = records[this.#seenRecords];
      if (record === undefined || record.stream !== `account:${ACCOUNT_ID}`) continue;
      const { kind, orderId, signalId, clientOrderId, reason, request } = this.#journal.take(record);
      const about = orderId ?? signalId ?? record.correlation ?? '';
      const what =
        request === undefined ? '' : `${request.role}: ${request.side} ${request.quantity} ${request.instrumentId}`;
      if (kind === 'order_approved' && orderId !== undefined) this.#waiting.approved(orderId);
      if (kind === 'order_cancel_rejected' && orderId !== undefined) this.#answers.cancelRefused(orderId);
      this.#trace.say('decision', `${kind} ${about} ${clientOrderId ?? reason?.code ?? what}`);
    }
    this.#venueWatch.look();
    this.#answers.look();
    this.#waiting.look();
    this.#checkMemory();
  }

  /** What can be proven is settled before a person is asked. */
  #checkBeforeHand(): void {
    const state = this.#nodes.at(-1)?.runner?.state;
    if (state === undefined) return;
    const { venue, venueKind, wallMs } = this.#parts;
    const { facts } = this.#journal;
    checkProvable(
      { state, truth: venue, facts, faults: this.#faults, say: (text: string) => this.#violate(text) },
      { hasProof: mannerOf(venueKind).capabilities.proofDelayMs !== undefined, time: wallMs() },
    );
  }

  #rest(): void {
    const state = this.#nodes.at(-1)?.runner?.state;
    if (state === undefined) return this.#violate('I-29: no node is up long after the faults have stopped');
    this.#checkRest(state);
  }

  #checkRest(state: AccountState): void {
    const { disk, venue, faults } = this.#parts;
    const say = (sentence: string): void => this.#violate(sentence);
    this.#venueWatch.checkReductions(venue.accepted);
    checkAtRest({
      state,
      contents: disk.contents,
      truth: venue,
      facts: this.#journal.facts,
      messages: this.#sender.messages,
      deaths: this.#parts.deaths,
      faults,
      say,
    });
  }

  #violate(sentence: string): void {
    if (this.#violations.has(sentence)) return;
    this.#violations.add(sentence);
    this.#trace.say('check', `VIOLATION ${sentence}`);
  }

  #result(): RunResult {
    return {
      seed: this.#options.seed,
      world: this.#name,
      traceHash: this.#trace.hash,
      violations: [...this.#violations],
      injections: this.#faults.injections,
      kinds: this.#faults.kinds,
      kernelEvents: this.#kernel.events,
      virtualMs: this.#kernel.now,
      signals: this.#parts.disk.contents.inbox.length,
      orders: this.#journal.facts.orders.size,
      coverage: this.#coverage,
      trace: this.#trace.lines,
    };
  }
}
