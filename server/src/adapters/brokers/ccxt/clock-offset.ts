/**
 * How far the venue's clock is from ours. Each measurement takes half of the round trip as its uncertainty, and the
 * narrowest of the recent ones counts, because a slow answer says little. Signatures are made with the venue's time, for
 * REST and for the streams' logins alike; a refusal for the timestamp asks for a new measurement at once.
 */
import type { Clock } from '#ports/clock.ts';

interface Measurement {
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
  readonly at: number;
}

/** A clock drifts by much less than a millisecond in a second; older measurements are worth little. */
const FORGET_AFTER_MS = 900_000;
const MEASUREMENTS_MAX = 8;

export class ClockOffset {
  readonly #clock: Clock;
  #measurements: readonly Measurement[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Venue time minus ours, ms; 0 before the first measurement. */
  get offsetMs(): number {
    return this.#best()?.offsetMs ?? 0;
  }

  /** How wrong `offsetMs` may be; undefined before the first measurement. */
  get uncertaintyMs(): number | undefined {
    return this.#best()?.uncertaintyMs;
  }

  /** The venue's time now, as well as we know it. */
  venueNow(): number {
    return Math.round(this.#clock.now() + this.offsetMs);
  }

  /** A time that the venue's clock has certainly passed: what a proof by time must be counted from. */
  venueNowAtLeast(): number {
    return Math.floor(this.#clock.now() + this.offsetMs - (this.uncertaintyMs ?? 0));
  }

  /**
   * Asks the venue for its time, and keeps what was learned. Rejects as `ask` does, and then knows what it knew. `anew`: what
   * was known is wrong (our own clock was set, or the venue refused a timestamp), and counts only until the answer is there.
   */
  async measure(ask: () => Promise<number>, anew = false): Promise<void> {
    const wallBefore = this.#clock.now();
    const before = this.#clock.monotonic();
    const venueTime = await ask();
    if (!Number.isFinite(venueTime)) throw new Error('the venue told no time');
    const roundTripMs = this.#clock.monotonic() - before;
    const middle = wallBefore + roundTripMs / 2;
    const measurement = { offsetMs: venueTime - middle, uncertaintyMs: roundTripMs / 2 + 1, at: before };
    this.#measurements = anew ? [measurement] : [...this.#recent(), measurement].slice(-MEASUREMENTS_MAX);
  }

  #recent(): readonly Measurement[] {
    const since = this.#clock.monotonic() - FORGET_AFTER_MS;
    return this.#measurements.filter(({ at }) => at >= since);
  }

  #best(): Measurement | undefined {
    const [first, ...rest] = this.#measurements;
    return rest.reduce((best, next) => (best && best.uncertaintyMs < next.uncertaintyMs ? best : next), first);
  }
}
