/** The operator and the machine: what people do while orders are on their way, and what happens to the process meanwhile. */
import { isTerminal, type Order } from '#domain/order.ts';
import { add, isZero } from '#domain/decimal.ts';
import type { Actor, AmendRequest } from '#runtime/desk.ts';
import type { Random } from '../kernel/random.ts';
import type { TrueOrder } from '../venue/venue-truth.ts';
import { Arming } from './arming.ts';
import { askServer } from './ask-server.ts';
import type { SimulatedNode } from './node.ts';
import type { WorldParts } from './parts.ts';
import { INSTRUMENTS, QUANTITY_MAX } from './trading-terms.ts';

const ACTOR: Actor = { kind: 'api_key', id: 'operator' };
const LOOK_MS = 400;
const HOUR_MS = 3_600_000;
/** A person does not call dead what may still be on its way: the venue's books are looked at again later. */
const TOO_YOUNG_TO_TELL_MS = 10_000;
/** Some change their mind before the switch is in the books. */
const HASTY_RELEASES = 0.25;
const HASTY_RELEASE_MS = [20, 900] as const;
/** In how many worlds people amend what has filled a part by as much as a whole order may be. */
const GREEDY = 0.1;
/** In how many worlds people amend again what they have just amended, and how soon. */
const CORRECTING = 0.25;
const CORRECTION_MS = [60, 1_500] as const;

/** When nothing may be sent: from the moment the switch was pressed until somebody asked for it to be released. */
export interface KillPeriod {
  readonly fromMs: number;
  /** The life in which it was pressed. */
  readonly life: number;
  /** When it was answered as durable: from then on it holds for every life. */
  durableAtMs?: number;
  untilMs?: number;
}

export interface OperatorOptions {
  readonly nodes: () => readonly SimulatedNode[];
  /** Another node takes the account over, where the world has more than one. */
  readonly takeOver: () => void;
}

/** When a person looks whether trading has been resumed, ms after the faults have stopped. */
const LOOKS_MS = [3_000, 10_000, 25_000, 45_000];

export class Operator {
  readonly kills: KillPeriod[] = [];
  readonly #parts: WorldParts;
  readonly #nodes: () => readonly SimulatedNode[];
  readonly #takeOver: () => void;
  readonly #random: Random;
  readonly #haste: Random;
  /** Of those who amend again what they have just amended; undefined: nobody does in this world. */
  readonly #corrections: Random | undefined;
  /** Whether an order that has filled a part is to become as large as one may be beyond that. */
  readonly #isGreedy: boolean;
  readonly #arming: Arming;
  #isCalm = false;
  #resumedIn: number | undefined;

  constructor(parts: WorldParts, options: OperatorOptions) {
    this.#parts = parts;
    this.#nodes = options.nodes;
    this.#takeOver = options.takeOver;
    this.#arming = new Arming(parts, options.nodes);
    this.#random = parts.random.fork('operator');
    this.#haste = parts.random.fork('second thoughts');
    const corrections = parts.random.fork('another amend');
    this.#corrections = corrections.chance(CORRECTING) ? corrections : undefined;
    this.#isGreedy = parts.random.fork('greed').chance(GREEDY);
  }

  /** The life to which the last word was that it may trade; undefined while the switch is pressed. */
  get resumedIn(): number | undefined {
    return this.#resumedIn;
  }

  begin(): void {
    this.#parts.kernel.after(LOOK_MS, () => {
      if (this.#isCalm) return;
      for (const node of this.#nodes()) this.#disturb(node);
      this.begin();
    });
  }

  /** From now on nothing is disturbed any more, and what was stopped is started again until it is. */
  calm(): void {
    this.#isCalm = true;
    for (const node of this.#nodes()) node.jumpClock(0);
    this.#release();
    for (const afterMs of LOOKS_MS) this.#parts.kernel.after(afterMs, () => this.#releaseAgain());
  }

  /** A resume that could not be written down is said to be none: a person asks again. */
  #releaseAgain(): void {
    const isHalted = this.#nodes().some(({ runner }) => runner?.state.serverTrading.state === 'halted');
    if (isHalted) this.#release();
    this.#arming.armAgain();
  }

