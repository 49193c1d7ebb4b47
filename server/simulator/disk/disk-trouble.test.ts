/** Each fault of the disk, ordered by the test; and all of them together by chance, against what was answered. */
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '#ports/store-unavailable-error.ts';
import type { FaultName } from '../faults/fault-kinds.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { Random } from '../kernel/random.ts';
import { appendOf, DiskBench, type Process, signalOf, watched } from './test/disk-bench.ts';

const COMMITTED_MS = 51;
const document = { collection: 'order', id: 'o1', time: 1, body: '{}' };

describe('a crash at a commit', () => {
  it.each([
    ['crash_before_commit', 0],
    ['crash_before_answer', 1],
  ] as const)('%s ends the process with %i records durable, and without an answer', async (name, records) => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    bench.faults.order(name);
    const answers = [watched(ports.journal.append(appendOf('a', 0))), watched(ports.inbox.receive(signalOf('k')))];
    await bench.pass(COMMITTED_MS);
    expect(life.isOver).toBe(true);
    expect(bench.crashes).toHaveLength(1);
    const { contents } = bench.disk;
    expect([contents.records.length, contents.inbox.length, contents.revision]).toEqual([records, records, records]);
    expect(answers.map(({ isSettled }) => isSettled)).toEqual([false, false]);
  });

  it('keeps or loses, all or nothing, what the disk has not confirmed, and ends the process either way', async () => {
    const durable = new Set<string>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const bench = new DiskBench(seed);
      const { life, ports } = bench.start();
      bench.faults.order('sync_failed');
      const append = watched(ports.journal.append(appendOf('a', 0)));
      const received = watched(ports.inbox.receive(signalOf('k')));
      await bench.pass(COMMITTED_MS);
      expect([life.isOver, append.isSettled, received.isSettled]).toEqual([true, false, false]);
      durable.add(`${bench.disk.contents.records.length} ${bench.disk.contents.inbox.length}`);
    }
    expect([...durable].sort()).toEqual(['0 0', '1 1']);
  });

  it('does not happen to a process that only reads', async () => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    bench.faults.order('crash_before_commit');
    const read = watched(ports.journal.lastPosition());
    await bench.pass(COMMITTED_MS);
    expect([life.isOver, read.value]).toEqual([false, 0]);
  });
});

describe('a full disk', () => {
  it('turns every write away for 1 to 20 seconds, still answers reads, and has room again', async () => {
    const bench = new DiskBench();
    const { journal, inbox, store } = bench.start().ports;
    bench.faults.order('disk_full');
    const append = watched(journal.append(appendOf('a', 0, { documents: [document] })));
    const receive = watched(inbox.receive(signalOf('k')));
    const rejected = [
      watched(store.put(document)),
      watched(inbox.settle('s', 'done')),
      watched(inbox.countAttempt('s')),
    ];
    await bench.pass(COMMITTED_MS);
    const later = [watched(store.putIfAbsent(document)), watched(store.get('order', 'o1'))];
    await bench.pass(COMMITTED_MS);
    expect([append.value?.kind, receive.value?.kind]).toEqual(['unavailable', 'unavailable']);
    for (const { error } of [...rejected, later[0]!]) expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(later[1]).toEqual({ isSettled: true, value: undefined });
    expect(bench.disk.contents.revision).toBe(0);
    await bench.pass(20_000);
    const again = watched(journal.append(appendOf('a', 0)));
    await bench.pass(COMMITTED_MS);
    expect(again.value?.kind).toBe('appended');
  });

  it('keeps the latch from being written in some of the times, and then it reads as it was', async () => {
    const answers = new Set<string>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const bench = new DiskBench(seed);
      const { journal, latch } = bench.start().ports;
      bench.faults.order('disk_full');
      void journal.append(appendOf('a', 0));
      await bench.pass(COMMITTED_MS);
      answers.add(`${latch.write('halted')} ${latch.read()} ${bench.disk.contents.tradingState}`);
      await bench.pass(20_000);
      expect([latch.write('reducing'), latch.read()]).toEqual([true, 'reducing']);
    }
    expect([...answers].sort()).toEqual(['false active active', 'true halted halted']);
  });

  it('lets no other fault happen while it is full, and is not made full again', async () => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    bench.faults.order('disk_full');
    bench.faults.order('disk_full');
    bench.faults.order('crash_before_commit');
    for (let count = 0; count < 3; count += 1) {
      void ports.journal.append(appendOf('a', 0));
      await bench.pass(COMMITTED_MS);
    }
    expect([life.isOver, bench.faults.pending]).toEqual([false, ['disk_full', 'crash_before_commit']]);
  });

  it('has room as soon as the world comes to rest', async () => {
    const bench = new DiskBench();
    const { journal } = bench.start().ports;
    bench.faults.order('disk_full');
    void journal.append(appendOf('a', 0));
    await bench.pass(COMMITTED_MS);
    bench.faults.isOver = true;
    const append = watched(journal.append(appendOf('a', 0)));
    await bench.pass(COMMITTED_MS);
    expect(append.value?.kind).toBe('appended');
  });
});

