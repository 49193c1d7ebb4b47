/** What must hold of the wire and the venue, looked at after every event: the venue's own books are the truth. */
import type { KillPeriod } from '../world/operator.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import type { TrueOrder, TrueWrite, VenueTruth } from '../venue/venue-truth.ts';
import type { JournalFacts } from './journal-facts.ts';

type Say = (sentence: string) => void;

export interface VenueWatchOptions {
  readonly truth: VenueTruth;
  readonly facts: JournalFacts;
  readonly kills: readonly KillPeriod[];
  readonly isClockTrue: () => boolean;
  /** When a life began, virtual ms. */
  readonly lifeBeganAt: (life: number) => number;
  readonly say: Say;
}

export class VenueWatch {
  readonly #options: VenueWatchOptions;
  readonly #acceptedFor = new Map<string, TrueOrder[]>();
  readonly #writtenIds = new Set<string>();
  #writes = 0;
  #accepted = 0;

  constructor(options: VenueWatchOptions) {
    this.#options = options;
  }

  look(): void {
    const { truth } = this.#options;
    for (; this.#writes < truth.writes.length; this.#writes += 1) this.#checkWrite(this.#writes);
    for (; this.#accepted < truth.accepted.length; this.#accepted += 1) this.#checkAccepted(this.#accepted);
  }

  #checkWrite(index: number): void {
    const { truth, facts, say } = this.#options;
    const write = truth.writes[index];
    if (write === undefined) return;
    const { clientOrderId, orderId, atMs } = write;
    const signedFor = facts.orderOfClientId.get(clientOrderId);
    if (signedFor === undefined) say(`I-02: ${clientOrderId} was sent before it was in the journal`);
    else if (this.#isLate(signedFor, write)) say(`I-18: order ${orderId} was sent after its deadline`);
    else if (signedFor !== orderId) say(`I-02: ${clientOrderId} was sent for another order than it was signed for`);
    if (this.#writtenIds.has(clientOrderId)) say(`I-03: ${clientOrderId} was written to the socket twice`);
    this.#writtenIds.add(clientOrderId);
    if (!truth.toldPositions.has(write.life)) say(`I-30: order ${orderId} was sent before the venue was compared with`);
    for (const { fromMs, life, durableAtMs, untilMs } of this.#options.kills) {
      // Another node learns of it when it starts: nodes do not tell each other yet.
      const begun = write.life === life ? fromMs : durableAtMs;
      if (write.life !== life && this.#options.lifeBeganAt(write.life) < (durableAtMs ?? 0)) continue;
      if (begun === undefined || atMs < begun || (untilMs !== undefined && atMs >= untilMs)) continue;
      if (atMs > begun) say(`I-13: order ${orderId} was sent while the kill switch was pressed`);
    }
  }

  /** A process that was paused wakes up with the write still to be made: it has to look at the clock first. */
  #isLate(orderId: string, { clientOrderId, atMs }: TrueWrite): boolean {
    if (!this.#options.isClockTrue()) return false;
    const submissions = this.#options.facts.orders.get(orderId)?.submissions ?? [];
    const submission = submissions.find((one) => one.clientOrderId === clientOrderId);
    return submission !== undefined && WALL_START_MS + atMs > submission.deadlineAt + 1;
  }

  #checkAccepted(index: number): void {
    const { truth, facts, say } = this.#options;
    const order = truth.accepted[index];
    if (order === undefined) return;
    const earlier = this.#acceptedFor.get(order.orderId) ?? [];
    this.#acceptedFor.set(order.orderId, [...earlier, order]);
    if (earlier.some(({ status }) => status !== 'forgotten'))
      say(`I-01: the venue accepted order ${order.orderId} ${earlier.length + 1} times`);
    if (!this.#writtenIds.has(order.clientOrderId))
      say(`I-21: the venue has ${order.clientOrderId}, which nobody wrote to it`);
    const known = facts.orders.get(order.orderId);
    if (known === undefined) return say(`I-02: the venue accepted ${order.orderId}, of which the journal has nothing`);
    if (order.quantity > known.largest)
      say(`I-20: order ${order.orderId} reached the venue larger than it was approved`);
    const { request } = order;
    if (request.side !== known.request.side || request.instrumentId !== known.request.instrumentId) {
      say(`I-11: order ${order.orderId} reached the venue as another order than was approved`);
    }
    if (known.ended !== undefined && known.ended !== 'order_canceled') {
      say(`I-15: the venue accepted order ${order.orderId} after it was called ended (${known.ended})`);
    }
  }
}
