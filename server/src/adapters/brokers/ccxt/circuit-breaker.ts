/**
 * Stops asking a venue that does not answer. After so many failures in a row it opens: new orders and polling are turned
 * away at once for a while, then one request may try, and its fate decides. Cancels, closing orders and questions about
 * orders always pass: they are what is needed most while a venue is failing, and any answer to one of them closes it again.
 */
import type { Clock } from '#ports/clock.ts';
import type { Lane } from './rate-lanes.ts';

export interface BreakerSettings {
  readonly failuresMax: number;
  readonly openMs: number;
}

export const BREAKER_DEFAULTS: BreakerSettings = { failuresMax: 5, openMs: 60_000 };

export type BreakerState = 'closed' | 'open' | 'half_open';

const ALWAYS_PASSES: ReadonlySet<Lane> = new Set(['cancel', 'close', 'lookup']);

export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #settings: BreakerSettings;
  #failures = 0;
  #openedAt: number | undefined;
  #probing = false;

  constructor(clock: Clock, settings: BreakerSettings = BREAKER_DEFAULTS) {
    this.#clock = clock;
    this.#settings = settings;
  }

  get state(): BreakerState {
    if (this.#openedAt === undefined) return 'closed';
    return this.#restMs(this.#openedAt) > 0 ? 'open' : 'half_open';
  }

  /** Milliseconds until it lets one try; 0 when it does not hold anything back. */
  get waitMs(): number {
    return this.#openedAt === undefined ? 0 : Math.max(0, this.#restMs(this.#openedAt));
  }

  /** Whether a request of this lane may leave now. In the half-open state the first that asks is the probe. */
  admits(lane: Lane): boolean {
    if (ALWAYS_PASSES.has(lane) || this.#openedAt === undefined) return true;
    if (this.#restMs(this.#openedAt) > 0 || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  /** The venue answered, with whatever. */
  succeeded(): void {
    this.#failures = 0;
    this.#openedAt = undefined;
    this.#probing = false;
  }

  /** The venue did not answer, or said itself that it can't. */
  failed(): void {
    this.#failures += 1;
    const wasProbe = this.#probing;
    this.#probing = false;
    if (this.#openedAt === undefined ? this.#failures >= this.#settings.failuresMax : wasProbe) {
      this.#openedAt = this.#clock.monotonic();
    }
  }

  #restMs(openedAt: number): number {
    return openedAt + this.#settings.openMs - this.#clock.monotonic();
  }
}
