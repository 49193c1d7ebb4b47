/**
 * One budget of requests for an exchange, shared by all accounts that reach it from this address. Who waits is served by
 * what hangs on it: cancels, then orders that close, then other orders, then questions about orders, then polling, and last
 * what only people and charts look at. A part of the budget is kept for cancels and closing orders, so that no amount of
 * polling can use up what gets a position out.
 */
import type { Clock, Timer } from '#ports/clock.ts';

/** The most urgent first. */
export const LANES = ['cancel', 'close', 'create', 'lookup', 'poll', 'chart'] as const;
export type Lane = (typeof LANES)[number];

export interface RateLanesOptions {
  readonly clock: Clock;
  /** Milliseconds in which one unit comes back. */
  readonly unitMs: number;
  /** Units that may be used at once after a rest. */
  readonly burst: number;
  /** The share of the burst that only cancels and closing orders may use. */
  readonly reservedShare?: number;
}

interface Waiter {
  readonly cost: number;
  readonly go: () => void;
  /** False: whoever asked has given up, and nothing of it leaves any more. */
  readonly isWanted: () => boolean;
}

const RESERVED_SHARE_DEFAULT = 0.25;
const KEPT_LANES: ReadonlySet<Lane> = new Set(['cancel', 'close']);

export class RateLanes {
  readonly #options: RateLanesOptions;
  readonly #waiting = new Map<Lane, Waiter[]>(LANES.map((lane) => [lane, []]));
  #units: number;
  #countedAt: number;
  #pausedUntil = 0;
  #timer: Timer | undefined;

  constructor(options: RateLanesOptions) {
    this.#options = options;
    this.#units = options.burst;
    this.#countedAt = options.clock.monotonic();
  }

  /**
   * Resolves when a request of this cost may leave in this lane, or once nobody wants it any more. That uses up nothing: where
   * more is asked for than the budget gives, it would otherwise go to requests that are over, and none would leave in time.
   */
  acquire(lane: Lane, cost: number, isWanted = (): boolean => true): Promise<void> {
    if (cost <= 0) return Promise.resolve();
    const line = this.#waiting.get(lane) ?? [];
    letGo(line);
    return new Promise((go) => {
      line.push({ cost, go, isWanted });
      this.#serve();
    });
  }

  /** Nothing leaves for this long: the venue has said so, and what is sent meanwhile makes it longer. */
  pauseFor(pauseMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.clock.monotonic() + pauseMs);
  }

  /** How many wait, for the account's status. */
  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, lane) => sum + lane.length, 0);
  }

  /** Milliseconds for which the venue wants silence; 0 when it does not. */
  get pausedMs(): number {
    return Math.max(0, this.#pausedUntil - this.#options.clock.monotonic());
  }

  #serve(): void {
    this.#count();
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const lane of LANES) {
      const line = this.#waiting.get(lane) ?? [];
      for (let first = letGo(line); first !== undefined; first = letGo(line)) {
        const waitMs = this.#waitMs(lane, first.cost);
        if (waitMs > 0) {
          this.#timer = this.#options.clock.after(waitMs, () => this.#serve());
          return;
        }
        line.shift();
        this.#units -= first.cost;
        first.go();
      }
    }
  }

  /** What costs more than fits is let through when the budget is full; it then goes below zero. */
  #waitMs(lane: Lane, cost: number): number {
    const { burst, unitMs, reservedShare = RESERVED_SHARE_DEFAULT } = this.#options;
    const kept = KEPT_LANES.has(lane) ? 0 : burst * reservedShare;
    const missing = Math.min(cost, burst - kept) + kept - this.#units;
    // Rounding of fractions must not make anyone wait for a millionth of a unit.
    const budgetMs = missing > 1e-9 ? Math.max(1, Math.ceil(missing * unitMs)) : 0;
    return Math.max(budgetMs, this.pausedMs);
  }

  #count(): void {
    const now = this.#options.clock.monotonic();
    const { burst, unitMs } = this.#options;
    this.#units = Math.min(burst, this.#units + (now - this.#countedAt) / unitMs);
    this.#countedAt = now;
  }
}

/** Those at the head of the line who have given up need not wait either; answers the first who still wants its turn. */
function letGo(line: Waiter[]): Waiter | undefined {
  while (line[0]?.isWanted() === false) line.shift()?.go();
  return line[0];
}