  #disturb(node: SimulatedNode): void {
    const { faults, kernel } = this.#parts;
    const { life } = node;
    if (life === undefined || life.isOver) return;
    if (faults.strikes('stall')) life.pause(faults.detail('stall').skewed(500, 40_000));
    if (faults.strikes('clock_jump')) this.#jump(node);
    if (faults.strikes('second_owner')) return this.#takeOver();
    if (faults.strikes('instrument_change')) this.#suspend();
    if (node.desk === undefined || life.isPaused) return;
    if (faults.strikes('graceful_restart')) return node.stopGracefully();
    if (faults.strikes('limits_change')) {
      this.#parts.limitsVersion += 1;
      this.#parts.limitsHistory.push({ fromMs: kernel.now, version: this.#parts.limitsVersion });
      node.desk.applyLimits();
    }
    if (faults.strikes('kill_switch')) this.#kill(node);
    if (faults.strikes('disarmed')) this.#arming.disarm(node);
    if (faults.strikes('cancel_at_once')) kernel.after(this.#random.skewed(1, 300), () => this.#touch(node));
    else if (this.#random.chance(0.05)) this.#touch(node);
  }

  #suspend(): void {
    const { suspended, faults } = this.#parts;
    const { id } = faults.detail('instrument_change').pick(INSTRUMENTS);
    if (!suspended.delete(id)) suspended.add(id);
  }

