/**
 * What must hold of the journal as it grows: every record is looked at in the moment in which it becomes durable. Each rule
 * carries the number that docs/internals/simulation.md gives it.
 */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import type { JournalRecord } from '#ports/journal.ts';
import { PRICE_AGE_MAX_MS } from '../world/trading-terms.ts';
import {
  amountOf,
  createFacts,
  type Fact,
  type JournalFacts,
  MISSES_NEEDED,
  type OrderFacts,
  placedBeside,
  readFact,
} from './journal-facts.ts';
import { reduces, type SigningTerms, SigningWatch } from './signing-watch.ts';

type Say = (sentence: string) => void;

const ENDS = new Set(['order_denied', 'order_rejected', 'order_canceled', 'order_expired']);
const AMENDS = new Set(['order_amend_requested', 'order_amended', 'order_amend_rejected']);
/** Each is written together with a request to the venue. */
const ASKS = new Set(['order_submitting', 'order_cancel_requested', 'order_amend_requested']);
const MISS_DISTANCE_MS = 1_000;
/** What a price may take from the market to a decision, beyond its greatest age. */
const PRICE_SLACK_MS = 100;

/** What the journal can't say of the world around it. */
export interface Surroundings extends SigningTerms {
  /** Whether the times in the journal can be trusted: the machine's clock has not jumped. */
  readonly isClockTrue: () => boolean;
  /** How old the newest price is that the process had heard at that time, ms; undefined when that can't be said. */
  readonly priceAgeMs: (time: number) => number | undefined;
  /** Whether a decision of that time may have been made under that version of the limits. */
  readonly wasInForce: (version: string, time: number) => boolean;
}

export class JournalWatch {
  readonly facts: JournalFacts = createFacts();
  readonly #surroundings: Surroundings;
  readonly #say: Say;
  readonly #signing: SigningWatch;

  constructor(surroundings: Surroundings, say: Say) {
    this.#surroundings = surroundings;
    this.#say = say;
    this.#signing = new SigningWatch(this.facts, surroundings, say);
  }

  /** Answers what the record says. */
  take(record: JournalRecord): Fact {
    const fact = readFact(record);
    this.facts.sequence += 1;
    this.#look(fact);
    return fact;
  }

