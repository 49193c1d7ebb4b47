/**
 * Lanes: signals for one instrument are decided one after the other, in the order of their arrival. One whose meaning
 * depends on the position (a close, a target) waits until nothing of the earlier ones is on its way. Instruments do not
 * wait for each other; an item for all of them (`ALL`) waits for every lane and holds up what comes after it.
 */
export const ALL = '*';

export interface LaneItem {
  readonly key: string;
  /** Whether it must see the outcome of everything before it. */
  readonly waits: boolean;
  readonly run: () => void;
}

export class Lanes {
  readonly #isBusy: (key: string) => boolean;
  readonly #isHeld: (key: string) => boolean;
  readonly #lanes = new Map<string, LaneItem[]>();
  #barrier: LaneItem | undefined;
  #behind: LaneItem[] = [];
  #size = 0;
  #running = false;

  /** `isBusy` tells whether something of that instrument is on its way, `isHeld` whether nothing may run in its lane yet. */
  constructor(isBusy: (key: string) => boolean, isHeld: (key: string) => boolean = () => false) {
    this.#isBusy = isBusy;
    this.#isHeld = isHeld;
  }

  /** Items waiting. */
  get size(): number {
    return this.#size;
  }

  /** Runs the item now if its lane is free, else when it becomes so. */
  add(item: LaneItem): void {
    this.#size += 1;
    if (this.#barrier !== undefined) this.#behind.push(item);
    else if (item.key === ALL) this.#barrier = item;
    else this.#enqueue(item);
    this.pump();
  }

  /** Looks again which lanes are free; call it whenever an order has changed. */
  pump(): void {
    if (this.#running || this.#size === 0) return;
    this.#running = true;
    try {
      do {
        for (const [key, items] of this.#lanes) this.#pumpLane(key, items);
      } while (this.#passBarrier());
    } finally {
      this.#running = false;
    }
  }

  /** Lets everything that waits run now, whether its turn has come or not: what runs finds that nobody takes it. */
  clear(): void {
    const waiting = [...this.#lanes.values()].flat();
    if (this.#barrier !== undefined) waiting.push(this.#barrier);
    waiting.push(...this.#behind);
    this.#lanes.clear();
    this.#barrier = undefined;
    this.#behind = [];
    this.#size = 0;
    for (const item of waiting) item.run();
  }

  #enqueue(item: LaneItem): void {
    const lane = this.#lanes.get(item.key);
    if (lane === undefined) this.#lanes.set(item.key, [item]);
    else lane.push(item);
  }

  #pumpLane(key: string, items: LaneItem[]): void {
    let next = 0;
    for (;;) {
      const item = items[next];
      if (item === undefined || (item.waits && this.#isBusy(key)) || this.#isHeld(key)) break;
      next += 1;
      this.#size -= 1;
      item.run();
    }
    if (next === items.length) this.#lanes.delete(key);
    else if (next > 0) items.splice(0, next);
  }

  /** True when the barrier fell and the lanes must be looked at again. */
  #passBarrier(): boolean {
    const barrier = this.#barrier;
    if (barrier === undefined || this.#lanes.size > 0 || this.#isBusy(ALL)) return false;
    this.#barrier = undefined;
    this.#size -= 1;
    barrier.run();
    const behind = this.#behind;
    this.#behind = [];
    while (behind.length > 0 && this.#barrier === undefined) {
      const item = behind.shift();
      if (item === undefined) break;
      if (item.key === ALL) this.#barrier = item;
      else this.#enqueue(item);
    }
    this.#behind = behind;
    return true;
  }
}
