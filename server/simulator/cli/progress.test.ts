import { describe, expect, it } from 'vitest';
import { Progress, progressLine } from './progress.ts';
import { summaryOf } from './summary.ts';
import { tableOf } from './table.ts';
import { addTotals, NO_RUNS, type Totals } from './totals.ts';

const SOME: Totals = {
  ...NO_RUNS,
  runs: 1_200,
  cpuMs: 6_000,
  injections: 5_000,
  violations: 2,
  runsByWorld: { raw: 1_200 },
  injectionsByFault: { stall: 5_000 },
  coverage: { 'stall × accepted': 3 },
};

describe('the progress', () => {
  it('shows how many, how fast, and what was found', () => {
    expect(progressLine(SOME, 4_000)).toBe(
      '1,200 runs · 300/s · 200/CPU-s · 5,000 faults · 3.0 M/CPU-h · 2 violations',
    );
    expect(progressLine(NO_RUNS, 0)).toBe('0 runs · 0/s · 0/CPU-s · 0 faults · 0.0 M/CPU-h · 0 violations');
  });

  function watch(isTTY: boolean) {
    const written: string[] = [];
    let time = 0;
    const progress = new Progress({ isTTY, write: (text) => written.push(text) }, () => time);
    const tellAt = (at: number): void => {
      time = at;
      progress.tell(SOME);
    };
    return { written, tellAt, progress };
  }

  it('is one line written over itself on a terminal, and is taken away at the end', () => {
    const { written, tellAt, progress } = watch(true);
    for (const at of [100, 250, 300, 500]) tellAt(at);
    progress.clear();
    progress.clear();
    const erased = '\r\u001b[K';
    expect(written).toEqual([`${erased}${progressLine(SOME, 250)}`, `${erased}${progressLine(SOME, 500)}`, erased]);
    expect(written.join('')).not.toContain('\n');
  });

  it('is a new line every five seconds elsewhere', () => {
    const { written, tellAt, progress } = watch(false);
    for (const at of [1_000, 5_000, 6_000, 10_500]) tellAt(at);
    progress.clear();
    expect(written).toHaveLength(2);
    expect(written.every((line) => line.endsWith('violations\n'))).toBe(true);
  });
});

describe('the summary', () => {
  it('is the same whoever adds first', () => {
    const other: Totals = { ...SOME, runs: 1, runsByWorld: { gateway: 1 }, coverage: { 'stall × accepted': 1 } };
    const sum = addTotals(SOME, other);
    expect(sum).toEqual(addTotals(other, SOME));
    expect(sum).toMatchObject({
      runs: 1_201,
      runsByWorld: { raw: 1_200, gateway: 1 },
      coverage: { 'stall × accepted': 4 },
    });
  });

  it('names faults that never happened too', () => {
    const text = summaryOf(SOME, 4_000);
    expect(text).toMatch(/^stall +F25 +5,000$/m);
    expect(text).toMatch(/^over_fill +F20 +0$/m);
    expect(text).toMatch(/^fault × status cells met +1$/m);
  });
});

it('sets numbers to the right and words to the left', () => {
  expect(
    tableOf(
      ['name', 'count'],
      [
        ['a', '1,000'],
        ['longer', '5'],
      ],
    ),
  ).toBe(['name    count', '------  -----', 'a       1,000', 'longer      5', ''].join('\n'));
});
