import { expect, it } from 'vitest';
import { timelineOf } from './timeline.ts';

it('puts each line under where it happened, and signs what concerns the whole node', () => {
  const text = timelineOf([
    { atMs: 0, lane: 'signal', text: 'buy 1' },
    { atMs: 1_234.5678, lane: 'attempt', text: 'attempt 1 is signed and goes to the wire now' },
    { atMs: 1_240, lane: 'fault', text: 'reply_lost#1' },
    { atMs: 1_300, lane: 'venue', text: 'accepted as v1' },
    { atMs: 1_300, lane: 'node', text: 'life 2' },
  ]);
  expect(text.split('\n')).toEqual([
    '   seconds  signal                      decision                    attempt                     wire                        venue',
    '-'.repeat(129),
    '     0.000  buy 1',
    '     1.235                                                          attempt 1 is signed and',
    '                                                                    goes to the wire now',
    '     1.240  !! fault: reply_lost#1',
    '     1.300                                                                                                                  accepted as v1',
    '     1.300  == node: life 2',
    '',
  ]);
});

it('breaks a word that is longer than its column', () => {
  const [, , ...lines] = timelineOf([{ atMs: 0, lane: 'signal', text: 'x'.repeat(60) }]).split('\n');
  expect(lines.map((line) => line.trim())).toEqual([`0.000  ${'x'.repeat(26)}`, 'x'.repeat(26), 'x'.repeat(8), '']);
});

it('shows an id by its end in a column, and whole where there is room', () => {
  const id = 'bummtqhf6e54tfs67xc6kbxm';
  const text = timelineOf([
    { atMs: 0, lane: 'wire', text: `> place ${id}` },
    { atMs: 0, lane: 'check', text: `I-29: order ${id} waits` },
  ]);
  expect(text).toContain('> place …c6kbxm\n');
  expect(text).toContain(`?? check: I-29: order ${id} waits\n`);
});
