/**
 * Gives memory back to the machine. V8 keeps the room that a busy hour needed for the next one; a trading server shares
 * its machine with a terminal, so when it has been busy and has then been at rest for a while it collects once, which takes
 * some hundredths of a second, and returns what is free. The code that ran warm and the room it ran in go with it: what
 * comes next is worked at about half the speed for its first seconds, so a pause between two bursts must not count as rest.
 */
import { getHeapStatistics } from 'node:v8';
import type { Clock, Timer } from '#ports/clock.ts';

export interface HeapUnderWatch {
  /** The share of the time since the last call in which the event loop worked, 0 to 1. */
  readonly utilization: () => number;
  /** What the heap takes of the machine, bytes. */
  readonly heapBytes: () => number;
  /** Collects everything and returns what is free. */
  readonly collect: () => void;
}

export interface MemoryKeeper {
  stop(): void;
}

const LOOK_MS = 1_000;
/** Below this share of a second nobody waits for anything. */
const REST_UTILIZATION = 0.1;
/** So many quiet looks in a row are rest. */
const REST_LOOKS = 30;
/** What must have been taken since the last time to be worth the pause. */
const WORTH_BYTES = 12_000_000;

/** Looks once a second until it is stopped; collects after half a minute of rest, if that is worth it. */
export function keepMemory(clock: Clock, heap: HeapUnderWatch): MemoryKeeper {
  let afterLast = 0;
  let quietLooks = 0;
  let timer: Timer | undefined;
  const look = (): void => {
    quietLooks = heap.utilization() < REST_UTILIZATION ? quietLooks + 1 : 0;
    if (quietLooks >= REST_LOOKS && heap.heapBytes() - afterLast >= WORTH_BYTES) {
      heap.collect();
      afterLast = heap.heapBytes();
    }
    timer = clock.after(LOOK_MS, look);
  };
  timer = clock.after(LOOK_MS, look);
  return { stop: () => timer?.cancel() };
}

/** This process's heap; undefined when Node was started without `--expose-gc`. */
export function ownHeap(): HeapUnderWatch | undefined {
  const { gc } = globalThis;
  if (gc === undefined) return undefined;
  let since = performance.eventLoopUtilization();
  return {
    utilization() {
      const { utilization } = performance.eventLoopUtilization(since);
      since = performance.eventLoopUtilization();
      return utilization;
    },
    heapBytes: () => getHeapStatistics().total_heap_size,
    // The kind that V8 makes before it gives up: the only one that also returns the pages it keeps in its pool.
    collect: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