  #look(fact: Fact): void {
    switch (fact.kind) {
      case 'signal_decided':
        return this.#decided(fact);
      case 'order_created':
        return this.#created(fact);
      case 'order_filled':
        return this.#filled(fact);
      case 'report_quarantined':
        this.facts.quarantined += 1;
        return;
      case 'symbol_frozen':
        this.facts.frozen += 1;
        return;
      default:
        if (fact.kind.startsWith('parent_')) return;
        if (fact.orderId !== undefined) this.#changed(fact, fact.orderId);
    }
  }

  #decided(fact: Fact): void {
    const { signalId, command } = fact;
    this.facts.decisions.push(fact);
    const key = `${signalId}/${command}`;
    const count = (this.facts.decided.get(key) ?? 0) + 1;
    this.facts.decided.set(key, count);
    if (count > 1) this.#say(`I-01: signal ${key} was decided ${count} times`);
  }

  #created({ orderId = '', signalId, parentOrderId, request }: Fact): void {
    const { orders } = this.facts;
    if (orders.has(orderId)) this.#say(`I-01: order ${orderId} was created twice`);
    if (request === undefined) return;
    orders.set(orderId, {
      id: orderId,
      signalId,
      parentOrderId,
      request,
      submissions: [],
      approvedVersion: undefined,
      approvedAt: undefined,
      approvedReservation: ZERO,
      placedBeside: undefined,
      askedAt: 0,
      missedAt: undefined,
      misses: 0,
      isUnknown: false,
      isAmendRefused: false,
      amendTo: undefined,
      isSeen: false,
      seenAt: undefined,
      ended: undefined,
      endedBecause: undefined,
      filled: ZERO,
      quantity: amountOf(request.quantity),
      largest: amountOf(request.quantity),
      least: amountOf(request.quantity),
    });
  }

  #filled(fact: Fact): void {
    const { orders, trades, positions } = this.facts;
    const { orderId = '', tradeId = '', instrumentId = '' } = fact;
    const order = orders.get(orderId);
    if (order === undefined) return this.#say(`I-06: trade ${tradeId} is of no order`);
    if (trades.has(tradeId)) this.#say(`I-08: trade ${tradeId} was applied twice`);
    trades.set(tradeId, fact);
    const quantity = amountOf(fact.quantity);
    if (quantity <= ZERO) this.#say(`I-07: trade ${tradeId} has the quantity ${fact.quantity}`);
    order.filled = (order.filled + quantity) as Decimal;
    if (order.filled > order.largest) this.#say(`I-07: order ${orderId} is filled beyond its quantity`);
    const signed = fact.side === 'sell' ? -quantity : quantity;
    positions.set(instrumentId, ((positions.get(instrumentId) ?? ZERO) + signed) as Decimal);
    if (order.ended === 'order_denied' || order.ended === 'order_rejected') {
      this.#say(`I-06: order ${orderId} filled after ${order.ended}`);
    }
    shown(fact, order);
  }

  #amends(fact: Fact, order: OrderFacts): void {
    const isAsked = fact.kind === 'order_amend_requested';
    const isRefused = fact.kind === 'order_amend_rejected';
    const quantity = amountOf(fact.quantity);
    if (isAsked) this.#signing.amend(fact, order);
    order.amendTo = isAsked ? quantity : undefined;
    order.isAmendRefused = isRefused;
    if (isRefused) return;
    if (quantity > order.largest) order.largest = quantity;
    if (quantity < order.least) order.least = quantity;
    if (!isAsked) order.quantity = quantity;
  }

  #changed(fact: Fact, orderId: string): void {
    const order = this.facts.orders.get(orderId);
    if (order === undefined) return this.#say(`I-06: ${fact.kind} of no order`);
    if (order.ended !== undefined && !isAfterword(fact.kind)) {
      this.#say(`I-06: order ${orderId} had ended by ${order.ended} and then ${fact.kind}`);
    }
    if (ASKS.has(fact.kind)) order.askedAt = fact.time;
    if (fact.kind === 'order_approved') this.#approved(fact, order);
    if (AMENDS.has(fact.kind)) this.#amends(fact, order);
    if (fact.kind === 'order_unknown') order.isUnknown = true;
    if (fact.kind === 'order_queried' && fact.answer === 'not_found') this.#missed(fact, order);
    if (fact.kind === 'order_accepted') shown(fact, order);
    if (fact.kind === 'order_submitting') this.#signing.take(fact, order);
    if (ENDS.has(fact.kind)) this.#ends(fact, order);
  }

  #missed({ time, misses }: Fact, order: OrderFacts): void {
    // A process that starts counts anew.
    if (misses === 1) order.misses = 0;
    const { missedAt } = order;
    const isTooSoon = missedAt !== undefined && order.misses > 0 && time - missedAt < MISS_DISTANCE_MS;
    if (isTooSoon && this.#surroundings.isClockTrue()) this.#say(`I-15: two misses of order ${order.id} lie too close`);
    order.misses += 1;
    order.missedAt = time;
  }

  /** An order that opens or adds holds something back. */
  #approved(fact: Fact, order: OrderFacts): void {
    order.approvedVersion = fact.limitsVersion;
    order.approvedAt = fact.time;
    order.approvedReservation = amountOf(fact.reservation);
    if (order.request.role === 'stop_loss') order.placedBeside = placedBeside(this.facts, order);
    this.#checkMoment(fact, order);
    const { instrumentId, side, role, reduceOnly } = order.request;
    const position = this.facts.positions.get(instrumentId) ?? ZERO;
    const isOpposite = side === 'buy' ? position < ZERO : position > ZERO;
    if (role !== 'entry' || reduceOnly || isOpposite) return;
    if (amountOf(fact.reservation) <= ZERO) this.#say(`I-12: order ${order.id} was approved and reserves nothing`);
  }

  /** An entry is measured against a fresh price and the limits of the moment. */
  #checkMoment({ time, limitsVersion = '' }: Fact, order: OrderFacts): void {
    const { isClockTrue, priceAgeMs, wasInForce } = this.#surroundings;
    if (!isClockTrue()) return;
    const ageMs = priceAgeMs(time);
    const opens = order.request.role === 'entry' && !reduces(this.facts, order);
    if (opens && ageMs !== undefined && ageMs > PRICE_AGE_MAX_MS + PRICE_SLACK_MS) {
      this.#say(`I-30: order ${order.id} was approved against a price of ${Math.round(ageMs)} ms ago`);
    }
    if (!wasInForce(limitsVersion, time)) {
      this.#say(`I-19: order ${order.id} was approved under ${limitsVersion}, which was not in force`);
    }
  }

  #ends(fact: Fact, order: OrderFacts): void {
    order.ended = fact.kind;
    order.endedBecause = fact.reason?.code;
    order.isUnknown = false;
    const isCalledUnsent = fact.kind === 'order_expired' && fact.reason?.code === 'NOT_SENT_EXPIRED';
    if (isCalledUnsent && order.isSeen) this.#say(`I-15: order ${order.id} is called unsent although the venue had it`);
    if (isCalledUnsent && order.submissions.length > 0 && order.misses < MISSES_NEEDED) {
      this.#say(`I-15: order ${order.id} is called unsent after ${order.misses} misses`);
    }
  }
}

/** The venue has it. */
function shown({ time }: Fact, order: OrderFacts): void {
  if (order.isUnknown || !order.isSeen) order.seenAt = time;
  order.isUnknown = false;
  order.isSeen = true;
}

/** What may still be written of an order that has ended: that its partner went, or a cancel that came too late. */
function isAfterword(kind: string): boolean {
  return kind === 'order_queried' || kind === 'order_cancel_rejected' || kind === 'order_amend_rejected';
}
