import { describe, expect, it } from 'vitest';
import { appendOf, DiskBench } from './test/disk-bench.ts';

const COMMITTED_MS = 51;

/** What is noticed when appends of two processes, the first or the second, are made one after the other. */
async function noticed(...appends: readonly (readonly [process: 0 | 1, stream: string, at: number])[]) {
  const bench = new DiskBench();
  const processes = [bench.start(), bench.start()] as const;
  for (const [index, stream, at] of appends) {
    void processes[index].ports.journal.append(appendOf(stream, at));
    await bench.pass(COMMITTED_MS);
  }
  return bench.trespasses;
}

describe('a process that was told that another one writes a stream', () => {
  it('is noticed when it writes there again', async () => {
    expect(await noticed([1, 'a', 0], [0, 'a', 0], [0, 'a', 1])).toEqual(['a']);
  });

  it('may be turned away again, and may write elsewhere', async () => {
    expect(await noticed([1, 'a', 0], [0, 'a', 0], [0, 'a', 0], [0, 'b', 0], [1, 'a', 1])).toEqual([]);
  });

  it('has to be told first', async () => {
    expect(await noticed([1, 'a', 0], [0, 'a', 1], [1, 'a', 2])).toEqual([]);
  });
});