describe('a write in trouble', () => {
  it('turns one write away when the database is busy, and carries the others out', async () => {
    const bench = new DiskBench();
    const { journal, inbox } = bench.start().ports;
    bench.faults.order('database_busy');
    const answers = [watched(journal.append(appendOf('a', 0))), watched(inbox.receive(signalOf('k')))];
    await bench.pass(COMMITTED_MS);
    expect(answers.map(({ value }) => value?.kind)).toEqual(['unavailable', 'received']);
    expect(bench.disk.contents.records).toEqual([]);
  });

  it('takes 1 to 8 seconds on a slow disk, and what comes meanwhile waits', async () => {
    const bench = new DiskBench();
    const { journal } = bench.start().ports;
    bench.faults.order('disk_slow');
    const answers = [watched(journal.append(appendOf('a', 0)))];
    bench.kernel.after(10, () => answers.push(watched(journal.append(appendOf('a', 1)))));
    await bench.pass(999);
    expect(answers.map(({ isSettled }) => isSettled)).toEqual([false, false]);
    expect(bench.disk.contents.revision).toBe(0);
    await bench.pass(8_000 + COMMITTED_MS);
    expect(answers.map(({ value }) => value?.kind)).toEqual(['appended', 'appended']);
  });

  it('loses the answer of an append that is durable, and of nothing else', async () => {
    const bench = new DiskBench();
    const { journal, inbox } = bench.start().ports;
    bench.faults.order('commit_answer_lost');
    const receive = watched(inbox.receive(signalOf('k')));
    const fenced = watched(journal.append(appendOf('a', 5)));
    const append = watched(journal.append(appendOf('a', 0)));
    await bench.pass(COMMITTED_MS);
    expect([receive.value?.kind, fenced.value?.kind]).toEqual(['received', 'fenced']);
    expect(append.error).toBeInstanceOf(Error);
    expect(append.error).not.toBeInstanceOf(StoreUnavailableError);
    expect(bench.disk.contents.records).toHaveLength(1);
  });
});

const DISK_FAULTS: readonly FaultName[] = [
  'crash_before_commit',
  'crash_before_answer',
  'disk_full',
  'sync_failed',
  'database_busy',
  'disk_slow',
  'commit_answer_lost',
];

/** What two processes were told while they wrote at random under all faults; a dead one is started again. */
async function storm(seed: number) {
  const bench = new DiskBench(
    seed,
    (now) => new FaultPlan(seed, { only: DISK_FAULTS }, { now, onInjected: ({ name }) => void struck.add(name) }),
  );
  const struck = new Set<string>();
  const random = new Random(seed).fork('storm');
  const told: { readonly id: string; answer: string }[] = [];
  const nodes: Process[] = [bench.start(), bench.start()];
  for (let count = 0; count < 60; count += 1) {
    const at = random.int(0, 1);
    if (nodes[at]?.life.isOver === true) nodes[at] = bench.start();
    const { journal } = nodes[at]!.ports;
    const one = { id: `o${count}`, answer: 'none' };
    told.push(one);
    const expected = bench.disk.contents.streams.get('a')?.length ?? 0;
    const records = Array.from({ length: 3 }, () => ({ time: 1, kind: 'k', correlation: one.id, body: '{}' }));
    const documents = [{ ...document, id: one.id }];
    void journal.append(appendOf('a', expected, { records, documents })).then(
      ({ kind }) => Object.assign(one, { answer: kind }),
      () => Object.assign(one, { answer: 'error' }),
    );
    if (random.chance(0.5)) await bench.pass(random.skewed(0.1, 500));
  }
  await bench.pass(30_000);
  return { bench, told, struck };
}

describe('all faults together', () => {
  it('has on disk what was acknowledged and nothing that was refused, whole or not at all', async () => {
    const struck = new Set<string>();
    const answers = new Set<string>();
    for (let seed = 1; seed <= 150; seed += 1) {
      const run = await storm(seed);
      const { contents } = run.bench.disk;
      for (const name of run.struck) struck.add(name);
      for (const { id, answer } of run.told) {
        answers.add(answer);
        const records = contents.records.filter(({ correlation }) => correlation === id).length;
        expect(records, `${id} of seed ${seed}`).toBe(contents.documents.get('order')?.has(id) === true ? 3 : 0);
        if (answer === 'appended' || answer === 'error') expect(records, `${id} of seed ${seed}`).toBe(3);
        if (answer === 'fenced' || answer === 'unavailable') expect(records, `${id} of seed ${seed}`).toBe(0);
      }
      const sequences = contents.streams.get('a')?.map(({ sequence }) => sequence) ?? [];
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    }
    expect([...struck].sort()).toEqual([...DISK_FAULTS].sort());
    expect([...answers].sort()).toEqual(['appended', 'error', 'fenced', 'none', 'unavailable']);
  });

  it('goes the same way for the same seed, and another for another', async () => {
    const hashOf = async (seed: number): Promise<string> => (await storm(seed)).bench.trace.hash;
    expect(await hashOf(7)).toBe(await hashOf(7));
    expect(await hashOf(7)).not.toBe(await hashOf(8));
  });
});
