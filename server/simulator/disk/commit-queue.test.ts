/** What goes together, what a dead process loses, and who of two writers comes through. */
import { describe, expect, it } from 'vitest';
import { appendOf, DiskBench, signalOf, watched } from './test/disk-bench.ts';

/** Longer than any commit that no fault has made slow. */
const COMMITTED_MS = 51;

/** Lets the promises of this instant run out, and no time pass. */
const turn = (bench: DiskBench): Promise<void> => bench.pass(0);

describe('group commit', () => {
  it('makes all requests of one instant durable in one instant, and answers only then', async () => {
    const bench = new DiskBench();
    const { journal, inbox, store } = bench.start().ports;
    const { contents } = bench.disk;
    const document = { collection: 'order', id: 'o1', time: 1, body: '{}' };
    const answers = [
      watched(journal.append(appendOf('a', 0))),
      watched(inbox.receive(signalOf('k1'))),
      watched(store.put(document)),
    ];
    const seen: string[] = [];
    await bench.kernel.run(
      COMMITTED_MS,
      () => {
        const durable = [contents.records.length, contents.inbox.length, contents.documents.size];
        seen.push(`${contents.revision}: ${durable.join()} ${answers.map(({ isSettled }) => isSettled).join()}`);
      },
      () => false,
    );
    expect(seen).toEqual(['1: 1,1,1 true,true,true']);
    expect(contents.documents.get('order')?.get('o1')).toEqual(document);
  });

  it('lets what comes during a commit gather for the next, in order, reads included', async () => {
    const bench = new DiskBench();
    const { journal } = bench.start().ports;
    const first = watched(journal.append(appendOf('a', 0)));
    bench.kernel.after(0.1, () => {
      void journal.append(appendOf('a', 1));
      void journal.lastSequence('a').then((sequence) => answers.push(sequence));
      void journal.append(appendOf('a', 2));
      void journal.lastSequence('a').then((sequence) => answers.push(sequence));
    });
    const answers: number[] = [];
    await bench.pass(2 * COMMITTED_MS);
    expect(first.value).toEqual({ kind: 'appended', position: 1 });
    expect(answers).toEqual([2, 3]);
    expect(bench.disk.contents.revision).toBe(2);
  });

  it('takes as long as a commit when a write joins reads of the same instant', async () => {
    const bench = new DiskBench();
    const { journal } = bench.start().ports;
    bench.faults.order('disk_slow');
    const slow = [watched(journal.lastSequence('a')), watched(journal.append(appendOf('a', 0)))];
    await bench.pass(900);
    expect(slow.map(({ isSettled }) => isSettled)).toEqual([false, false]);
    await bench.pass(8_000);
    expect(slow.map(({ value }) => value)).toEqual([0, { kind: 'appended', position: 1 }]);
  });

  it('changes nothing durable by reading, and does not change what a reader holds', async () => {
    const bench = new DiskBench();
    const { journal, inbox } = bench.start().ports;
    void inbox.receive(signalOf('k1'));
    void journal.append(appendOf('a', 0));
    await bench.pass(COMMITTED_MS);
    const { revision, inbox: rows } = bench.disk.contents;
    const row = rows[0];
    const page = watched(journal.read('a', 0, 10));
    await bench.pass(COMMITTED_MS);
    expect(bench.disk.contents.revision).toBe(revision);
    void journal.append(appendOf('a', 1, { settledSignals: [{ signalId: row?.signalId ?? '', status: 'done' }] }));
    await bench.pass(COMMITTED_MS);
    expect(page.value).toHaveLength(1);
    expect(row?.status).toBe('accepted');
    expect(rows[0]?.status).toBe('done');
    expect(bench.disk.contents.signal(row?.signalId ?? '')?.status).toBe('done');
  });
});

