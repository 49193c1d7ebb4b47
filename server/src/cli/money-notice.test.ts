/** Whose money it is, by the account where most is at stake. */
import { describe, expect, it } from 'vitest';
import { moneySentence } from './money-notice.ts';

const paper = { id: 'paper', environment: 'paper', simulated: true } as const;
const emulated = { id: 'emu', environment: 'emulated', simulated: true } as const;
const sandbox = { id: 'test', environment: 'sandbox', simulated: false } as const;
const live = { id: 'main', environment: 'live', simulated: false } as const;

describe('the sentence about money', () => {
  it.each([
    [[paper], 'PAPER', false],
    [[{ ...paper, simulated: false }], 'PAPER', false],
    [[paper, emulated], 'EMULATED exchange emu', false],
    [[paper, emulated, sandbox], 'SANDBOX account test', false],
    [[paper, emulated, sandbox, live, { ...live, id: 'second' }], 'LIVE account main, second', true],
  ])('of %j begins %j', (accounts, beginning, isReal) => {
    const sentence = moneySentence(accounts);
    expect([sentence.text.en.startsWith(beginning), sentence.isReal]).toEqual([true, isReal]);
  });
});
