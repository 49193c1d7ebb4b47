import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import { GroupCommit, type GroupCommitLimits } from './group-commit.ts';
import type { ReceiveInput, Reply, Request } from './operations.ts';

const LIMITS: GroupCommitLimits = {
  batchRequestsMax: 4,
  batchTextMax: 1_000,
  queueRequestsMax: 10,
  queueTextMax: 4_000,
};

/** A queue whose other side is the test. */
function openQueue(limits: Partial<GroupCommitLimits> = {}) {
  const sent: (readonly Request[])[] = [];
  const queue = new GroupCommit((requests) => void sent.push(requests), { ...LIMITS, ...limits });
  const answer = (of: (request: Request, index: number) => Reply = (_, index) => ['done', index]): void =>
    queue.settle(['answered', (sent.at(-1) ?? []).map(of)]);
  return { queue, sent, answer };
}

const receive = (text = ''): ReceiveInput => ['hook:h1', 'k', 'h', 1, 1, 'accepted', text, '', null];
const sizes = (sent: readonly (readonly Request[])[]): readonly number[] => sent.map(({ length }) => length);

describe('the queue before the storage thread', () => {
  it('sends what was asked in one turn together, and what comes meanwhile as the next batch', async () => {
    const { queue, sent, answer } = openQueue();
    const first = [queue.submit('settle', ['a', 'done']), queue.submit('settle', ['b', 'done'])];
    await turn();
    const second = [queue.submit('settle', ['c', 'done'])];
    await turn();
    second.push(queue.submit('settle', ['d', 'done']));
    await turn();
    expect(sizes(sent)).toEqual([2]);
    answer();
    expect(await Promise.all(first)).toEqual([0, 1]);
    await turn();
    expect(sizes(sent)).toEqual([2, 2]);
    expect(queue.backlog).toBe(2);
    answer();
    expect(await Promise.all(second)).toEqual([0, 1]);
    expect(queue.backlog).toBe(0);
    expect(queue.stats).toEqual({ batches: 2, requests: 4, refused: 0, largestBatch: 2 });
  });

  it('keeps the order over batches that are bounded in number', async () => {
    const { queue, sent, answer } = openQueue();
    const asked = Array.from({ length: 9 }, (_, index) => queue.submit('settle', [`s${index}`, 'done']));
    for (let batch = 0; batch < 3; batch += 1) {
      await turn();
      answer();
    }
    await Promise.all(asked);
    expect(sizes(sent)).toEqual([4, 4, 1]);
    expect(sent.flat().map(([, input]) => input[0])).toEqual(asked.map((_, index) => `s${index}`));
  });

  it('bounds a batch by its text, and still sends a single request that is larger', async () => {
    const { queue, sent, answer } = openQueue({ queueTextMax: 100_000 });
    const asked = [1_500, 400, 400, 10].map((length) => queue.submit('receive', receive('x'.repeat(length))));
    for (let batch = 0; batch < 3; batch += 1) {
      await turn();
      answer();
    }
    await Promise.all(asked);
    expect(sizes(sent)).toEqual([1, 2, 1]);
  });

  it('refuses at once what is beyond its bound, and has room again when a batch has gone', async () => {
    const { queue, answer } = openQueue();
    const asked = Array.from({ length: 10 }, (_, index) => queue.submit('settle', [`s${index}`, 'done']));
    await expect(queue.submit('settle', ['late', 'done'])).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(queue.stats.refused).toBe(1);
    await turn();
    asked.push(queue.submit('settle', ['next', 'done']));
    for (let batch = 0; batch < 3; batch += 1) {
      answer();
      await turn();
    }
    await Promise.all(asked);
  });

  it('lets signals fill only half of it, in number and in text, so that the journal still gets in', async () => {
    const { queue } = openQueue();
    const signals = Array.from({ length: 5 }, () => queue.submit('receive', receive()));
    await expect(queue.submit('receive', receive())).rejects.toBeInstanceOf(StoreUnavailableError);
    const append = queue.submit('append', ['a', 0, [], [], []]);
    expect(queue.backlog).toBe(6);
    const large = openQueue().queue;
    const text = large.submit('receive', receive('x'.repeat(1_800)));
    await expect(large.submit('receive', receive('x'.repeat(300)))).rejects.toBeInstanceOf(StoreUnavailableError);
    const others = large.submit('append', ['x'.repeat(300), 0, [], [], []]);
    queue.fail('end');
    large.fail('end');
    const outcomes = await Promise.allSettled([...signals, append, text, others]);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('tells each caller its own answer', async () => {
    const { queue, answer } = openQueue();
    const asked = ['a', 'b', 'c'].map((id) => queue.submit('settle', [id, 'done']));
    const outcomes = Promise.allSettled(asked);
    await turn();
    const replies: readonly Reply[] = [
      ['unavailable', 'disk full'],
      ['done', null],
      ['mistake', 'no such thing'],
    ];
    answer((_, index) => replies[index] as Reply);
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { name: 'StoreUnavailableError', message: 'disk full' } },
      { status: 'fulfilled', value: null },
      { status: 'rejected', reason: { name: 'TypeError', message: 'no such thing' } },
    ]);
  });

  it('fails all who wait and all who come when the thread is gone', async () => {
    const { queue, sent } = openQueue({ batchRequestsMax: 1 });
    const asked = Promise.allSettled([queue.submit('settle', ['a', 'done']), queue.submit('settle', ['b', 'done'])]);
    await turn();
    queue.fail('gone');
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(queue.submit('pendingCount', [])).rejects.toThrow('gone');
    expect(sizes(sent)).toEqual([1]);
    await queue.drain();
  });

  it('answers those of a batch that can not be sent, and goes on', async () => {
    let isBroken = true;
    const sent: (readonly Request[])[] = [];
    const queue = new GroupCommit((requests) => {
      if (isBroken) throw new Error('could not be cloned');
      sent.push(requests);
    }, LIMITS);
    await expect(queue.submit('pendingCount', [])).rejects.toThrow('could not be cloned');
    isBroken = false;
    const next = queue.submit('pendingCount', []);
    await turn();
    queue.settle(['answered', [['done', 7]]]);
    expect(await next).toBe(7);
  });
});
