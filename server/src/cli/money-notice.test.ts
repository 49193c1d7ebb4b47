/** Whose money it is: each kind of account that is shown, the one where most is at stake first. */
import { describe, expect, it } from 'vitest';
import { amongShown, moneySentences } from './money-notice.ts';

const paper = { id: 'paper', environment: 'paper', simulated: true } as const;
const emulated = { id: 'emu', environment: 'emulated', simulated: true } as const;
const sandbox = { id: 'test', environment: 'sandbox', simulated: false } as const;
const live = { id: 'main', environment: 'live', simulated: false } as const;

describe('the sentences about money', () => {
  it.each([
    [[paper], ['PAPER account, SIMULATED prices'], false],
    [[{ ...paper, simulated: false }], ['PAPER account: '], false],
    [[emulated], ['EMULATED exchange emu'], false],
    [[paper, emulated], ['EMULATED exchange emu', 'PAPER account paper, SIMULATED prices'], false],
    [
      [paper, sandbox, { ...paper, simulated: false }],
      ['SANDBOX account test', 'PAPER account paper, paper, SIM'],
      false,
    ],
    [[emulated, live, { ...live, id: 'second' }], ['LIVE account main, second', 'EMULATED exchange emu'], true],
  ])('of %j begin %j', (accounts, beginnings, isReal) => {
    const sentences = moneySentences(accounts);
    expect(sentences.map(({ text }, index) => text.en.slice(0, beginnings[index]?.length))).toEqual(beginnings);
    expect(sentences.map((sentence) => sentence.isReal)).toEqual(beginnings.map((_, index) => isReal && index === 0));
  });

  it('are about the accounts that are shown, and about all where none is', () => {
    expect(amongShown([paper, live], ['paper', undefined])).toEqual([paper]);
    expect(amongShown([paper, live], [undefined])).toEqual([paper, live]);
  });
});
