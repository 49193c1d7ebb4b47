/**
 * The venue's books: the truth about one netting account. Every change of an order, a position or the money is made here
 * and published from here, once; how it comes to a change is decided elsewhere.
 */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import {
  absolute,
  add,
  type Decimal,
  decimal,
  multiplyAllRounded,
  negate,
  ONE,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { FillReport, OrderReport, VenueBalance, VenueOrder, VenuePosition } from '#domain/report.ts';
import type { Random } from '../kernel/random.ts';
import { type BookFill, BookOrder, type BookStatus } from './book-order.ts';
import { Holding } from './holding.ts';
import type { VenueOptions } from './venue-options.ts';

const FEE_RATE = decimal('0.0005');
const BALANCE_DEFAULT = decimal('1000000');
const FORGETS_ENDED = 0.7;

export interface FillTerms {
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly liquidity: FillReport['liquidity'];
  readonly isLate?: boolean;
}

/** What is absent stays as it is. */
export interface NewTerms {
  readonly quantity: Decimal;
  readonly limitPrice?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
}

export class VenueBooks {
  readonly #options: VenueOptions;
  readonly #instruments = new Map<string, Instrument>();
  readonly #holdings = new Map<string, Holding>();
  /** The newest order of each id: an id may be used again at some venues. */
  readonly #byClientId = new Map<string, BookOrder>();
  readonly #byVenueId = new Map<string, BookOrder>();
  readonly accepted: BookOrder[] = [];
  /** In the order in which they happened. */
  readonly trades: { readonly order: BookOrder; readonly fill: BookFill }[] = [];
  /** In order of acceptance. */
  readonly open = new Set<BookOrder>();
  readonly #publish: (report: OrderReport) => void;
  readonly #forgetful: Random;
  #money: Decimal;
  #numbers = 0;

  constructor(options: VenueOptions, publish: (report: OrderReport) => void) {
    this.#options = options;
    this.#publish = publish;
    this.#forgetful = options.random.fork('forgotten ends');
    this.#money = options.balance ?? BALANCE_DEFAULT;
    for (const instrument of options.instruments ?? []) this.#instruments.set(instrument.id, instrument);
  }

  /** The venue's time, whole ms. */
  get time(): number {
    return Math.floor(this.#options.wallMs());
  }

  get money(): Decimal {
    return this.#money;
  }

  get instruments(): readonly Instrument[] {
    return [...this.#instruments.values()];
  }

  instrument(id: string): Instrument | undefined {
    return this.#instruments.get(id);
  }

  position(instrumentId: string): Decimal {
    return this.#holdings.get(instrumentId)?.quantity ?? ZERO;
  }

  /** By the venue's own number if it has that one, else the newest with our id. */
  find(clientOrderId: string, venueOrderId?: string): BookOrder | undefined {
    const known = venueOrderId === undefined ? undefined : this.#byVenueId.get(venueOrderId);
    return known?.clientOrderId === clientOrderId ? known : this.#byClientId.get(clientOrderId);
  }

  accept(order: ApprovedOrder, writeNumber: number): BookOrder {
    const { kernel, trace } = this.#options;
    const { time } = this;
    const venueOrderId = this.#nextNumber();
    const accepted = new BookOrder(order, { venueOrderId, writeNumber, atMs: kernel.now, time });
    this.accepted.push(accepted);
    this.open.add(accepted);
    this.#byClientId.set(accepted.clientOrderId, accepted);
    this.#byVenueId.set(venueOrderId, accepted);
    trace.say('venue', `accepted ${venueOrderId} ${accepted.clientOrderId}`);
    this.#publish({ kind: 'accepted', clientOrderId: accepted.clientOrderId, venueOrderId, time });
    return accepted;
  }

  /** Books one trade; it must not be larger than what the order leaves. A late one is of an order that has ended, and stays so. */
  fill(order: BookOrder, { quantity, price, liquidity, isLate = false }: FillTerms): void {
    if (order.isOpen === isLate || quantity <= ZERO || quantity > order.leaves) throw new RangeError('no such fill');
    const { kernel, trace } = this.#options;
    const { instrumentId, side } = order.request;
    const contractSize = this.#instruments.get(instrumentId)?.contractSize ?? ONE;
    const { time } = this;
    const tradeId = `T${this.trades.length + 1}`;
    const fee = multiplyAllRounded([price, quantity, contractSize, FEE_RATE], 'half_even');
    const { clientOrderId, venueOrderId } = order;
    const claim = { clientOrderId, venueOrderId, tradeId, instrumentId, side, price, quantity, fee, liquidity, time };
    const report: FillReport = { kind: 'fill', ...claim };
    const fill: BookFill = { tradeId, side, price, quantity, fee, atMs: kernel.now, report };
    order.fills.push(fill);
    this.trades.push({ order, fill });
    order.filledQuantity = add(order.filledQuantity, quantity);
    const holding = this.#holdingOf(instrumentId);
    const profit = holding.take(side === 'buy' ? quantity : negate(quantity), price);
    this.#money = add(subtract(this.#money, fee), multiplyAllRounded([profit, contractSize], 'half_even'));
    if (order.leaves === ZERO && !isLate) this.#close(order, 'filled');
    order.noteVersion(kernel.now, time);
    trace.say('venue', `fill ${tradeId} of ${venueOrderId}`);
    this.#publish(report);
  }

  cancel(order: BookOrder, venueReason: string): void {
    const { clientOrderId } = order;
    this.#end(order, 'canceled');
    this.#publish({ kind: 'canceled', clientOrderId, venueReason, ...this.toldOf(order), time: this.time });
  }

  expire(order: BookOrder): void {
    this.#end(order, 'expired');
    this.#publish({ kind: 'expired', clientOrderId: order.clientOrderId, ...this.toldOf(order), time: this.time });
  }

  /** What the venue says of the fills when an order ends: a raw terminal says nothing, others how much it was in all. */
  toldOf({ filledQuantity }: BookOrder): { readonly filledQuantity?: Decimal } {
    return this.#options.kind === 'raw' ? {} : { filledQuantity };
  }

  amend(order: BookOrder, terms: NewTerms): void {
    order.quantity = terms.quantity;
    order.limitPrice = terms.limitPrice ?? order.limitPrice;
    order.stopPrice = terms.stopPrice ?? order.stopPrice;
    order.noteVersion(this.#options.kernel.now, this.time);
    this.#options.trace.say('venue', `amended ${order.venueOrderId}`);
    this.#publish({ kind: 'amended', ...this.termsOf(order), time: this.time });
  }

  termsOf({ clientOrderId, quantity, limitPrice, stopPrice }: BookOrder) {
    return {
      clientOrderId,
      quantity,
      ...(limitPrice === undefined ? {} : { limitPrice }),
      ...(stopPrice === undefined ? {} : { stopPrice }),
    };
  }

  /** Open orders get other numbers; nobody is told. */
  renumber(): void {
    for (const order of this.open) {
      this.#byVenueId.delete(order.venueOrderId);
      order.venueOrderId = this.#nextNumber();
      this.#byVenueId.set(order.venueOrderId, order);
      order.noteVersion(this.#options.kernel.now, this.time);
    }
    this.#options.trace.say('venue', 'renumbered');
  }

  /** Open orders of which nothing has filled are gone, some of them, and so are some that have ended; nobody is told. */
  forget(): void {
    const { kernel, faults, trace, kind } = this.#options;
    for (const order of [...this.open]) {
      if (order.fills.length > 0 || !faults.strikes('order_forgotten')) continue;
      this.#close(order, 'forgotten');
      order.noteVersion(kernel.now, this.time);
      trace.say('venue', `forgot ${order.venueOrderId}`);
    }
    if (kind === 'raw' && faults.has('order_forgotten') && !faults.isOver) this.#forgetEnded();
  }

  /** A raw terminal does not say with the end of an order what it had filled: whoever asks may ask in vain. */
  #forgetEnded(): void {
    const { kernel, trace } = this.#options;
    for (const order of this.accepted) {
      if (order.fills.length > 0 || (order.status !== 'canceled' && order.status !== 'expired')) continue;
      if (!this.#forgetful.chance(FORGETS_ENDED)) continue;
      order.status = 'forgotten';
      order.noteVersion(kernel.now, this.time);
      trace.say('venue', `forgot ${order.venueOrderId}, which had ended`);
    }
  }

  openOrdersAt(asOfMs: number): readonly VenueOrder[] {
    const orders: VenueOrder[] = [];
    for (const order of this.accepted) {
      const seen = order.seenAt(asOfMs)?.order;
      if (seen?.status === 'open') orders.push(seen);
    }
    return orders;
  }

  fillsAt(asOfMs: number, sinceTime: number): readonly FillReport[] {
    const fills: FillReport[] = [];
    for (const { fill } of this.trades)
      if (fill.atMs <= asOfMs && fill.report.time >= sinceTime) fills.push(fill.report);
    return fills;
  }

  positionsAt(asOfMs: number): readonly VenuePosition[] {
    const positions: VenuePosition[] = [];
    for (const [instrumentId, holding] of this.#holdings) {
      const quantity = subtract(holding.quantity, this.#tradedAfter(asOfMs, instrumentId));
      const { averagePrice } = holding;
      if (quantity !== ZERO) positions.push({ positionId: instrumentId, instrumentId, quantity, averagePrice });
    }
    return positions;
  }

  balances(): readonly VenueBalance[] {
    return [{ currency: this.#options.currency, total: this.#money, free: this.#money }];
  }

  /** How much of an order of that side could only reduce the position. */
  reducible({ instrumentId, side }: { readonly instrumentId: string; readonly side: 'buy' | 'sell' }): Decimal {
    const held = this.position(instrumentId);
    return held > ZERO === (side === 'sell') ? absolute(held) : ZERO;
  }

  /** What is held and no order ties up. */
  freeToSell(instrumentId: string): Decimal {
    let free = this.position(instrumentId);
    for (const { request, leaves } of this.open)
      if (request.instrumentId === instrumentId && request.side === 'sell') free = subtract(free, leaves);
    return free;
  }

  #tradedAfter(asOfMs: number, instrumentId: string): Decimal {
    let traded: Decimal = ZERO;
    for (let index = this.trades.length - 1; index >= 0; index -= 1) {
      const fill = this.trades[index]?.fill;
      if (fill === undefined || fill.atMs <= asOfMs) break;
      if (fill.report.instrumentId !== instrumentId) continue;
      traded = fill.side === 'buy' ? add(traded, fill.quantity) : subtract(traded, fill.quantity);
    }
    return traded;
  }

  #holdingOf(instrumentId: string): Holding {
    const known = this.#holdings.get(instrumentId);
    if (known !== undefined) return known;
    const holding = new Holding();
    this.#holdings.set(instrumentId, holding);
    return holding;
  }

  #end(order: BookOrder, status: BookStatus): void {
    if (!order.isOpen) throw new Error(`order ${order.venueOrderId} has ended`);
    this.#close(order, status);
    order.noteVersion(this.#options.kernel.now, this.time);
    this.#options.trace.say('venue', `${status} ${order.venueOrderId}`);
  }

  #close(order: BookOrder, status: BookStatus): void {
    order.status = status;
    this.open.delete(order);
  }

  #nextNumber(): string {
    return `V${(this.#numbers += 1)}`;
  }
}
