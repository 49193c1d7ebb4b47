/**
 * All open sockets, and the way of account events to them. Faults of streams live here: events lost, told twice, swapped
 * or late, sockets and channels that fall silent, sockets that are cut. Without faults events arrive in order, just after the act that made them.
 */
import type { EventBus, ExchangeEvent, ExchangeListener } from '../core/exchange-event.ts';

export interface StreamFaults {
  /** So many of the next events are lost, told twice, or swapped with the one after them. */
  lost: number;
  duplicated: number;
  reordered: number;
  delayMs: number;
  /** Sockets stay open and nothing comes over them, not even the answer to a ping. */
  isSilent: boolean;
  /** New sockets are refused. */
  isClosed: boolean;
  /** Channels of which nothing is told while their sockets live; what is subscribed to is confirmed. */
  silentChannels: readonly string[];
  /** Channels whose subscriptions are neither carried out nor answered. */
  ignoredChannels: readonly string[];
}

interface OpenSocket {
  drop(): void;
  say(message: unknown): void;
}

/** No fault of streams. */
export const noStreamFaults = (): StreamFaults => ({
  lost: 0,
  duplicated: 0,
  reordered: 0,
  delayMs: 0,
  isSilent: false,
  isClosed: false,
  silentChannels: [],
  ignoredChannels: [],
});

export class StreamHub {
  readonly faults: StreamFaults = noStreamFaults();
  readonly #listeners = new Set<ExchangeListener>();
  readonly #sockets = new Set<OpenSocket>();
  #held: ExchangeEvent | undefined;

  constructor(bus: EventBus) {
    bus.onEvent((event) => {
      this.#receive(event);
    });
  }

  onEvent(listener: ExchangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(socket: OpenSocket): () => void {
    this.#sockets.add(socket);
    return () => this.#sockets.delete(socket);
  }

  get socketCount(): number {
    return this.#sockets.size;
  }

  /** Cuts every socket, as a failing line would. */
  dropAll(): void {
    for (const socket of [...this.#sockets]) socket.drop();
  }

  /** Says something over every socket that the exchange would say by itself. */
  sayAll(message: unknown): void {
    for (const socket of [...this.#sockets]) socket.say(message);
  }

  #receive(event: ExchangeEvent): void {
    const { faults } = this;
    if (faults.lost > 0) {
      faults.lost -= 1;
      return;
    }
    if (faults.reordered > 0) {
      faults.reordered -= 1;
      if (this.#held !== undefined) this.#schedule(this.#held);
      this.#held = event;
      return;
    }
    this.#schedule(event);
    if (this.#held !== undefined) {
      this.#schedule(this.#held);
      this.#held = undefined;
    }
    if (faults.duplicated > 0) {
      faults.duplicated -= 1;
      this.#schedule(event);
    }
  }

  #schedule(event: ExchangeEvent): void {
    const deliver = (): void => {
      for (const listener of [...this.#listeners]) listener(event);
    };
    if (this.faults.delayMs > 0) setTimeout(deliver, this.faults.delayMs).unref();
    else setImmediate(deliver);
  }
}
