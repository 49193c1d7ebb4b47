/**
 * How orders come to fill: at the price, in one to three parts over two seconds; resting ones when the price has come to
 * them, and by chance a part when it is near. Whatever fills has had its price.
 */
import {
  absolute,
  add,
  type Decimal,
  decimal,
  fromInteger,
  divide,
  maximum,
  minimum,
  multiplyRounded,
  roundToStep,
  subtract,
  ZERO,
} from '#domain/decimal.ts';
import type { BookOrder } from './book-order.ts';
import type { VenueBooks } from './venue-books.ts';
import type { VenueOptions } from './venue-options.ts';

const PARTS_MAX = 3;
const FILLED_WITHIN_MS = 2_000;
/** A price is near when it is this share away. */
const NEAR = decimal('0.001');
const TEN = fromInteger(10);

export class OrderFlow {
  readonly #options: VenueOptions;
  readonly #books: VenueBooks;
  readonly #hasWhims: boolean;
  readonly #reducesOnly: boolean;
  /** What has been taken at the present price, by instrument and side. */
  readonly #taken = new Map<string, Decimal>();

  constructor(options: VenueOptions, books: VenueBooks, reducesOnly: boolean) {
    this.#options = options;
    this.#books = books;
    this.#hasWhims = options.hasWhims !== false;
    this.#reducesOnly = reducesOnly;
  }

