/**
 * Which instruments an account wants fresh prices of, at a source that has them only on demand: those it holds, those with
 * an order, and those a command has named lately. What was just asked for is waited for a moment, so that the first order
 * in an instrument meets a price; a price that does not come keeps nothing up for longer.
 */
import type { Clock, Timer } from '#ports/clock.ts';

export interface WatchedPricesOptions {
  readonly clock: Clock;
  /** Absent: the source has the prices of all instruments anyway. */
  readonly watch?: (instrumentId: string) => () => void;
  /** Whether the account can't do without the price now. */
  readonly isNeeded: (instrumentId: string) => boolean;
  /** A price that was waited for is there, or is not waited for any more. */
  readonly onSettled: () => void;
}

/** How long a command waits for the first price of its instrument. */
const FIRST_PRICE_MS = 3_000;
const WATCHED_MAX = 200;

export class WatchedPrices {
  readonly #options: WatchedPricesOptions;
  /** The one wanted longest ago first. */
  readonly #watched = new Map<string, () => void>();
  readonly #awaited = new Map<string, Timer>();
  #stopped = false;

  constructor(options: WatchedPricesOptions) {
    this.#options = options;
  }

  /** Wants the price from now on; nothing any more once it was stopped, though a commit that was under way comes later. */
  want(instrumentId: string): void {
    const { watch, clock } = this.#options;
    if (watch === undefined || this.#stopped) return;
    const known = this.#watched.get(instrumentId);
    if (known !== undefined) {
      this.#watched.delete(instrumentId);
      this.#watched.set(instrumentId, known);
      return;
    }
    const giveUp = (): void => this.#settle(instrumentId);
    this.#awaited.set(instrumentId, clock.after(FIRST_PRICE_MS, giveUp));
    this.#watched.set(instrumentId, watch(instrumentId));
    this.#dropOldest();
  }

  /** Wants the price unless it is wanted already: what is only held keeps its place among those that may be dropped. */
  wantIfNew(instrumentId: string): void {
    if (!this.#watched.has(instrumentId)) this.want(instrumentId);
  }

  /** Whether the first price of the instrument is still waited for. */
  isAwaited(instrumentId: string): boolean {
    return this.#awaited.has(instrumentId);
  }

  /** A price has come. */
  hear(instrumentId: string): void {
    if (this.#awaited.size > 0 && this.#awaited.has(instrumentId)) this.#settle(instrumentId);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#awaited.values()) timer.cancel();
    this.#awaited.clear();
    for (const end of this.#watched.values()) end();
    this.#watched.clear();
  }

  #settle(instrumentId: string): void {
    this.#awaited.get(instrumentId)?.cancel();
    this.#awaited.delete(instrumentId);
    this.#options.onSettled();
  }

  #dropOldest(): void {
    if (this.#watched.size <= WATCHED_MAX) return;
    for (const [instrumentId, end] of this.#watched) {
      if (this.isAwaited(instrumentId) || this.#options.isNeeded(instrumentId)) continue;
      this.#watched.delete(instrumentId);
      end();
      return;
    }
  }
}
