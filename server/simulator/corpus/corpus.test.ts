import { describe, expect, it } from 'vitest';
import { optionsOf, parseCorpus, readCorpus } from './corpus.ts';

const LINE = '{"seed":17,"world":"raw","found":"an order was sent twice","invariant":"I-01"}';

describe('the corpus', () => {
  it('is readable as it is, and has no seed twice', () => {
    const names = readCorpus().map(({ seed, world, faults }) => JSON.stringify([seed, world, faults]));
    expect(new Set(names).size).toBe(names.length);
  });

  it('is one seed a line', () => {
    const faults = LINE.replace('"found"', '"faults":["stall"],"found"');
    const seeds = parseCorpus(`${LINE}\n\n${faults}\n`);
    expect(seeds.map(optionsOf)).toEqual([
      { seed: 17, world: 'raw' },
      { seed: 17, world: 'raw', faults: { only: ['stall'] } },
    ]);
  });

  it.each([
    ['half a seed', LINE.replace('17', '1.5'), /seeds\.jsonl:1: seed is a whole number/],
    ['a world that is not', LINE.replace('raw', 'moon'), /no world moon/],
    ['a fault that is not', LINE.replace('"found"', '"faults":["moon"],"found"'), /no fault moon/],
    ['nothing found', LINE.replace('an order was sent twice', ''), /found says in one sentence/],
    ['no invariant', LINE.replace('I-01', 'one'), /a name like I-01/],
    ['no JSON', 'seed 17', /JSON/],
  ])('refuses %s', (_, line, problem) => {
    expect(() => parseCorpus(line)).toThrow(problem);
  });
});
