/** All that is watched in one world, from its first record to its rest, and what was found wrong. */
import { ZERO } from '#domain/decimal.ts';
import { isTerminal } from '#domain/order.ts';
import type { JournalRecord } from '#ports/journal.ts';
import { ActsWatch } from '../oracle/acts-watch.ts';
import { AnswerWatch } from '../oracle/answer-watch.ts';
import { checkAtRest, checkProvable } from '../oracle/at-rest.ts';
import { JournalWatch } from '../oracle/journal-watch.ts';
import { ParentWatch } from '../oracle/parent-watch.ts';
import { checkResumed } from '../oracle/trading-state.ts';
import { SignalWaitWatch } from '../oracle/signal-wait-watch.ts';
import { TurnWatch } from '../oracle/turn-watch.ts';
import { VenueWatch } from '../oracle/venue-watch.ts';
import { WaitingWatch } from '../oracle/waiting-watch.ts';
import type { Nodes } from './nodes.ts';
import type { Operator } from './operator.ts';
import type { WorldParts } from './parts.ts';
import type { Sender } from './sender.ts';
import { ACCOUNT_ID, QUANTITY_MAX, WALL_START_MS } from './trading-terms.ts';

export interface WatchesOptions {
  readonly nodes: Nodes;
  readonly operator: Operator;
  readonly sender: Sender;
  /** Nodes are told of a change one by one, and hear prices one by one: only a single node is held to the moment. */
  readonly isSingle: boolean;
}

const ACCOUNT_STREAM = `account:${ACCOUNT_ID}`;

export class Watches {
  readonly #parts: WorldParts;
  readonly #options: WatchesOptions;
  readonly #journal: JournalWatch;
  readonly #venueWatch: VenueWatch;
  readonly #acts: ActsWatch;
  readonly #parents: ParentWatch;
  readonly #answers: AnswerWatch;
  readonly #waiting: WaitingWatch;
  readonly #signals: SignalWaitWatch;
  readonly #turns: TurnWatch;
  readonly #venueReduces: boolean;
  readonly #violations = new Set<string>();
  #seenRecords = 0;
  #seenRevision = 0;

