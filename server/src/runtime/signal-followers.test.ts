/** A commit calls those whose signal it is about and nobody else; who has left is not called any more. */
import { describe, expect, it } from 'vitest';
import { START } from '#engine/test/engine-harness.ts';
import type { DurableEvent } from './account-runner.ts';
import { SignalFollowers } from './signal-followers.ts';

const at = { position: 1, sequence: 1, accountId: 'paper' };
const about = (correlation: string | undefined): DurableEvent => ({
  ...at,
  correlation,
  event: { kind: 'order_held', time: START, orderId: 'o' },
});
const RECONCILED: DurableEvent = {
  ...at,
  correlation: undefined,
  event: { kind: 'account_reconciled', time: START, ordersCompared: 0, differences: [] },
};

function open() {
  const followers = new SignalFollowers();
  const called: string[] = [];
  const follow = (correlation: string, name = correlation) => followers.follow(correlation, () => called.push(name));
  return { followers, called, follow };
}

describe('followers of signals', () => {
  it('are called for their own signal only', () => {
    const { followers, called, follow } = open();
    follow('s1', 'first');
    follow('s1', 'second');
    follow('s2');
    followers.tell([about('s3'), about(undefined), about('s1')]);
    expect(called).toEqual(['first', 'second']);
  });

  it('are all called when an account has come up again: what changed meanwhile is told in no event', () => {
    const { followers, called, follow } = open();
    follow('s1');
    follow('s2');
    followers.tell([RECONCILED]);
    expect(called).toEqual(['s1', 's2']);
  });

  it('may leave, and come back, while they are being called', () => {
    const { followers, called, follow } = open();
    const leave = followers.follow('s1', () => {
      called.push('once');
      leave();
      leave();
      if (called.length === 1) follow('s1', 'again');
    });
    followers.tell([about('s1')]);
    leave();
    followers.tell([about('s1')]);
    expect(called.filter((name) => name === 'once')).toHaveLength(1);
    expect(called.at(-1)).toBe('again');
  });

  it('that are one function twice are two', () => {
    const { followers } = open();
    let calls = 0;
    const onChange = (): void => void (calls += 1);
    const leave = followers.follow('s1', onChange);
    followers.follow('s1', onChange);
    leave();
    followers.tell([about('s1')]);
    expect(calls).toBe(1);
  });
});
