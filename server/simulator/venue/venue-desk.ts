/** The venue's front office: every request that reaches the venue is answered here, from the books. */
import type { ApprovedAmend, ApprovedOrder } from '#domain/approved-order.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { FillReport, QueryAnswer, VenueBalance, VenueOrder, VenuePosition } from '#domain/report.ts';
import type { CancelTarget } from '#ports/broker.ts';
import { type Canceled, ChangeIntake } from './change-intake.ts';
import type { OrderFlow } from './order-flow.ts';
import { type Answer, OrderIntake, type Placed } from './order-intake.ts';
import { ok, refused, type Reply } from './reply.ts';
import type { VenueBooks } from './venue-books.ts';
import { mannerOf } from './venue-kind.ts';
import type { VenueOptions } from './venue-options.ts';

/** How far positions may be behind trades. */
const POSITIONS_BEHIND_MS = [500, 30_000] as const;

export class VenueDesk {
  readonly #options: VenueOptions;
  readonly #books: VenueBooks;
  readonly #orders: OrderIntake;
  readonly #changes: ChangeIntake;
  readonly #replicaLagMs: number;

  constructor(options: VenueOptions, books: VenueBooks, flow: OrderFlow) {
    this.#options = options;
    this.#books = books;
    this.#orders = new OrderIntake(options, books, flow);
    this.#changes = new ChangeIntake(options, books, flow);
    this.#replicaLagMs = mannerOf(options.kind).replicaLagMs;
  }

  /** The venue's clock, whole ms. */
  get time(): number {
    return this.#books.time;
  }

  place(order: ApprovedOrder, writeNumber: number, answer: Answer<Placed>): void {
    this.#orders.receive(order, writeNumber, answer);
  }

  cancel(target: CancelTarget, deadlineAt: number | undefined): Reply<Canceled> {
    return this.#isLate(deadlineAt) ? refused('TOO_LATE') : this.#changes.cancel(target);
  }

  amend(amend: ApprovedAmend, deadlineAt: number | undefined): ReturnType<ChangeIntake['amend']> {
    return this.#isLate(deadlineAt) ? refused('TOO_LATE') : this.#changes.amend(amend);
  }

  /**
   * Looks in open and closed orders, at a venue without ids by the remark. `not_found` has the venue's time of now, also
   * when an older state was asked. A bridge does not deny what it has given to its terminal.
   */
  query({ clientOrderId, venueOrderId }: CancelTarget): Reply<QueryAnswer> {
    const seen = this.#books.find(clientOrderId, venueOrderId)?.seenAt(this.#asOf());
    if (seen !== undefined) return ok({ kind: 'found', ...seen });
    if (this.#orders.isPending(clientOrderId)) return refused('IN_PROGRESS');
    return ok({ kind: 'not_found', venueTime: this.time });
  }

  openOrders(): Reply<readonly VenueOrder[]> {
    return ok(this.#books.openOrdersAt(this.#asOf()));
  }

  fillsSince(time: number): Reply<readonly FillReport[]> {
    return ok(this.#books.fillsAt(this.#asOf(), time));
  }

  positions(): Reply<readonly VenuePosition[]> {
    const { faults } = this.#options;
    const asOf = this.#asOf();
    if (!faults.strikes('positions_behind')) return ok(this.#books.positionsAt(asOf));
    return ok(this.#books.positionsAt(asOf - faults.detail('positions_behind').skewed(...POSITIONS_BEHIND_MS)));
  }

  balances(): Reply<readonly VenueBalance[]> {
    return ok(this.#books.balances());
  }

  instruments(): Reply<readonly Instrument[]> {
    return ok(this.#books.instruments);
  }

  terminalDies(): void {
    const { kind, random } = this.#options;
    if (kind === 'gateway') this.#orders.bridgeDies(() => random.chance(0.5));
    this.#books.forget();
  }

  terminalReturns(isRenumbered: boolean): void {
    if (isRenumbered) this.#books.renumber();
    if (this.#options.kind === 'gateway') this.#orders.bridgeReturns();
  }

  #isLate(deadlineAt: number | undefined): boolean {
    return deadlineAt !== undefined && this.#orders.isLate(deadlineAt);
  }

  /** The state that a question is answered from, virtual ms: now and then that of a replica, up to its whole lag behind. */
  #asOf(): number {
    const { kernel, faults } = this.#options;
    if (this.#replicaLagMs === 0 || !faults.strikes('replica_stale')) return kernel.now;
    const detail = faults.detail('replica_stale');
    return kernel.now - (detail.chance(0.3) ? this.#replicaLagMs : detail.next() * this.#replicaLagMs);
  }
}