describe('the end of a process', () => {
  it('takes with it what was under way and what was queued, and leaves what is committed', async () => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    void ports.journal.append(appendOf('a', 0));
    await bench.pass(COMMITTED_MS);
    const lost: ReturnType<typeof watched<unknown>>[] = [watched<unknown>(ports.journal.append(appendOf('a', 1)))];
    bench.kernel.after(0.1, () => lost.push(watched<unknown>(ports.inbox.receive(signalOf('k1')))));
    bench.kernel.after(0.2, () => life.end());
    await bench.pass(COMMITTED_MS);
    lost.push(
      watched<unknown>(ports.journal.append(appendOf('a', 1))),
      watched<unknown>(ports.inbox.receive(signalOf('k1'))),
    );
    await bench.pass(COMMITTED_MS);
    expect(ports.latch.write('halted')).toBe(false);
    const { contents } = bench.disk;
    expect([contents.records.length, contents.inbox.length, contents.tradingState]).toEqual([1, 0, 'active']);
    expect(lost.map(({ isSettled }) => isSettled)).toEqual([false, false, false, false]);
    const next = bench.start().ports;
    const append = watched(next.journal.append(appendOf('a', 1)));
    await bench.pass(COMMITTED_MS);
    expect(append.value).toEqual({ kind: 'appended', position: 2 });
  });

  it('leaves nothing to ask with: no chance is drawn and no time is taken for the dead', async () => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    life.end();
    bench.faults.order('disk_slow');
    const answer = watched(ports.journal.append(appendOf('a', 0)));
    await bench.pass(10_000);
    expect([answer.isSettled, bench.kernel.events, bench.trace.lines.length]).toEqual([false, 0, 0]);
  });

  it('takes what had gathered for the next commit away, so that nobody waits for it', async () => {
    const bench = new DiskBench();
    const { ports } = bench.start();
    bench.faults.order('crash_before_answer');
    void ports.journal.append(appendOf('a', 0));
    bench.kernel.after(0.1, () => void ports.journal.append(appendOf('a', 1)));
    bench.onCrash = () => bench.faults.order('disk_slow');
    await bench.pass(10_000);
    expect(bench.faults.pending).toEqual(['disk_slow']);
    expect(bench.kernel.events).toBe(2);
  });

  it('keeps what was committed while its answer was held back, and nobody hears it', async () => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    const append = watched(ports.journal.append(appendOf('a', 0)));
    life.pause(1_000);
    await bench.pass(500);
    expect(bench.disk.contents.records).toHaveLength(1);
    life.end();
    await bench.pass(5_000);
    expect(append.isSettled).toBe(false);
  });

  it('is answered late after a pause, in the order of the commits', async () => {
    const bench = new DiskBench();
    const { life, ports } = bench.start();
    const order: number[] = [];
    void ports.journal.append(appendOf('a', 0)).then(() => order.push(1));
    bench.kernel.after(0.1, () => void ports.journal.append(appendOf('a', 1)).then(() => order.push(2)));
    life.pause(1_000);
    await bench.pass(999);
    expect(order).toEqual([]);
    await bench.pass(10);
    expect(order).toEqual([1, 2]);
  });
});

describe('two processes', () => {
  it('lets one of two writers of a stream through and fences the other, whose companions are not written', async () => {
    const bench = new DiskBench();
    const [first, second] = [bench.start().ports, bench.start().ports];
    const documents = (id: string) => ({ documents: [{ collection: 'order', id, time: 1, body: '{}' }] });
    const answers = [
      watched(first.journal.append(appendOf('a', 0, documents('first')))),
      watched(second.journal.append(appendOf('a', 0, documents('second')))),
    ];
    await bench.pass(COMMITTED_MS);
    expect(answers.map(({ value }) => value)).toEqual([
      { kind: 'appended', position: 1 },
      { kind: 'fenced', actualSequence: 1 },
    ]);
    expect([...(bench.disk.contents.documents.get('order')?.keys() ?? [])]).toEqual(['first']);
  });

  it('commits for the one what the death of the other loses', async () => {
    const bench = new DiskBench();
    const [dying, living] = [bench.start(), bench.start()];
    bench.faults.order('crash_before_commit');
    const lost = watched(dying.ports.journal.append(appendOf('a', 0)));
    const kept = watched(living.ports.journal.append(appendOf('b', 0)));
    await bench.pass(COMMITTED_MS);
    expect([dying.life.isOver, living.life.isOver]).toEqual([true, false]);
    expect([...bench.disk.contents.streams.keys()]).toEqual(['b']);
    expect([lost.isSettled, kept.isSettled]).toEqual([false, true]);
  });

  it('takes what a new process asks for in the very crash of the old one', async () => {
    const bench = new DiskBench();
    const dying = bench.start();
    bench.faults.order('crash_before_answer');
    void dying.ports.journal.append(appendOf('a', 0));
    let last: ReturnType<typeof watched<number>> | undefined;
    bench.onCrash = () => {
      last = watched(bench.start().ports.journal.lastSequence('a'));
    };
    await bench.pass(2 * COMMITTED_MS);
    expect(last?.value).toBe(1);
  });
});

describe('the trace', () => {
  it('says each commit in one line, with what came of it', async () => {
    const bench = new DiskBench();
    const { journal, inbox, latch } = bench.start().ports;
    void inbox.receive(signalOf('k1'));
    void inbox.receive(signalOf('k1'));
    void journal.append(appendOf('a', 0));
    void journal.append(appendOf('a', 7));
    void journal.read('a', 0, 1);
    await turn(bench);
    latch.write('halted');
    await bench.pass(COMMITTED_MS);
    expect(bench.trace.lines.map(({ lane, text }) => `${lane}: ${text}`)).toEqual([
      'disk: latch halted',
      'disk: receive hook:h1 k1 received; receive hook:h1 k1 duplicate; append a@0+1; append a@7+1 fenced',
    ]);
  });
});