  /** An order has been accepted. `atOnce` lets a first part fill in this instant. */
  begin(order: BookOrder, atOnce: boolean): void {
    const isNow = order.request.timeInForce === 'ioc' || order.request.timeInForce === 'fok';
    if (isNow && (order.stopPrice === undefined || this.#isTriggered(order))) return this.#fillNowOrNever(order);
    if (atOnce && this.canFill(order)) this.#part(order);
    this.look(order);
    if (order.isOpen && !order.isBusy) order.isResting = true;
  }

  pricesChanged(instrumentId: string): void {
    this.#taken.delete(`${instrumentId} buy`);
    this.#taken.delete(`${instrumentId} sell`);
    for (const order of this.#books.open) if (order.request.instrumentId === instrumentId) this.look(order);
  }

  /** Sees what the present price means for the order. */
  look(order: BookOrder): void {
    if (!order.isOpen || order.isBusy) return;
    if (!this.canFill(order)) return this.#perhapsNear(order);
    const { timeInForce } = order.request;
    if (timeInForce === 'ioc' || timeInForce === 'fok') return this.#fillNowOrNever(order);
    if (!this.#hasWhims) return void this.#take(order, order.leaves);
    const { random, kernel } = this.#options;
    if (order.partsLeft === 0) order.partsLeft = random.int(1, PARTS_MAX);
    const delayMs = random.chance(0.4) ? 0 : random.skewed(1, FILLED_WITHIN_MS / PARTS_MAX);
    order.isBusy = true;
    kernel.after(delayMs, () => {
      order.isBusy = false;
      if (!order.isOpen || !this.canFill(order)) return;
      if (this.#part(order)) this.look(order);
    });
  }

  /** Whether the present price lets it trade. */
  canFill(order: BookOrder): boolean {
    if (order.stopPrice !== undefined && !this.#isTriggered(order)) return false;
    const { side, instrumentId } = order.request;
    if (order.limitPrice === undefined) return true;
    const { bid, ask } = this.#options.price(instrumentId);
    return side === 'buy' ? ask <= order.limitPrice : bid >= order.limitPrice;
  }

  /** Somebody takes part of the order, or all of it, at its own price. Untriggered stops are nobody's to take. */
  race(order: BookOrder, share: number): void {
    if (order.stopPrice !== undefined && !order.isTriggered) return;
    const part = this.#inSteps(order, multiplyRounded(order.leaves, decimal(share.toFixed(6)), 'down'));
    this.#take(order, part === ZERO ? order.leaves : part);
  }

  /** So much of what an order had left when it ended was filled all the same. */
  fillLate(order: BookOrder, share: number): void {
    const part = this.#inSteps(order, multiplyRounded(order.leaves, decimal(share.toFixed(6)), 'down'));
    const quantity = part === ZERO ? order.leaves : part;
    const price = order.limitPrice ?? this.#priceFor(order);
    if (quantity > ZERO) this.#books.fill(order, { quantity, price, liquidity: 'maker', isLate: true });
  }

  /** One of the parts that are left. Returns whether anything filled. */
  #part(order: BookOrder): boolean {
    const { leaves } = order;
    const parts = Math.max(1, order.partsLeft);
    order.partsLeft = parts - 1;
    if (parts === 1) return this.#take(order, leaves);
    const part = this.#inSteps(order, divide(leaves, fromInteger(parts), 'down'));
    return this.#take(order, part === ZERO ? leaves : part);
  }

  #fillNowOrNever(order: BookOrder): void {
    const { random } = this.#options;
    const isWhole = order.request.timeInForce === 'fok';
    if (this.canFill(order) && !(isWhole && this.#available(order) < order.leaves)) {
      const isShort = this.#hasWhims && random.chance(0.15);
      if (!isShort) this.#take(order, order.leaves);
      else if (!isWhole) this.race(order, random.next());
    }
    if (order.isOpen) this.#books.expire(order);
  }

  #perhapsNear(order: BookOrder): void {
    const { random, price } = this.#options;
    const { limitPrice, request } = order;
    if (!this.#hasWhims || limitPrice === undefined || order.stopPrice !== undefined) return;
    const { bid, ask } = price(request.instrumentId);
    const distance = absolute(subtract(request.side === 'buy' ? ask : bid, limitPrice));
    if (distance > multiplyRounded(limitPrice, NEAR, 'down') || !random.chance(0.1)) return;
    this.race(order, random.next());
  }

  #isTriggered(order: BookOrder): boolean {
    if (order.isTriggered || order.stopPrice === undefined) return true;
    const { side, instrumentId } = order.request;
    const { bid, ask } = this.#options.price(instrumentId);
    order.isTriggered = side === 'buy' ? ask >= order.stopPrice : bid <= order.stopPrice;
    return order.isTriggered;
  }

  /** Fills as much of `wanted` as position and price allow; an order that may only reduce ends with the position. */
  #take(order: BookOrder, wanted: Decimal): boolean {
    const { request } = order;
    const mayOnlyReduce = this.#reducesOnly && request.reduceOnly;
    const most = mayOnlyReduce ? minimum(wanted, this.#books.reducible(request)) : wanted;
    const quantity = minimum(most, this.#available(order));
    if (quantity > ZERO) {
      const key = `${request.instrumentId} ${request.side}`;
      if (this.#options.price(request.instrumentId).quantity !== undefined)
        this.#taken.set(key, add(this.#taken.get(key) ?? ZERO, quantity));
      const liquidity = order.isResting && order.limitPrice !== undefined ? 'maker' : 'taker';
      this.#books.fill(order, { quantity, price: this.#priceFor(order), liquidity });
    }
    if (mayOnlyReduce && order.isOpen && this.#books.reducible(request) === ZERO) this.#books.cancel(order, 'position');
    return quantity > ZERO;
  }

  /** The market's price, or the order's own when somebody came to it. */
  #priceFor({ request, limitPrice }: BookOrder): Decimal {
    const { bid, ask } = this.#options.price(request.instrumentId);
    if (request.side === 'buy') return limitPrice === undefined ? ask : minimum(ask, limitPrice);
    return limitPrice === undefined ? bid : maximum(bid, limitPrice);
  }

  #available({ request, leaves }: BookOrder): Decimal {
    const { quantity } = this.#options.price(request.instrumentId);
    if (quantity === undefined) return leaves;
    return maximum(ZERO, subtract(quantity, this.#taken.get(`${request.instrumentId} ${request.side}`) ?? ZERO));
  }

  /** Rounded down to what can be traded: without an instrument to ask, to the last place of the order's quantity. */
  #inSteps({ request, quantity }: BookOrder, part: Decimal): Decimal {
    const known = this.#books.instrument(request.instrumentId)?.lotStep;
    if (known !== undefined) return roundToStep(part, known, 'down');
    let step: bigint = 1n;
    while (quantity % (step * 10n) === 0n && step < TEN) step *= 10n;
    return roundToStep(part, step as Decimal, 'down');
  }
}
