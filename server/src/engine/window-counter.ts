/**
 * Counts what happened within a sliding window, in constant memory: the window is cut into slots, and a slot that the
 * window touches counts whole, so the count is never too low (a limit may bite one slot early, never late).
 */
const SLOTS = 32;

export class WindowCounter {
  readonly #counts = new Uint32Array(SLOTS + 1);
  readonly #slots = new Float64Array(SLOTS + 1).fill(-1);

  /** Counts one at `now` (ms). */
  add(now: number, windowMs: number): void {
    const slot = Math.floor((now * SLOTS) / windowMs);
    const index = slot % (SLOTS + 1);
    if (this.#slots[index] !== slot) {
      this.#slots[index] = slot;
      this.#counts[index] = 0;
    }
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** How many were counted in the window that ends at `now`. */
  count(now: number, windowMs: number): number {
    const newest = Math.floor((now * SLOTS) / windowMs);
    let sum = 0;
    for (let index = 0; index <= SLOTS; index += 1) {
      const slot = this.#slots[index] ?? -1;
      if (slot >= newest - SLOTS && slot <= newest) sum += this.#counts[index] ?? 0;
    }
    return sum;
  }
}
