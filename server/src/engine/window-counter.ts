/**
 * Counts what happened within a sliding window, in constant memory: the window is cut into slots, and a slot that the
 * window touches counts whole, so the count is never too low (a limit may bite one slot early, never late).
 */
const SLOTS = 32;

export class WindowCounter {
  readonly #counts = new Uint32Array(SLOTS + 1);
  #newest = Number.NEGATIVE_INFINITY;
  #windowMs = 0;
  #sum = 0;

  /** Counts one, or so many, at `now` (ms). */
  add(now: number, windowMs: number, count = 1): void {
    const index = this.#advance(now, windowMs) % (SLOTS + 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
    this.#sum += count;
  }

  /** How many were counted in the window that ends at `now`. */
  count(now: number, windowMs: number): number {
    this.#advance(now, windowMs);
    return this.#sum;
  }

  /**
   * Empties the slots that the window has left; a clock that goes back, or another window, keeps what was counted, for a
   * window and no longer: what waits for room must not wait until a clock that was set back has caught up.
   */
  #advance(now: number, windowMs: number): number {
    const slot = Math.floor((now * SLOTS) / windowMs);
    if (windowMs !== this.#windowMs || slot + SLOTS < this.#newest) {
      this.#restart(slot, windowMs);
      return slot;
    }
    if (slot <= this.#newest) return this.#newest;
    const passed = Math.min(slot - this.#newest, SLOTS + 1);
    for (let step = 1; step <= passed; step += 1) {
      const index = (slot - passed + step) % (SLOTS + 1);
      this.#sum -= this.#counts[index] ?? 0;
      this.#counts[index] = 0;
    }
    this.#newest = slot;
    return slot;
  }

  /** Another window, or another time: everything counted so far is taken to have happened now. */
  #restart(slot: number, windowMs: number): void {
    this.#windowMs = windowMs;
    this.#newest = slot;
    this.#counts.fill(0);
    this.#counts[slot % (SLOTS + 1)] = this.#sum;
  }
}
