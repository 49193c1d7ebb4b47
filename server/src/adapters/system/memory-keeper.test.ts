import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { keepMemory } from './memory-keeper.ts';

function watched() {
  const clock = new ManualClock();
  const heap = { utilization: 0.02, bytes: 50_000_000, collections: 0 };
  const keeper = keepMemory(clock, {
    utilization: () => heap.utilization,
    heapBytes: () => heap.bytes,
    collect: () => {
      heap.collections += 1;
      heap.bytes = 28_000_000;
    },
  });
  return { clock, heap, keeper };
}

describe('memory is given back', () => {
  it('collects once at rest, and again only when the heap has grown anew', () => {
    const { clock, heap } = watched();
    clock.advance(30_000);
    expect(heap.collections).toBe(1);
    heap.bytes = 35_000_000;
    clock.advance(10_000);
    expect(heap.collections).toBe(1);
    heap.bytes = 64_000_000;
    clock.advance(1_000);
    expect(heap.collections).toBe(2);
  });

  it('leaves a busy server alone, however large its heap', () => {
    const { clock, heap } = watched();
    heap.utilization = 0.4;
    clock.advance(60_000);
    expect(heap.collections).toBe(0);
  });

  it('takes a pause between two bursts for no rest', () => {
    const { clock, heap } = watched();
    for (let burst = 0; burst < 5; burst += 1) {
      heap.utilization = 0.02;
      clock.advance(29_000);
      heap.utilization = 0.8;
      clock.advance(1_000);
    }
    expect(heap.collections).toBe(0);
  });

  it('looks no more when it was stopped', () => {
    const { clock, heap, keeper } = watched();
    keeper.stop();
    clock.advance(60_000);
    expect(heap.collections).toBe(0);
  });
});
