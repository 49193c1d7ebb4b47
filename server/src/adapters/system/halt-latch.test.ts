import { chmodSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHaltLatch } from './halt-latch.ts';

describe('the halt latch', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latch-'));
    path = join(folder, 'trading-state');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is active at first and remembers what it was set to', () => {
    expect(openHaltLatch(path).read()).toBe('active');
    expect(openHaltLatch(path).write('halted')).toBe(true);
    expect(openHaltLatch(path).read()).toBe('halted');
  });

  it('never grows, so that a full disk can not keep it from halting', () => {
    const latch = openHaltLatch(path);
    const { size } = statSync(path);
    for (const state of ['halted', 'reducing', 'active', 'halted'] as const) latch.write(state);
    expect(statSync(path).size).toBe(size);
    expect(latch.read()).toBe('halted');
  });

  it.each([
    ['empty', () => truncateSync(path)],
    ['nonsense', () => writeFileSync(path, 'trade on!')],
  ])('counts as halted when it is %s', (_name, damage) => {
    const latch = openHaltLatch(path);
    damage();
    expect(latch.read()).toBe('halted');
  });

  it('says so when it could not be written', () => {
    const latch = openHaltLatch(path);
    rmSync(path);
    expect(latch.write('active')).toBe(false);
    expect(latch.read()).toBe('halted');
    chmodSync(folder, 0o700);
  });
});
