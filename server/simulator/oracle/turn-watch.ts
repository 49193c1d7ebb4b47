/**
 * What is to close and turns its position round, or adds to it, by the venue's own books. Where the venue does not know
 * reduce-only, other orders of ours may have taken what a close was meant for; which of them are no harm is said here.
 */
import { type Decimal, ZERO } from '#domain/decimal.ts';
import type { TrueOrder, TrueTrade, VenueTruth } from '../venue/venue-truth.ts';
import { WALL_START_MS } from '../world/trading-terms.ts';
import type { JournalFacts, OrderFacts } from './journal-facts.ts';

export interface TurnWatchOptions {
  readonly truth: Pick<VenueTruth, 'trades'>;
  readonly facts: Pick<JournalFacts, 'orders' | 'trades'>;
  /** Whether the venue itself keeps a reduce-only order from turning a position round. */
  readonly venueReduces: boolean;
  readonly isClockTrue: () => boolean;
  readonly now: () => number;
  /** Since when the process that has the account lives and hears, virtual ms; undefined while none does. */
  readonly hearingSince: () => number | undefined;
  readonly say: (sentence: string) => void;
}

const REDUCING = new Set(['close', 'stop_loss', 'take_profit']);
/** What is too large is asked to be less by then, whatever state the account is in. */
const CUT_WITHIN_MS = 5_000;

const size = (value: bigint): bigint => (value < 0n ? -value : value);

export class TurnWatch {
  readonly #options: TurnWatchOptions;
  readonly #positions = new Map<string, Decimal>();
  #seen = 0;
  /** When a process had the account and heard, the last time that one did, virtual ms. */
  #heard: { readonly since: number; readonly until: number } | undefined;

  constructor(options: TurnWatchOptions) {
    this.#options = options;
  }

  /** I-23: looks at what has traded since the last time, trade by trade. */
  look(): void {
    const { truth, hearingSince, now } = this.#options;
    const { trades } = truth;
    const since = hearingSince();
    if (since !== undefined) this.#heard = { since, until: now() };
    for (; this.#seen < trades.length; this.#seen += 1) {
      const trade = trades[this.#seen];
      if (trade !== undefined) this.#take(trade);
    }
  }

  #take({ order, fill }: TrueTrade): void {
    const { instrumentId, role, reduceOnly } = order.request;
    const before = this.#positions.get(instrumentId) ?? ZERO;
    const change = fill.side === 'buy' ? fill.quantity : -fill.quantity;
    const after = (before + change) as Decimal;
    this.#positions.set(instrumentId, after);
    if ((!REDUCING.has(role) && !reduceOnly) || !turns(before, after)) return;
    const otherwise = before - this.#filledBeside(order);
    if (!turns(otherwise, otherwise + change)) return;
    this.#options.say(`I-23: ${role} ${order.orderId} took the position in ${instrumentId} from ${before} to ${after}`);
  }

  /**
   * Where a venue does not know what a close is, entries may take what a close was meant for without any harm, because
   * together they do what was asked for: those that were asked for after the close and filled before it, and those that
   * rested at a price of their own and filled when nobody could know it yet. And where no position is left without its
   * stop-loss, one that was on its way already may take what a stop-loss was placed for; and of a stop-loss and a take-profit
   * that rest beside each other the second may fill before its cancel can arrive. Answers what these had filled, signed.
   */
  #filledBeside(reducing: TrueOrder): bigint {
    const { truth, facts, venueReduces } = this.#options;
    let sum = 0n;
    if (venueReduces) return sum;
    const numbers = numbered(facts.orders.keys());
    const learned = numbered(facts.trades.keys());
    const known = facts.orders.get(reducing.orderId);
    const signed = known?.submissions.find(({ attempt }) => attempt === reducing.attempt);
    const isHarmless = ({ order, fill }: TrueTrade): boolean => {
      const { role, reduceOnly } = order.request;
      if (isTwin(order, reducing)) return !this.#couldBeCut(known, facts.trades.get(fill.tradeId)?.time);
      if (role !== 'entry' || reduceOnly) return false;
      const isLater = (numbers.get(order.orderId) ?? 0) > (numbers.get(reducing.orderId) ?? 0);
      const learnedAs = learned.get(fill.tradeId) ?? Number.POSITIVE_INFINITY;
      const isNews = rests(order) && learnedAs >= (signed?.tradesBefore ?? 0);
      return isLater || isNews || this.#isOvertaken(known, { order, fill }, learnedAs);
    };
    const { instrumentId, side } = reducing.request;
    for (const trade of truth.trades.slice(0, this.#seen)) {
      const { request } = trade.order;
      if (request.instrumentId !== instrumentId || request.side !== side || !isHarmless(trade)) continue;
      sum += side === 'buy' ? trade.fill.quantity : -trade.fill.quantity;
    }
    return sum;
  }

  /**
   * Whether the entry was on its way when the stop-loss was approved, as yet without this trade; the stop-loss was no larger
   * than the position that was proven then, nor was made larger later; and nobody has had the time to cut it.
   */
  #isOvertaken(stop: OrderFacts | undefined, { order, fill }: TrueTrade, learnedAs: number): boolean {
    const moment = stop?.placedBeside;
    if (stop === undefined || moment === undefined || stop.largest > moment.held) return false;
    if (!moment.onItsWay.has(order.orderId) || learnedAs < moment.tradesBefore) return false;
    return !this.#couldBeCut(stop, this.#options.facts.trades.get(fill.tradeId)?.time);
  }

  /** Whether for seconds a process has known the trade, and the order at rest, and has asked for nothing. */
  #couldBeCut(stop: OrderFacts | undefined, knownAt: number | undefined): boolean {
    const heard = this.#heard;
    if (
      stop === undefined ||
      knownAt === undefined ||
      heard === undefined ||
      stop.isUnknown ||
      stop.seenAt === undefined
    )
      return false;
    if (!this.#options.isClockTrue()) return false;
    const since = Math.max(knownAt, stop.seenAt, WALL_START_MS + heard.since);
    return stop.askedAt < since && WALL_START_MS + heard.until - since > CUT_WITHIN_MS;
  }
}

const numbered = (keys: Iterable<string>): Map<string, number> => new Map([...keys].map((key, index) => [key, index]));

/** Whether the position was turned round, or made larger. */
function turns(before: bigint, after: bigint): boolean {
  if ((after < 0n && before > 0n) || (after > 0n && before < 0n)) return true;
  return size(after) > size(before);
}

/** Whether they are the stop-loss and the take-profit of the same part of a position. */
const isTwin = ({ orderId, request: { ocoGroup } }: TrueOrder, { orderId: other, request }: TrueOrder): boolean =>
  ocoGroup !== undefined && ocoGroup === request.ocoGroup && orderId !== other;

const rests = ({ request: { type, timeInForce } }: TrueOrder): boolean =>
  type !== 'market' && timeInForce !== 'ioc' && timeInForce !== 'fok';
