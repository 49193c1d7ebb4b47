/**
 * What must hold in the moment in which an order is signed: it was approved and no earlier attempt may still be taken, it
 * is in time and within the limit of messages, nothing of its symbol is unknown if it opens, and it closes no more than
 * there is. Looked at record by record, from the facts of the journal alone.
 */
import { type Decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { MessageRate } from '../world/trading-terms.ts';
import {
  amountOf,
  type Fact,
  isOut,
  type JournalFacts,
  leavesAtLeast,
  MISSES_NEEDED,
  type OrderFacts,
} from './journal-facts.ts';

type Say = (sentence: string) => void;

export interface SigningTerms {
  readonly messageRate: MessageRate;
  /** The largest that one order may be. */
  readonly quantityMax: Decimal;
  /** Whether the venue itself keeps a reduce-only order from turning a position round. */
  readonly venueReduces: boolean;
  /** Whether an order that rests ties up what it sells. */
  readonly isSpot?: boolean;
}

/** Roles that may trade in a symbol of which something is unknown: they can only make the position smaller. */
const REDUCING = new Set(['close', 'stop_loss', 'take_profit']);

export class SigningWatch {
  readonly #facts: JournalFacts;
  readonly #terms: SigningTerms;
  readonly #say: Say;
  readonly #sent: number[] = [];

  constructor(facts: JournalFacts, terms: SigningTerms, say: Say) {
    this.#facts = facts;
    this.#terms = terms;
    this.#say = say;
  }

  /** An attempt of the order was signed. */
  take(fact: Fact, order: OrderFacts): void {
    const { clientOrderId = '', attempt = 0, limitsVersion = '', deadlineAt = 0, time } = fact;
    const { orderOfClientId, trades } = this.#facts;
    if (orderOfClientId.has(clientOrderId)) this.#say(`I-03: client order id ${clientOrderId} was signed twice`);
    this.#checkApproval(order, { limitsVersion, time });
    if (order.submissions.length > 0 && order.misses < MISSES_NEEDED) {
      this.#say(`I-15: order ${order.id} was signed again after ${order.misses} misses`);
    }
    if (order.isSeen) this.#say(`I-15: order ${order.id} was signed again although the venue had it`);
    const { sendBefore } = order.request;
    if (sendBefore !== undefined && time > sendBefore) {
      this.#say(`I-18: order ${order.id} was signed ${time - sendBefore} ms too late`);
    }
    this.#checkSize(order, amountOf(order.request.quantity));
    this.#checkUnknown(order);
    this.#checkRate(time, order);
    if (!this.#terms.venueReduces) this.#checkRoom(order);
    if (this.#terms.isSpot === true) this.#checkFree(order);
    orderOfClientId.set(clientOrderId, order.id);
    order.submissions.push({ clientOrderId, attempt, limitsVersion, time, deadlineAt, tradesBefore: trades.size });
    order.misses = 0;
    order.isUnknown = false;
  }

  /** A change of the order was signed: it is as large as one may be, and no take-profit that would have to wait by now grows. */
  amend({ actor, quantity }: Fact, order: OrderFacts): void {
    const grows = amountOf(quantity) > order.largest;
    if (grows) this.#checkSize(order, amountOf(quantity));
    if (actor !== 'engine' || !grows || order.request.role !== 'take_profit' || this.#terms.venueReduces) return;
    for (const other of this.#facts.orders.values()) this.#checkTurn(order, other, 'made larger');
  }

  #checkSize({ id }: OrderFacts, quantity: Decimal): void {
    const { quantityMax } = this.#terms;
    if (quantity > quantityMax)
      this.#say(
        `I-11: order ${id} was approved for ${formatDecimal(quantity)}, and no order is larger than ${formatDecimal(quantityMax)}`,
      );
  }

  /** What had to wait, and a later attempt, is measured anew against the limits of its own moment. */
  #checkApproval(order: OrderFacts, { limitsVersion, time }: { limitsVersion: string; time: number }): void {
    const { id, approvedVersion, approvedAt } = order;
    if (approvedVersion === undefined) this.#say(`I-11: order ${id} was signed without an approval`);
    else if (time === approvedAt && approvedVersion !== limitsVersion)
      this.#say(`I-19: order ${id} was approved under ${approvedVersion} and signed under ${limitsVersion}`);
  }

  #checkUnknown(order: OrderFacts): void {
    const { instrumentId, role, reduceOnly } = order.request;
    if (REDUCING.has(role) || reduceOnly || reduces(this.#facts, order)) return;
    for (const other of this.#facts.orders.values()) {
      if (other.id === order.id || !other.isUnknown || other.ended !== undefined) continue;
      if (other.request.instrumentId === instrumentId) {
        this.#say(`I-16: order ${order.id} was signed while ${other.id} in the same symbol was unknown`);
      }
    }
  }

  /** All count; what a person or an alert closes is not held up. */
  #checkRate(time: number, order: OrderFacts): void {
    const { count, windowMs } = this.#terms.messageRate;
    // When the machine's clock goes back, what was signed before lies in no window with what is signed after.
    if (time < (this.#sent.at(-1) ?? 0)) this.#sent.length = 0;
    const first = this.#sent[this.#sent.push(time) - count - 1];
    if (first === undefined || time - first >= windowMs) return;
    const { role } = order.request;
    const closes = role === 'close' || (role === 'entry' && reduces(this.#facts, order));
    if (!closes) this.#say(`I-24: more than ${count} orders were signed within ${windowMs} ms`);
  }

  /**
   * I-23, where the venue does not know reduce-only: what is signed to close is, with the closes that are on their way, no
   * larger than the position. A close leaves room for entries before it whose fate nobody knows; a take-profit waits while
   * an entry may be taking the position, or have taken it unknown to us.
   */
  #checkRoom(order: OrderFacts): void {
    const { id, request } = order;
    const { role, side, reduceOnly } = request;
    if (!REDUCING.has(role) || !reduceOnly) return;
    const position = this.#facts.positions.get(request.instrumentId) ?? ZERO;
    const held = side === 'sell' ? position : -position;
    let taken: bigint = amountOf(request.quantity);
    let isBefore = true;
    for (const other of this.#facts.orders.values()) {
      if (other.id === id) isBefore = false;
      else if (isOut(other) && other.request.instrumentId === request.instrumentId && other.request.side === side) {
        if (other.request.role === 'close' && other.request.reduceOnly) taken += leavesAtLeast(other);
        if (role === 'close' && isBefore && isInDoubt(other)) taken += leavesAtLeast(other);
      }
      if (role === 'take_profit') this.#checkTurn(order, other, 'signed');
    }
    if (taken > held) this.#say(`I-23: ${role} ${id} was signed though not enough is held for all that closes`);
  }

  /** I-23, where coins are traded: nothing is signed to sell what others that are out may still sell. */
  #checkFree({ id, request: { role, side, instrumentId, quantity } }: OrderFacts): void {
    if (side !== 'sell') return;
    let tied: bigint = amountOf(quantity);
    for (const other of this.#facts.orders.values()) {
      const isLike = other.id !== id && other.request.instrumentId === instrumentId && other.request.side === side;
      if (isLike && isOut(other)) tied += leavesAtLeast(other);
    }
    if (tied > (this.#facts.positions.get(instrumentId) ?? ZERO))
      this.#say(`I-23: ${role} ${id} was signed to sell what others sell already`);
  }

  /** What may have taken the position makes of a take-profit an order that adds to the other side. */
  #checkTurn({ id, request }: OrderFacts, other: OrderFacts, what: string): void {
    if (!isOut(other) || !isInDoubt(other)) return;
    if (other.request.instrumentId !== request.instrumentId || other.request.side !== request.side) return;
    this.#say(`I-23: take_profit ${id} was ${what} while ${other.id} may take the position`);
  }
}

/** Whether an order can do no more than close what is open. */
export function reduces(
  { positions }: JournalFacts,
  { request: { instrumentId, side, quantity } }: OrderFacts,
): boolean {
  const position = positions.get(instrumentId) ?? ZERO;
  const amount = amountOf(quantity);
  return side === 'buy' ? position < ZERO && amount <= -position : position > ZERO && amount <= position;
}

/** An entry that was sent, and is neither known to have ended nor to rest at a price of its own. */
function isInDoubt({ request: { role, reduceOnly, type, timeInForce }, isSeen, isUnknown }: OrderFacts): boolean {
  if (role !== 'entry' || reduceOnly) return false;
  const fillsAtOnce = type === 'market' || (type === 'limit' && (timeInForce === 'ioc' || timeInForce === 'fok'));
  return fillsAtOnce || isUnknown || !isSeen;
}
