/** When a signal of an earlier run is counted: not before it is certain that this process has the account. */
import { describe, expect, it } from 'vitest';
import { buy, ROUTE } from '#engine/test/engine-harness.ts';
import { encodeDetail } from './signal-detail.ts';
import { RuntimeBench } from './test/runtime-bench.ts';

/** A signal that an earlier run left undone. */
async function leftUndone(bench: RuntimeBench): Promise<void> {
  const detail = { commands: [buy('0.1')], ignoredFields: [], route: { ...ROUTE, accounts: bench.accounts } };
  await bench.inbox.receive({
    source: 'hook:one',
    key: 'left',
    bodyHash: '',
    windowMs: 0,
    receivedAt: bench.clock.now(),
    status: 'accepted',
    text: '',
    detail: encodeDetail(detail),
  });
}

/** Where the stream of an account stands, as another process would move it. */
async function takeOver(bench: RuntimeBench): Promise<void> {
  const stream = 'account:paper';
  const records = await bench.journal.read(stream, 0, 1_000);
  const record = { time: bench.clock.now(), kind: 'account_reconciled', body: records.at(-1)?.body ?? '' };
  const outcome = await bench.journal.append({ stream, expectedSequence: records.length, records: [record] });
  expect(outcome.kind).toBe('appended');
}

describe('a signal of an earlier run', () => {
  it('is not counted by a process that has lost the account and is about to learn it', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    bench.crash();
    await leftUndone(bench);
    bench.broker.claims = () => Promise.reject(new Error('the venue is away'));
    await bench.start();
    bench.broker.claims = undefined;
    const release = bench.holdAppends();
    await bench.pass(1_500);
    expect(bench.runner.state.volatile.reconciled).toBe(true);
    bench.journal.delay = () => Promise.resolve();
    await takeOver(bench);
    release();
    await bench.pass(2_000);
    expect(bench.fatal).toHaveLength(1);
    expect(bench.inbox.rows[0]).toMatchObject({ status: 'accepted', attempts: 0 });
  });

  it('is not counted when it has grown too old: that is all that is asked of it', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    bench.crash();
    await leftUndone(bench);
    bench.clock.pass(ROUTE.maxAgeMs + 1_000);
    bench.broker.claims = () => Promise.reject(new Error('the venue is away'));
    await bench.start();
    await bench.pass(1_000);
    expect(bench.inbox.rows[0]).toMatchObject({ status: 'done', attempts: 0 });
    expect(bench.broker.placed).toHaveLength(0);
  });

  it('is counted when the comparison is durable', async () => {
    const bench = new RuntimeBench();
    await bench.start();
    bench.crash();
    await leftUndone(bench);
    await bench.start();
    await bench.pass(1_000);
    expect(bench.inbox.rows[0]).toMatchObject({ status: 'done', attempts: 1 });
  });
});
