import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { replayCommand } from './replay-command.ts';
import type { RunOptions } from '../world/run-seed-types.ts';

const read = (text: string) => readCommandLine(text === '' ? [] : text.split(' '));
/** As a shell hands them over: what comes after `--`. */
const wordsOf = (command: string): string[] => command.split(' -- ')[1]?.split(' ') ?? [];

describe('the command line', () => {
  it('runs a thousand seeds from 1 when nothing is said', () => {
    expect(read('')).toEqual({
      kind: 'runs',
      workers: 2,
      mutant: undefined,
      plan: { seed: 1, runs: 1_000, seconds: undefined, isTwice: false, showsCoverage: false, options: {} },
    });
  });

  it('takes a world, faults and how long', () => {
    const command = read(
      '--runs 5 --seed 9 --world raw --faults stall,reply_lost --without stall --seconds 3 --twice --coverage',
    );
    expect(command).toMatchObject({
      kind: 'runs',
      plan: {
        seed: 9,
        runs: 5,
        seconds: 3,
        isTwice: true,
        showsCoverage: true,
        options: { world: 'raw', faults: { only: ['stall', 'reply_lost'], without: ['stall'] } },
      },
    });
  });

  it('runs on until the time is over when only the time is given', () => {
    const command = read('--seconds 3');
    expect(command.kind === 'runs' && command.plan.runs).toBeGreaterThan(1e9);
  });

  it('knows no faults at all from what the seed draws', () => {
    expect(read('--faults none')).toMatchObject({ plan: { options: { faults: { only: [] } } } });
  });

  it('takes the names of mutants, if there are any', () => {
    expect(read('--mutants')).toMatchObject({ kind: 'mutants', names: [], runs: 20_000 });
    expect(read('--mutants a,b c --runs 7')).toMatchObject({ kind: 'mutants', names: ['a', 'b', 'c'], runs: 7 });
    expect(read('--gate --mutants a')).toMatchObject({ kind: 'gate', mutants: ['a'], runs: 20_000 });
    expect(read('--corpus --mutant a')).toMatchObject({ kind: 'corpus', mutant: 'a' });
  });

  it('reads the command that it prints for a failure back to the same run', () => {
    const all: RunOptions[] = [
      { seed: 0 },
      { seed: 4_294_967_295, world: 'two_nodes' },
      { seed: 3, faults: { only: [] } },
      {
        seed: 3,
        world: 'gateway',
        faults: { only: ['stall', 'disk_full'], without: ['stall'], skip: new Set(['disk_full#12']), untilMs: 12.25 },
      },
    ];
    for (const options of all) {
      const command = readCommandLine(wordsOf(replayCommand(options, 'm')));
      expect(command).toEqual({ kind: 'replay', options, workers: 2, mutant: 'm' });
    }
  });

  it.each([
    ['--runs -1', /runs/],
    ['--runs many', /--runs: a whole number/],
    ['--seed 4294967296', /--seed/],
    ['--workers 0', /--workers/],
    ['--replay x', /--replay/],
    ['--world moon', /no world "moon"; there are unique_ever/],
    ['--faults stal', /no fault "stal"/],
    ['--skip stall', /not a fault and its number/],
    ['--skip moon#1', /no fault "moon"/],
    ['--until soon', /no number/],
    ['--wat', /--wat/],
    ['seven', /what is "seven"/],
  ])('refuses %s', (text, problem) => {
    const command = read(text);
    expect(command.kind === 'problem' ? command.text : command.kind).toMatch(problem);
  });
});
