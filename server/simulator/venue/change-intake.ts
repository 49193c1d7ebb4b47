/** The door for cancels and amends of what rests. Both are signed to be taken until a deadline, as orders are. */
import type { ApprovedAmend } from '#domain/approved-order.ts';
import { subtract, ZERO } from '#domain/decimal.ts';
import type { CancelTarget } from '#ports/broker.ts';
import type { BookOrder } from './book-order.ts';
import type { OrderFlow } from './order-flow.ts';
import { ok, type Reply, refused } from './reply.ts';
import type { VenueBooks } from './venue-books.ts';
import type { VenueOptions } from './venue-options.ts';

/** How long after an order has ended a terminal may learn of a trade of it. */
const LATE_MS = [50, 8_000] as const;

export type Canceled = ReturnType<VenueBooks['toldOf']> & { readonly time: number };

export class ChangeIntake {
  readonly #options: VenueOptions;
  readonly #books: VenueBooks;
  readonly #flow: OrderFlow;

  constructor(options: VenueOptions, books: VenueBooks, flow: OrderFlow) {
    this.#options = options;
    this.#books = books;
    this.#flow = flow;
  }

  cancel({ clientOrderId, venueOrderId }: CancelTarget): Reply<Canceled> {
    const { faults } = this.#options;
    const order = this.#books.find(clientOrderId, venueOrderId);
    if (order === undefined || order.status === 'forgotten') return refused('UNKNOWN_ORDER');
    if (order.isOpen && faults.strikes('fill_races_cancel')) {
      const detail = faults.detail('fill_races_cancel');
      this.#flow.race(order, detail.chance(0.3) ? 1 : detail.next());
    }
    if (faults.strikes('cancel_says_unknown')) {
      if (order.isOpen && faults.detail('cancel_says_unknown').chance(0.3)) this.#books.cancel(order, 'request');
      return refused('UNKNOWN_ORDER');
    }
    if (!order.isOpen) return refused('NOT_OPEN');
    this.#books.cancel(order, 'request');
    this.#perhapsLate(order);
    return ok({ ...this.#books.toldOf(order), time: this.#books.time });
  }

  amend(amend: ApprovedAmend): Reply<ReturnType<VenueBooks['termsOf']> & { readonly time: number }> {
    const { faults } = this.#options;
    const order = this.#books.find(amend.clientOrderId, amend.venueOrderId);
    if (order === undefined || order.status === 'forgotten') return refused('UNKNOWN_ORDER');
    if (!order.isOpen) return refused('NOT_OPEN');
    if (amend.quantity <= order.filledQuantity || !areSound(order, amend)) return refused('INVALID');
    if (this.#isMoreThanFree(order, amend)) return refused('INSUFFICIENT');
    if (faults.strikes('amend_half_done')) {
      const isWhole = faults.detail('amend_half_done').chance(0.5);
      this.#carryOut(order, isWhole ? amend : { ...amend, limitPrice: undefined, stopPrice: undefined });
      return refused('AMEND_FAILED');
    }
    this.#carryOut(order, amend);
    return ok({ ...this.#books.termsOf(order), time: this.#books.time });
  }

  #isMoreThanFree({ request: { instrumentId, side }, quantity }: BookOrder, amend: ApprovedAmend): boolean {
    if (this.#options.isSpot !== true || side !== 'sell') return false;
    return subtract(amend.quantity, quantity) > this.#books.freeToSell(instrumentId);
  }

  /**
   * At a terminal the exchange may have filled part of what was canceled. Only of an entry that rested: of a close nobody
   * could tell what may be closed instead of it.
   */
  #perhapsLate(order: BookOrder): void {
    const { faults, kernel, kind } = this.#options;
    const { role, type, reduceOnly } = order.request;
    if (kind !== 'gateway' && kind !== 'raw') return;
    if (role !== 'entry' || reduceOnly || type !== 'limit' || !faults.strikes('late_trade')) return;
    const detail = faults.detail('late_trade');
    const share = detail.chance(0.3) ? 1 : detail.next();
    kernel.after(detail.skewed(...LATE_MS), () => this.#flow.fillLate(order, share));
  }

  #carryOut(order: BookOrder, terms: Parameters<VenueBooks['amend']>[1]): void {
    this.#books.amend(order, terms);
    this.#flow.look(order);
  }
}

/** Prices of the kind that the order has, and no price that can not be. */
function areSound(order: BookOrder, { limitPrice, stopPrice }: ApprovedAmend): boolean {
  if (limitPrice !== undefined && (order.limitPrice === undefined || limitPrice <= ZERO)) return false;
  return stopPrice === undefined || (order.stopPrice !== undefined && stopPrice > ZERO);
}