  /** Seconds, or an hour that is noticed and set right. */
  #jump(node: SimulatedNode): void {
    const random = this.#parts.faults.detail('clock_jump');
    const isLong = random.chance(0.2);
    const offset = (random.chance(0.5) ? 1 : -1) * (isLong ? HOUR_MS : random.skewed(50, 5_000));
    this.#parts.trace.say('node', `${node.name}: the clock jumps by ${Math.round(offset)} ms`);
    node.jumpClock(offset);
    if (isLong) this.#parts.kernel.after(random.skewed(1_000, 20_000), () => node.jumpClock(0));
  }

  /** Cancels or amends one of the open orders. */
  #touch(node: SimulatedNode): void {
    const { desk, runner, life } = node;
    if (desk === undefined || runner === undefined || life === undefined) return;
    const open = [...runner.state.orders.values()].filter((order) => !isTerminal(order.status));
    if (open.length === 0) return;
    const begun = this.#isGreedy ? open.find(hasBegun) : undefined;
    const order = begun ?? this.#random.pick(open);
    const isCancel = begun === undefined && this.#random.chance(0.6);
    this.#parts.trace.say('decision', `operator: ${isCancel ? 'cancel' : 'amend'} ${order.id}`);
    askServer(this.#parts, life, () =>
      isCancel ? desk.cancelOrder(ACTOR, order.id) : desk.amendOrder(this.#amendOf(order, this.#random)),
    );
    if (!isCancel) this.#perhapsCorrect(node, order.id);
  }

  /** Amends the order once more, while the reports of the first time may still be on their way. */
  #perhapsCorrect(node: SimulatedNode, orderId: string): void {
    const random = this.#corrections;
    if (random === undefined) return;
    this.#parts.kernel.after(random.skewed(...CORRECTION_MS), () => {
      const { desk, runner, life } = node;
      const order = runner?.state.orders.get(orderId);
      if (this.#isCalm || desk === undefined || life === undefined || order === undefined) return;
      if (isTerminal(order.status)) return;
      this.#parts.trace.say('decision', `operator: amend ${orderId} again`);
      askServer(this.#parts, life, () => desk.amendOrder(this.#amendOf(order, random)));
    });
  }

  #amendOf(order: Order, random: Random): AmendRequest {
    const { id: orderId, request, filledQuantity } = order;
    const isBeyond = this.#isGreedy && hasBegun(order);
    return {
      actor: ACTOR,
      orderId,
      ...(random.chance(0.5) ? { quantity: add(request.quantity, request.quantity) } : {}),
      ...(isBeyond ? { quantity: add(filledQuantity, QUANTITY_MAX) } : {}),
      ...(request.limitPrice === undefined ? {} : { limitPrice: request.limitPrice }),
      ...(request.stopPrice === undefined ? {} : { stopPrice: request.stopPrice }),
    };
  }

  #kill(node: SimulatedNode): void {
    const { desk, life } = node;
    const { kernel, trace } = this.#parts;
    if (desk === undefined || life === undefined) return;
    if (this.kills.some(({ untilMs }) => untilMs === undefined)) return;
    const period: KillPeriod = { fromMs: kernel.now, life: node.lifeNumber };
    this.kills.push(period);
    this.#resumedIn = undefined;
    trace.say('node', 'the kill switch is pressed');
    const request = { actor: ACTOR, state: 'halted' as const, reason: 'test', cancelOrders: this.#random.chance(0.5) };
    desk.setTradingState(request).then(
      ({ accounts }) => {
        if (!life.isOver && accounts.every(({ durable }) => durable)) period.durableAtMs = kernel.now;
      },
      (error: unknown) => this.#parts.crash(life, `the switch broke: ${String(error)}`),
    );
    const patientMs = this.#random.skewed(500, 15_000);
    const isHasty = this.#haste.chance(HASTY_RELEASES);
    kernel.after(isHasty ? this.#haste.skewed(...HASTY_RELEASE_MS) : patientMs, () => this.#release());
  }

  /** Releases the switch; asked again while no node serves. */
  #release(): void {
    const { kernel, trace, crash } = this.#parts;
    const node = this.#nodes().find(({ desk, life }) => desk !== undefined && life?.isPaused === false);
    const isStopped = this.#nodes().some(({ desk }) => desk?.tradingState().server === 'halted');
    const pressed = this.kills.find(({ untilMs }) => untilMs === undefined);
    if (pressed !== undefined) pressed.untilMs = kernel.now;
    if (pressed === undefined && !isStopped && node !== undefined && !this.#isCalm) return;
    const { desk, life } = node ?? {};
    if (desk === undefined || life === undefined) {
      kernel.after(500, () => this.#release());
      return;
    }
    trace.say('node', 'trading is resumed');
    this.#resumedIn = node?.lifeNumber;
    const request = { actor: ACTOR, state: 'active' as const, reason: 'test', cancelOrders: false };
    desk.setTradingState(request).catch((error: unknown) => crash(life, `the switch broke: ${String(error)}`));
  }

  /** What only a person can settle: orders of which nothing proves anything, after a look into the venue's own books. */
  resolveByHand(node: SimulatedNode): void {
    const { desk, runner, life } = node;
    const { venue, crash, kernel } = this.#parts;
    if (desk === undefined || runner === undefined || life === undefined) return;
    for (const order of runner.state.orders.values()) {
      if (order.status !== 'unknown' || venue.accepted.some(isThere(order))) continue;
      // Signed in the future: by a clock that was wrong and has been set right, long before.
      if (Math.abs(node.now() - (order.signedAt ?? 0)) < TOO_YOUNG_TO_TELL_MS) {
        kernel.after(TOO_YOUNG_TO_TELL_MS, () => this.resolveByHand(node));
        continue;
      }
      desk
        .resolveUnknown(ACTOR, order.id, 'the venue does not have it')
        .catch((error: unknown) => crash(life, `the desk broke: ${String(error)}`));
    }
  }
}

const hasBegun = ({ status, filledQuantity, request }: Order): boolean =>
  status === 'partially_filled' && request.role === 'entry' && !isZero(filledQuantity);

const isThere =
  ({ id }: Order) =>
  ({ orderId, status }: TrueOrder): boolean =>
    orderId === id && status !== 'forgotten';