  constructor(parts: WorldParts, options: WatchesOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#venueReduces = parts.manner.capabilities.reduceOnly;
    this.#journal = this.#createJournalWatch();
    const { nodes, operator } = options;
    const { venue, kernel, faults } = parts;
    const common = {
      truth: venue,
      facts: this.#journal.facts,
      faults,
      now: () => kernel.now,
      isClockTrue: () => this.#isClockTrue(),
      say: (sentence: string) => this.violate(sentence),
    };
    this.#answers = new AnswerWatch({
      ...common,
      heard: venue,
      life: () => nodes.hearingLife,
      knows: (orderId) => nodes.heardState?.volatile.reconciled === true && nodes.heardState.orders.has(orderId),
    });
    this.#waiting = new WaitingWatch({ ...common, state: () => nodes.heardState });
    this.#signals = new SignalWaitWatch({
      ...common,
      hearingSince: () => nodes.hearingSince,
      receivedAt: (id) => parts.disk.contents.inbox.find(({ signalId }) => signalId === id)?.receivedAt,
    });
    this.#acts = new ActsWatch(this.#journal.facts, common.say);
    this.#parents = new ParentWatch(common);
    this.#turns = new TurnWatch({
      ...common,
      venueReduces: this.#venueReduces,
      hearingSince: () => nodes.hearingSince,
    });
    this.#venueWatch = new VenueWatch({
      ...common,
      kills: operator.kills,
      lifeBeganAt: (life) => nodes.lifeBeganAt(life),
    });
  }

  /** One sentence each, in the order in which they were found. */
  get violations(): readonly string[] {
    return [...this.#violations];
  }

  /** How many that are. */
  get found(): number {
    return this.#violations.size;
  }

  /** How many orders the journal has. */
  get orders(): number {
    return this.#journal.facts.orders.size;
  }

  violate(sentence: string): void {
    if (this.#violations.has(sentence)) return;
    this.#violations.add(sentence);
    this.#parts.trace.say('check', `VIOLATION ${sentence}`);
  }

  /** Called after every event. */
  look(): void {
    const { records } = this.#parts.disk.contents;
    for (; this.#seenRecords < records.length; this.#seenRecords += 1) {
      const record = records[this.#seenRecords];
      if (record?.stream === ACCOUNT_STREAM) this.#take(record);
    }
    this.#venueWatch.look();
    this.#turns.look();
    this.#parents.look();
    this.#answers.look();
    this.#waiting.look();
    this.#checkMemory();
  }

  /** What can be proven is settled before a person is asked. */
  checkBeforeHand(): void {
    const state = this.#options.nodes.newest?.runner?.state;
    if (state === undefined) return;
    const { venue, manner, wallMs, faults } = this.#parts;
    checkProvable(
      { state, truth: venue, facts: this.#journal.facts, faults, say: (text: string) => this.violate(text) },
      { hasProof: manner.capabilities.proofDelayMs !== undefined, time: wallMs() },
    );
  }

  /** Called once the world rests. */
  checkRest(): void {
    const state = this.#options.nodes.newest?.runner?.state;
    if (state === undefined) return this.violate('I-29: no node is up long after the faults have stopped');
    const { disk, venue, faults, deaths, wallMs } = this.#parts;
    const { facts } = this.#journal;
    const say = (sentence: string): void => this.violate(sentence);
    checkAtRest({
      state,
      contents: disk.contents,
      truth: venue,
      facts,
      messages: this.#options.sender.messages,
      deaths,
      now: wallMs(),
      faults,
      say,
    });
  }

  #createJournalWatch(): JournalWatch {
    const surroundings = {
      isClockTrue: () => this.#isClockTrue(),
      messageRate: this.#parts.messageRate,
      quantityMax: QUANTITY_MAX,
      venueReduces: this.#venueReduces,
      isSpot: this.#parts.isSpot,
      priceAgeMs: (time: number) => this.#priceAgeMs(time),
      wasInForce: (version: string, time: number) => this.#wasInForce(version, time),
    };
    return new JournalWatch(surroundings, (sentence) => this.violate(sentence));
  }

  #isClockTrue(): boolean {
    return !this.#parts.faults.has('clock_jump');
  }

  #take(record: JournalRecord): void {
    const fact = this.#journal.take(record);
    this.#acts.take(fact);
    this.#signals.take(fact);
    this.#parents.take(fact);
    const { kind, orderId, signalId, clientOrderId, reason, request } = fact;
    const about = orderId ?? signalId ?? record.correlation ?? '';
    const what =
      request === undefined ? '' : `${request.role}: ${request.side} ${request.quantity} ${request.instrumentId}`;
    if (kind === 'order_approved' && orderId !== undefined) this.#waiting.approved(orderId);
    if (orderId !== undefined) this.#tellAnswers(kind, orderId);
    this.#parts.trace.say('decision', `${kind} ${about} ${clientOrderId ?? reason?.code ?? what}`);
  }

  #tellAnswers(kind: string, orderId: string): void {
    if (kind === 'order_submitting') this.#answers.submitted(orderId);
    else if (kind === 'order_unknown') this.#answers.doubted(orderId);
    else if (kind === 'order_filled') this.#answers.filled(orderId);
    else if (kind === 'order_cancel_rejected') this.#answers.cancelRefused(orderId);
  }

  /** What only a write can change, in the moment in which it is durable. */
  #checkMemory(): void {
    if (this.#parts.disk.contents.revision === this.#seenRevision) return;
    this.#seenRevision = this.#parts.disk.contents.revision;
    this.#checkReservations();
    const { nodes, operator } = this.#options;
    const { runner, lifeNumber } = nodes.newest ?? {};
    if (runner?.state.volatile.reconciled === true && lifeNumber === operator.resumedIn)
      checkResumed(runner.state, (sentence) => this.violate(sentence));
  }

  /** I-12: what an order holds back it holds back for as long as it may fill. */
  #checkReservations(): void {
    const orders = this.#options.nodes.newest?.runner?.state.orders.values() ?? [];
    const { facts } = this.#journal;
    for (const order of orders) {
      if (isTerminal(order.status) || order.reservation > ZERO) continue;
      const known = facts.orders.get(order.id);
      if (known === undefined || known.approvedReservation <= ZERO || known.submissions.length === 0) continue;
      if (order.filledQuantity < order.request.quantity)
        this.violate(`I-12: order ${order.id} is out and holds nothing back`);
    }
  }

  #priceAgeMs(time: number): number | undefined {
    const life = this.#options.nodes.all[0]?.life;
    if (!this.#options.isSingle || life === undefined || life.isOver) return undefined;
    return time - WALL_START_MS - this.#parts.prices.toldAt(life);
  }

  #wasInForce(version: string, time: number): boolean {
    if (!this.#options.isSingle) return true;
    const atMs = time - WALL_START_MS;
    const history = this.#parts.limitsHistory;
    const before = history.findLast(({ fromMs }) => fromMs <= atMs - 1);
    return history.some((one) => `v${one.version}` === version && (one === before || Math.abs(one.fromMs - atMs) <= 1));
  }
}
