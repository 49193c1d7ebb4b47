/** One signal at a time is tried; the others keep their order, whatever their lanes do meanwhile. */
import { describe, expect, it } from 'vitest';
import { type LaneItem, Lanes } from './lanes.ts';
import { type Candidate, SignalProbation } from './signal-probation.ts';

/** Lanes and a probation whose counts are answered by hand; what passes makes its lane busy. */
class Bench {
  readonly log: string[] = [];
  readonly counts: { readonly signalId: string; readonly answer: (verdict: boolean | Error) => void }[] = [];
  readonly busy = new Set<string>();
  readonly lanes = new Lanes((key) => this.busy.has(key));
  readonly takenBack: string[] = [];
  readonly probation = new SignalProbation({
    countAttempt: (signalId) =>
      new Promise((resolve, reject) => {
        const answer = (verdict: boolean | Error): void =>
          typeof verdict === 'boolean' ? resolve(verdict) : reject(verdict);
        this.counts.push({ signalId, answer });
      }),
    takeBackAttempt: (signalId) => {
      this.takenBack.push(signalId);
      return this.isFull ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
    },
  });
  isFull = false;

  enter(signalId: string, lane: Partial<LaneItem> & { readonly isSuspect?: boolean } = {}): void {
    const { key = 'BTC', waits = false, isSuspect = false } = lane;
    const candidate: Candidate = {
      signalId,
      account: 'one',
      key,
      waits,
      isSuspect: () => isSuspect,
      pass: () => {
        this.log.push(signalId);
        this.busy.add(key);
      },
      refuse: (detail) => void this.log.push(`${signalId}: ${detail}`),
      enter: () => this.lanes.add({ key, waits, run: () => this.probation.admit(candidate) }),
    };
    candidate.enter();
  }

  async answer(verdict: boolean | Error): Promise<void> {
    this.counts.shift()?.answer(verdict);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a trial', () => {
  it('begins when the count is durable, and holds up everybody else until it is over', async () => {
    const bench = new Bench();
    bench.enter('suspect', { isSuspect: true });
    bench.enter('other', { key: 'ETH' });
    expect([bench.log, bench.probation.held]).toEqual([[], 1]);
    await bench.answer(true);
    expect(bench.log).toEqual(['suspect']);
    bench.probation.leave('suspect');
    expect([bench.log, bench.probation.held]).toEqual([['suspect', 'other'], 0]);
  });

  it('of one that does not wait leaves the others their order in the lane', async () => {
    const bench = new Bench();
    bench.enter('entry', { isSuspect: true });
    bench.enter('close', { waits: true });
    bench.enter('next entry');
    await bench.answer(true);
    bench.enter('last close', { waits: true });
    bench.probation.leave('entry');
    expect(bench.log).toEqual(['entry']);
    for (let turn = 0; turn < 2; turn += 1) {
      bench.busy.clear();
      bench.lanes.pump();
    }
    expect(bench.log).toEqual(['entry', 'close', 'next entry', 'last close']);
  });

  it('keeps one that does not wait ahead of a later one that is still in the lane', async () => {
    const bench = new Bench();
    bench.busy.add('BTC');
    bench.enter('entry', { isSuspect: true });
    bench.enter('next entry');
    bench.enter('close', { waits: true });
    await bench.answer(true);
    bench.probation.leave('entry');
    bench.busy.clear();
    bench.lanes.pump();
    expect(bench.log).toEqual(['entry', 'next entry', 'close']);
  });

  it('lets the other commands of its signal pass', async () => {
    const bench = new Bench();
    bench.enter('pair', { isSuspect: true });
    bench.enter('other', { key: 'ETH' });
    await bench.answer(true);
    bench.enter('pair', { isSuspect: true, key: 'XRP' });
    expect(bench.log).toEqual(['pair', 'pair']);
    expect(bench.counts).toEqual([]);
  });

  it('is over at once when another command of its signal waits elsewhere', async () => {
    const bench = new Bench();
    bench.enter('pair', { isSuspect: true });
    bench.probation.leave('pair');
    bench.enter('other', { key: 'ETH' });
    expect(bench.log).toEqual([]);
    await bench.answer(true);
    expect(bench.log).toEqual(['pair', 'other']);
  });

  it('that can not be counted is put off, and the next one begins', async () => {
    const bench = new Bench();
    bench.enter('first', { isSuspect: true });
    bench.enter('second', { isSuspect: true, key: 'ETH' });
    await bench.answer(new Error('the disk is full'));
    await bench.answer(true);
    expect(bench.log).toEqual(['first: Error: the disk is full', 'second']);
    expect(bench.probation.isSetAside('first')).toBe(false);
  });

  it('that ended nothing is taken back, and counted when it begins again', async () => {
    const bench = new Bench();
    bench.enter('first', { isSuspect: true });
    await bench.answer(true);
    await bench.probation.endured('first');
    bench.probation.leave('first');
    bench.busy.clear();
    bench.enter('first', { isSuspect: true });
    expect([bench.takenBack, bench.counts.map(({ signalId }) => signalId)]).toEqual([['first'], ['first']]);
  });

  it('that ended nothing and can not be taken back is not counted again', async () => {
    const bench = new Bench();
    bench.enter('first', { isSuspect: true });
    await bench.answer(true);
    bench.isFull = true;
    await bench.probation.endured('first');
    bench.probation.leave('first');
    bench.busy.clear();
    bench.enter('first', { isSuspect: true });
    expect([bench.log, bench.counts]).toEqual([['first', 'first'], []]);
  });

  it('that was not counted is not taken back', async () => {
    const bench = new Bench();
    bench.enter('first');
    await bench.probation.endured('first');
    expect(bench.takenBack).toEqual([]);
  });

  it('of one that was counted too often ends before it begins', async () => {
    const bench = new Bench();
    bench.enter('poison', { isSuspect: true });
    bench.enter('other', { key: 'ETH' });
    await bench.answer(false);
    bench.enter('poison', { isSuspect: true, key: 'XRP' });
    expect(bench.log).toEqual(['poison: the signal is set aside', 'other', 'poison: the signal is set aside']);
    expect(bench.probation.isSetAside('poison')).toBe(true);
  });
});

describe('after twenty have been decided', () => {
  it('nobody is counted any more', async () => {
    const bench = new Bench();
    for (let count = 0; count < 20; count += 1) {
      bench.enter(`s${count}`, { isSuspect: true });
      await bench.answer(true);
      bench.probation.survived(`s${count}`);
      bench.probation.leave(`s${count}`);
    }
    bench.enter('next', { isSuspect: true });
    expect(bench.counts).toEqual([]);
    expect(bench.log).toHaveLength(21);
  });
  it('a signal of several commands is one of them', async () => {
    const bench = new Bench();
    for (let count = 0; count < 10; count += 1) {
      bench.enter(`s${count}`, { isSuspect: true });
      await bench.answer(true);
      for (let command = 0; command < 2; command += 1) bench.probation.survived(`s${count}`);
      bench.probation.leave(`s${count}`);
    }
    bench.enter('next', { isSuspect: true });
    expect(bench.counts.map(({ signalId }) => signalId)).toEqual(['next']);
  });
});
