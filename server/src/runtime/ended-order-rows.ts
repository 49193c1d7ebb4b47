/**
 * The read-model rows of orders that have ended, from the step that ended them until the store has them. A row is written
 * down at once, because memory may have forgotten its order when the append goes out.
 */
import { isTerminal, type Order } from '#domain/order.ts';
import type { DocumentWrite } from '#ports/journal.ts';

export interface EndedOrderRowsOptions {
  readonly order: (orderId: string) => Order | undefined;
  readonly row: (order: Order) => DocumentWrite;
}

export class EndedOrderRows {
  readonly #options: EndedOrderRowsOptions;
  /** Orders that the step at hand has changed. */
  readonly #changed = new Set<string>();
  /** The rows of orders that have ended since the last append. */
  #waiting = new Map<string, DocumentWrite>();
  /** Those of the newest append, which may not be durable yet. */
  #taken = new Map<string, DocumentWrite>();

  constructor(options: EndedOrderRowsOptions) {
    this.#options = options;
  }

  /** Rows that the store may not have yet, oldest first. */
  get onTheirWay(): readonly DocumentWrite[] {
    return [...this.#taken.values(), ...this.#waiting.values()];
  }

  /** The newest row of the order that the store may not have yet. */
  find(orderId: string): DocumentWrite | undefined {
    return this.#waiting.get(orderId) ?? this.#taken.get(orderId);
  }

  /** The step at hand has changed this order. */
  changed(orderId: string): void {
    this.#changed.add(orderId);
  }

  /** The step is over: what it ended gets its row. */
  note(): void {
    for (const id of this.#changed) {
      const order = this.#options.order(id);
      if (order !== undefined && isTerminal(order.status)) this.#waiting.set(id, this.#options.row(order));
    }
    this.#changed.clear();
  }

  /** Rows for the append that goes out now. The one before it is durable by then. */
  take(): readonly DocumentWrite[] {
    this.#taken = this.#waiting;
    this.#waiting = new Map();
    return [...this.#taken.values()];
  }

  /** The state starts over from the journal: rows of what was never durable are void. */
  clear(): void {
    this.#changed.clear();
    this.#waiting.clear();
    this.#taken.clear();
  }
}
