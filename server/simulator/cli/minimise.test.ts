import { describe, expect, it } from 'vitest';
import type { FaultName } from '../faults/fault-kinds.ts';
import type { Injection } from '../faults/fault-plan.ts';
import type { RunOptions, RunResult } from '../world/run-seed-types.ts';
import { invariantOf, minimise, nameOf, reduceList } from './minimise.ts';
import type { RunSeed } from './run-messages.ts';

/** Faults that happen unless the choice says otherwise, and what fails given those that did. */
function world(all: readonly Injection[], judge: (names: readonly string[]) => readonly string[]) {
  let runs = 0;
  const runSeed: RunSeed = (options: RunOptions): Promise<RunResult> => {
    runs += 1;
    const { without = [], skip = new Set<string>(), untilMs = Number.POSITIVE_INFINITY } = options.faults ?? {};
    const injections = all.filter(
      (one) => !without.includes(one.name) && !skip.has(nameOf(one)) && one.atMs <= untilMs,
    );
    const kinds = [...new Set(all.map(({ name }) => name)), 'notifier_down' as const];
    return Promise.resolve({
      seed: options.seed,
      world: 'raw',
      traceHash: '0',
      violations: judge(injections.map(nameOf)),
      injections,
      kinds: kinds.filter((kind) => !without.includes(kind)),
      kernelEvents: 0,
      virtualMs: 0,
      signals: 0,
      orders: 0,
      coverage: {},
      trace: [],
    });
  };
  return { runSeed, runs: () => runs };
}

const injected = (name: FaultName, ordinal: number, atMs: number): Injection => ({ name, ordinal, atMs });

const MANY: readonly Injection[] = Array.from({ length: 60 }, (_, index) => {
  const names = ['request_lost', 'reply_lost', 'disk_slow', 'stall', 'clock_jump', 'report_lost'] as const;
  return injected(names[index % names.length] ?? 'stall', Math.floor(index / names.length) + 1, index * 50);
});

describe('minimise', () => {
  it('keeps the faults that the failure needs and no other', async () => {
    const needed = ['request_lost#3', 'reply_lost#5'];
    const { runSeed } = world(MANY, (names) =>
      needed.every((name) => names.includes(name)) ? ['I-01: two orders'] : [],
    );
    const { options, result } = await minimise(runSeed, { seed: 7 });
    expect(result.injections.map(nameOf)).toEqual(needed);
    expect(result.violations).toEqual(['I-01: two orders']);
    expect(options.faults?.without).toEqual(expect.arrayContaining(['disk_slow', 'stall', 'notifier_down']));
    const untilMs = MANY.find((one) => nameOf(one) === 'reply_lost#5')?.atMs;
    expect(options.faults?.untilMs).toBe(untilMs);
    expect((await runSeed(options)).violations).toHaveLength(1);
  });

  it('finds that no fault is needed at all', async () => {
    const { runSeed } = world(MANY, () => ['I-09: always']);
    const { result } = await minimise(runSeed, { seed: 7 });
    expect(result.injections).toEqual([]);
  });

  it('does not mistake another failure for the same one', async () => {
    const { runSeed } = world(MANY, (names) => {
      if (names.includes('stall#2')) return ['I-05: lost'];
      return names.length > 0 ? ['I-29: still open'] : ['I-29: still open'];
    });
    const { result } = await minimise(runSeed, { seed: 7 });
    expect(result.violations).toEqual(['I-05: lost']);
    expect(result.injections.map(nameOf)).toEqual(['stall#2']);
  });

  it('adds to what was chosen before, and takes nothing of it back', async () => {
    const { runSeed } = world(MANY, (names) => (names.includes('reply_lost#5') ? ['I-01: two'] : []));
    const failing: RunOptions = {
      seed: 7,
      world: 'raw',
      faults: { without: ['stall'], skip: new Set(['reply_lost#1']) },
    };
    const { options } = await minimise(runSeed, failing);
    expect(options.world).toBe('raw');
    expect(options.faults?.without).toContain('stall');
    expect(options.faults?.skip?.has('reply_lost#1')).toBe(true);
  });

  it('stops after as many runs as it may make, with the best it has', async () => {
    const needed = MANY.filter((_, index) => index % 2 === 0).map(nameOf);
    const { runSeed, runs } = world(MANY, (names) =>
      needed.every((name) => names.includes(name)) ? ['I-01: two'] : [],
    );
    const small = await minimise(runSeed, { seed: 7 }, 40);
    expect(runs()).toBeLessThanOrEqual(40);
    expect(small.runs).toBe(runs());
    expect(small.result.violations).toHaveLength(1);
  });

  it('leaves a failure that does not come again as it was', async () => {
    const { runSeed, runs } = world(MANY, () => []);
    const { options } = await minimise(runSeed, { seed: 7 });
    expect(options).toEqual({ seed: 7 });
    expect(runs()).toBe(1);
  });

  it('tries faults too that come only when another is left out', async () => {
    let isFirst = true;
    const late = injected('report_lost', 9, 10);
    const inner = world(MANY, (names) => (names.includes('reply_lost#5') ? ['I-01: two'] : []));
    const runSeed: RunSeed = async (options) => {
      const result = await inner.runSeed(options);
      const isThere = !isFirst && options.faults?.skip?.has(nameOf(late)) !== true;
      isFirst = false;
      return isThere && options.faults?.without?.includes('report_lost') !== true
        ? { ...result, injections: [late, ...result.injections] }
        : result;
    };
    const { result } = await minimise(runSeed, { seed: 7 });
    expect(result.injections.map(nameOf)).toEqual(['reply_lost#5']);
  });
});

describe('reduceList', () => {
  it('keeps what is needed wherever it stands', async () => {
    const list = Array.from({ length: 37 }, (_, index) => index);
    for (const needed of [[0], [36], [3, 4], [0, 18, 36], list]) {
      const kept = await reduceList(list, (some) => Promise.resolve(needed.every((one) => some.includes(one))));
      expect(kept).toEqual(needed);
    }
  });

  it('answers an empty list when nothing is needed', async () => {
    expect(await reduceList([1, 2, 3], () => Promise.resolve(true))).toEqual([]);
    expect(await reduceList([], () => Promise.resolve(true))).toEqual([]);
  });
});

it('reads the invariant off a violation', () => {
  expect(invariantOf('I-01: two orders')).toBe('I-01');
  expect(invariantOf('something else')).toBe('something else');
});
