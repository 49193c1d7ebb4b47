/**
 * Orders of one kind at one side of one instrument, in the order in which a moving price reaches them: best price
 * first, then the older one. A sorted array with the best at its end: looking is O(1), the changes are a binary search.
 */
import type { Decimal } from '#domain/decimal.ts';

export interface Queued {
  /** Smaller is older. Unique within the venue. */
  readonly priority: number;
}

interface Entry<T> {
  readonly price: Decimal;
  readonly item: T;
}

export class PriceQueue<T extends Queued> {
  readonly #entries: Entry<T>[] = [];
  readonly #highestFirst: boolean;

  /** `highest`: a falling price meets the highest first (bids, stops of sellers). `lowest`: the other way round. */
  constructor(first: 'highest' | 'lowest') {
    this.#highestFirst = first === 'highest';
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The price that is met next; undefined when the queue is empty. */
  bestPrice(): Decimal | undefined {
    return this.#entries.at(-1)?.price;
  }

  best(): T | undefined {
    return this.#entries.at(-1)?.item;
  }

  insert(price: Decimal, item: T): void {
    this.#entries.splice(this.#position(price, item.priority), 0, { price, item });
  }

  /** Throws when the item is not there under that price and its priority: the index and the orders have come apart. */
  remove(price: Decimal, item: T): void {
    const position = this.#position(price, item.priority);
    if (this.#entries[position]?.item !== item) throw new Error('the book does not hold this order');
    this.#entries.splice(position, 1);
  }

  /** Best first. */
  *[Symbol.iterator](): Iterator<T> {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry !== undefined) yield entry.item;
    }
  }

  #position(price: Decimal, priority: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && this.#isBefore(entry, price, priority)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether `entry` stands nearer to the front of the array, so is met later. */
  #isBefore(entry: Entry<T>, price: Decimal, priority: number): boolean {
    if (entry.price === price) return entry.item.priority > priority;
    return entry.price < price === this.#highestFirst;
  }
}
