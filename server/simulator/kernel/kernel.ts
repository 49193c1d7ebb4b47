/**
 * The kernel: virtual time and one heap of events. Whatever a world waits for is an event here; between two events all
 * promises are let run out, so the order of everything follows from the seed alone.
 */

export interface Scheduled {
  cancel(): void;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Later events of one instant run after earlier ones. */
const isBefore = (left: Entry, right: Entry): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order);

export class Kernel {
  readonly #heap: Entry[] = [];
  #now = 0;
  #order = 0;
  #events = 0;

  /** Virtual time since the world began, ms with fractions; it never goes back. */
  get now(): number {
    return this.#now;
  }

  /** Events that have run. */
  get events(): number {
    return this.#events;
  }

  /** Runs once after `delayMs`; 0 is later in this instant. */
  after(delayMs: number, run: () => void): Scheduled {
    const entry: Entry = { at: this.#now + Math.max(0, delayMs), order: (this.#order += 1), run };
    this.#push(entry);
    return {
      cancel() {
        entry.run = undefined;
      },
    };
  }

  /**
   * Runs events until `untilMs` or until `isDone` (asked after each) says so. `afterEach` runs once the promises of an
   * event have run out. Resolves with whether it was done before the time was over.
   */
  async run(untilMs: number, afterEach: () => void, isDone: () => boolean): Promise<boolean> {
    for (;;) {
      const entry = this.#heap[0];
      if (entry === undefined || entry.at > untilMs) break;
      this.#pop();
      if (entry.run === undefined) continue;
      this.#now = entry.at;
      this.#events += 1;
      entry.run();
      await drained();
      afterEach();
      if (isDone()) return true;
    }
    this.#now = Math.max(this.#now, untilMs);
    return isDone();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const smaller = right < heap.length && isBefore(heap[right] as Entry, heap[left] as Entry) ? right : left;
      if (!isBefore(heap[smaller] as Entry, last)) break;
      heap[at] = heap[smaller] as Entry;
      at = smaller;
    }
    heap[at] = last;
  }
}

/** Node empties the queue of promises before it comes to the next immediate. */
const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
