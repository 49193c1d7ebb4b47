/** What must hold of the wire and the venue, looked at after every event: the venue's own books are the truth. */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import type { KillPeriod } from '../world/operator.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import type { TrueFill, TrueOrder, TrueWrite, VenueTruth } from '../venue/venue-truth.ts';
import type { JournalFacts } from './journal-facts.ts';

type Say = (sentence: string) => void;

export interface VenueWatchOptions {
  readonly truth: VenueTruth;
  readonly facts: JournalFacts;
  readonly kills: readonly KillPeriod[];
  /** Whether the venue itself keeps a reduce-only order from turning a position round. */
  readonly venueReduces: boolean;
  readonly isClockTrue: () => boolean;
  /** When a life began, virtual ms. */
  readonly lifeBeganAt: (life: number) => number;
  readonly say: Say;
}

const REDUCING = new Set(['close', 'stop_loss', 'take_profit']);
const size = (value: bigint): bigint => (value < 0n ? -value : value);

export class VenueWatch {
  readonly #options: VenueWatchOptions;
  readonly #acceptedFor = new Map<string, TrueOrder[]>();
  readonly #writtenIds = new Set<string>();
  readonly #positions = new Map<string, Decimal>();
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

  /**
   * Where a venue does not know what a close is, entries may take what a close was meant for without any harm, because
   * together they do what was asked for: those that were asked for after the close and filled before it, and those that
   * rested at a price of their own and filled when nobody could know it yet. Answers what these had filled, signed.
   */
  #filledBeside(reducing: TrueOrder, fills: readonly NumberedFill[], order: DecisionOrder): bigint {
    let sum = 0n;
    if (this.#options.venueReduces) return sum;
    const decidedAt = order.numbers.get(reducing.orderId) ?? 0;
    const signed = this.#options.facts.orders.get(reducing.orderId)?.submissions;
    const known = signed?.find(({ attempt }) => attempt === reducing.attempt)?.tradesBefore ?? 0;
    for (const { order: entry, fill } of fills) {
      const { role, reduceOnly, instrumentId, side } = entry.request;
      if (role !== 'entry' || reduceOnly) continue;
      if (instrumentId !== reducing.request.instrumentId || side !== reducing.request.side) continue;
      const isLater = (order.numbers.get(entry.orderId) ?? 0) > decidedAt;
      const isNews = rests(entry) && (order.trades.get(fill.tradeId) ?? Number.POSITIVE_INFINITY) >= known;
      if (isLater || isNews) sum += side === 'buy' ? fill.quantity : -fill.quantity;
    }
    return sum;
  }

  /** Fills in the order in which they happened; called once the world rests. */
  checkReductions(orders: readonly TrueOrder[]): void {
    const { say, facts } = this.#options;
    const decided: DecisionOrder = { numbers: numbered(facts.orders.keys()), trades: numbered(facts.trades.keys()) };
    const fills = orders.flatMap((order) => order.fills.map((fill) => ({ order, fill })));
    fills.sort((left, right) => numberOf(left.fill.tradeId) - numberOf(right.fill.tradeId));
    for (const [index, { order, fill }] of fills.entries()) {
      const { instrumentId, role, reduceOnly } = order.request;
      const before = this.#positions.get(instrumentId) ?? ZERO;
      const change = fill.side === 'buy' ? fill.quantity : -fill.quantity;
      const after = (before + change) as Decimal;
      this.#positions.set(instrumentId, after);
      if ((!REDUCING.has(role) && !reduceOnly) || !turns(before, after)) continue;
      const otherwise = before - this.#filledBeside(order, fills.slice(0, index), decided);
      if (!turns(otherwise, otherwise + change)) continue;
      say(`I-23: ${role} ${order.orderId} took the position in ${instrumentId} from ${before} to ${after}`);
    }
  }
}

interface NumberedFill {
  readonly order: TrueOrder;
  readonly fill: TrueFill;
}

/** In which order orders were made and trades became known, as the journal has it. */
interface DecisionOrder {
  readonly numbers: ReadonlyMap<string, number>;
  readonly trades: ReadonlyMap<string, number>;
}

const numbered = (keys: Iterable<string>): Map<string, number> => new Map([...keys].map((key, index) => [key, index]));

/** Whether the position was turned round, or made larger. */
function turns(before: bigint, after: bigint): boolean {
  if ((after < 0n && before > 0n) || (after > 0n && before < 0n)) return true;
  return size(after) > size(before);
}

const rests = ({ request: { type, timeInForce } }: TrueOrder): boolean =>
  type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';

/** The venue numbers its trades in the order in which they happen. */
const numberOf = (tradeId: string): number => Number(tradeId.slice(1));
