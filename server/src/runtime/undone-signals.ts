/**
 * Signals that are durable and not settled: how many there are, and which of them have been taken up, so that none is
 * taken up twice. A signal has ended when its mark in the inbox is durable.
 */
import type { Inbox } from '#ports/inbox.ts';

export class UndoneSignals {
  readonly #inbox: Inbox;
  readonly #takenUp = new Set<string>();
  #count = 0;

  constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  get count(): number {
    return this.#count;
  }

  /** As many as the inbox has; rejects with StoreUnavailableError when it can't say. */
  async countAll(): Promise<void> {
    this.#count = await this.#inbox.pendingCount();
  }

  /** One more has become durable. */
  add(): void {
    this.#count += 1;
  }

  isTakenUp(signalId: string): boolean {
    return this.#takenUp.has(signalId);
  }

  /** Marks the signal as taken up; false when it was already. */
  takeUp(signalId: string): boolean {
    if (this.#takenUp.has(signalId)) return false;
    this.#takenUp.add(signalId);
    return true;
  }

  /** Writes the mark; rejects with StoreUnavailableError when it can't be written, and the signal has not ended then. */
  async settle(signalId: string, status: 'done' | 'quarantined'): Promise<void> {
    await this.#inbox.settle(signalId, status);
    this.ended(signalId);
  }

  /** Its mark is durable. */
  ended(signalId: string): void {
    this.#count -= 1;
    this.#takenUp.delete(signalId);
  }
}
